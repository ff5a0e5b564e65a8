"""Following topics: every delivery is handled, then remembered; what could not be handled is delivered again.

What a topic has lost is read from the ledger, where the follower is given one: a number that does not follow tells.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence

from shared.flows.survey_wards import by_ward
from shared.kernel.failures import Conflict, Unavailable
from shared.kernel.messages import LedgerEvent
from shared.ports.event_bus import EventBus, Subscription
from shared.ports.event_store import Ledger

BATCH_EVENTS = 2_000
RETRY_SECONDS = 0.5

Handle = Callable[[Sequence[LedgerEvent]], Awaitable[None]]
"""Handles the events of one delivery, in order. It may see them again, for a crash forgets what was not remembered."""

_log = logging.getLogger(__name__)


class TopicFollower:
    """One reader group of a service: views of another source, or a policy.

    `ledgers` are those of the sources, for a handler that does not itself notice a missing number.
    """

    def __init__(
        self,
        bus: EventBus,
        group: str,
        sources: Sequence[str],
        handle: Handle,
        ledgers: Mapping[str, Ledger] | None = None,
    ) -> None:
        self._bus = bus
        self._group = group
        self._sources = sources
        self._handle = handle
        self._ledgers = ledgers or {}
        self._handled: dict[tuple[str, str], tuple[str, int]] = {}
        self._subscription: Subscription | None = None
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Follow until stopped. After Unavailable or Conflict it goes on from the place remembered last."""
        while not self._stopping.is_set():
            try:
                await self._follow()
            except (Unavailable, Conflict) as away:
                _log.warning("%s waits: %s", self._group, away)
                await self._pause()

    async def stop(self) -> None:
        """Finish what was delivered, and end."""
        self._stopping.set()
        if self._subscription is not None:
            await self._subscription.close()

    async def _follow(self) -> None:
        self._subscription = subscription = await self._bus.subscribe(self._group, self._sources)
        try:
            while not self._stopping.is_set():
                for delivery in await subscription.receive(BATCH_EVENTS):
                    events = await self._complete(delivery.source, delivery.events)
                    await self._handle(events)
                    self._remember(events)
                    await subscription.commit(delivery.source, delivery.partition, delivery.position)
        finally:
            self._subscription = None
            await subscription.close()

    async def _complete(self, source: str, events: Sequence[LedgerEvent]) -> Sequence[LedgerEvent]:
        """`events` with those between them that the topic has lost."""
        if source not in self._ledgers:
            return events
        whole: list[LedgerEvent] = []
        for ward, entries in by_ward(events).items():
            era, last = self._handled.get((source, ward), ("", 0))
            for entry in entries:
                if entry.era == era and entry.sequence > last + 1:
                    whole += await self._lost(source, ward, last, entry.sequence)
                whole.append(entry)
                era, last = entry.era, entry.sequence
        return whole

    async def _lost(self, source: str, ward: str, last: int, following: int) -> list[LedgerEvent]:
        found = await self._ledgers[source].read_ledger(ward, last, following - last - 1)
        if not found or found[-1].sequence < following - 1:
            raise Unavailable(what="ledger", source=source, ward=ward)
        return [entry for entry in found if entry.sequence < following]

    def _remember(self, events: Sequence[LedgerEvent]) -> None:
        for entry in events if self._ledgers else ():
            self._handled[entry.source, entry.ward] = (entry.era, entry.sequence)

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(RETRY_SECONDS):
                await self._stopping.wait()
        except TimeoutError:
            return
