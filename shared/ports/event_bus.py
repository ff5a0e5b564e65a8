"""From a relay to every reader: at least once, in ledger order per ward, kept for late readers."""

from collections.abc import Sequence
from typing import Protocol

import msgspec

from shared.kernel.messages import LedgerEvent
from shared.ports.event_store import LedgerHead


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """A batch from one partition of a source's topic. `position` is handed back to `commit` once it was handled."""

    source: str
    partition: int = 0
    events: Sequence[LedgerEvent]
    position: int


class Subscription(Protocol):
    """One reader group's place in the topics it follows."""

    async def receive(self, limit: int) -> Sequence[Delivery]:
        """Wait until something is there, then give up to about `limit` events, at most one delivery a partition."""
        ...

    async def commit(self, source: str, partition: int, position: int) -> None:
        """Remember that everything up to `position` was handled; whoever of the group takes the partition next starts
        after it. For a partition that this member no longer has, nothing happens."""
        ...

    def owns(self, ward: str) -> bool:
        """Whether events of this ward come to this member now, those of all its sources alike."""
        ...

    async def close(self) -> None:
        """Stop receiving; a waiting `receive` returns nothing. What this member has is given up first, as when it
        moves."""
        ...


class Moves(Protocol):
    """A member of a group, told when partitions move because members join or leave. Where a group has one member for
    ever it is never called."""

    async def giving_up(self) -> None:
        """Partitions are about to move: write and commit what was handled. Nothing moves before this returns; what was
        delivered and not yet handled must be dropped, for it will be delivered again."""
        ...

    async def taken_over(self) -> None:
        """Partitions have moved; `owns` tells which are here now. It is cancelled when they move on before it ends."""
        ...


class EventBus(Protocol):
    """Topics, one for each source. Every method may raise Unavailable."""

    async def publish(self, source: str, events: Sequence[LedgerEvent]) -> None:
        """Return once the events are durably on the topic, in this order; a repetition is delivered again."""
        ...

    async def subscribe(self, group: str, sources: Sequence[str], moves: Moves | None = None) -> Subscription:
        """Follow topics from the place that the group committed last, from the beginning at first. All members of a
        group name the same sources, so that a ward's sources meet in one member."""
        ...

    async def publish_heads(self, heads: Sequence[LedgerHead]) -> None:
        """Replace what is known of these ledgers' heads."""
        ...

    async def heads(self) -> Sequence[LedgerHead]:
        """The last published head of every ledger."""
        ...
