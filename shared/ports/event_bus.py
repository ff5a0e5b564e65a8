"""From a relay to every reader: at least once, in ledger order per ward, kept for late readers."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from shared.kernel.messages import LedgerEvent
from shared.ports.event_store import LedgerHead


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """A batch from one source's topic. `position` is handed back to `commit` once the batch has been handled."""

    source: str
    events: Sequence[LedgerEvent]
    position: int


class Subscription(Protocol):
    """One reader group's place in the topics it follows."""

    async def receive(self, limit: int) -> Sequence[Delivery]:
        """Wait until something is there, then give up to about `limit` events, at most one delivery a source."""
        ...

    async def commit(self, source: str, position: int) -> None:
        """Remember that everything up to `position` was handled; a new subscription of the group starts after it."""
        ...

    async def close(self) -> None:
        """Stop receiving; a waiting `receive` returns nothing."""
        ...


class EventBus(Protocol):
    """Topics, one for each source. Every method may raise Unavailable."""

    async def publish(self, source: str, events: Sequence[LedgerEvent]) -> None:
        """Return once the events are durably on the topic, in this order; a repetition is delivered again."""
        ...

    async def subscribe(self, group: str, sources: Sequence[str]) -> Subscription:
        """Follow topics from the place that the group committed last, from the beginning at first."""
        ...

    async def publish_heads(self, heads: Sequence[LedgerHead]) -> None:
        """Replace what is known of these ledgers' heads."""
        ...

    async def heads(self) -> Sequence[LedgerHead]:
        """The last published head of every ledger."""
        ...
