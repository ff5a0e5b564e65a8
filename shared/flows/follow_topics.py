"""Following topics without views: every event is handled, in order, and its place kept; a repetition is passed over.

What a topic has lost is read from the ledger: a number that does not follow tells, or a head that nothing reaches.
The place is kept for each ledger, so that this holds across restarts and moves too; what was handled and not yet
remembered is handled again.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence

from shared.flows.group_member import BATCH_EVENTS, GroupMember
from shared.flows.handled_places import HandledPlaces
from shared.flows.lost_tails import LostTails
from shared.flows.mend_wards import NotNow
from shared.flows.survey_wards import by_ward
from shared.kernel.failures import Conflict, Unavailable
from shared.kernel.messages import LedgerEvent
from shared.ports.event_bus import Delivery, EventBus, Subscription
from shared.ports.event_store import Ledger, LedgerHead
from shared.ports.view_store import Mark, ViewStore

Handle = Callable[[Sequence[LedgerEvent]], Awaitable[None]]
"""Handles events of one ward, in order. It may see them again, for a crash forgets what was not remembered."""


class TopicFollower:
    """One reader group of a service, as a policy. `ledgers` are those of the sources; places lie in `store`."""

    def __init__(
        self,
        bus: EventBus,
        group: str,
        sources: Sequence[str],
        handle: Handle,
        ledgers: Mapping[str, Ledger],
        store: ViewStore,
    ) -> None:
        self.member = GroupMember(bus, group, sources, self)
        self.run, self.stop, self.ready = self.member.run, self.member.stop, self.member.ready
        self._bus = bus
        self._handle = handle
        self._ledgers = ledgers
        self._places = HandledPlaces(store, group)
        self._positions: dict[tuple[str, int], int] = {}
        self._taken_events = 0
        self._tails = LostTails()
        self._handling = asyncio.Lock()
        self._interrupted = False

    async def begin(self) -> None:
        self.forget()
        self.moved()

    async def take(self, delivery: Delivery) -> None:
        """Handle what is new of a delivery, and before it what the topic has lost."""
        async with self._handling:
            wards = {ward: events for ward, events in by_ward(delivery.events).items() if self.member.owns(ward)}
            await self._places.learn(wards)
            for ward, events in wards.items():
                await self._take(delivery.source, ward, events)
        self._positions[delivery.source, delivery.partition] = delivery.position
        self._taken_events += len(delivery.events)

    async def look(self) -> None:
        """Handle what a head named at two looks and no message brought. Where messages come in full batches they are
        only late."""
        taken, self._taken_events = self._taken_events, 0
        if taken >= BATCH_EVENTS:
            self._tails.forget()
            return
        heads = [h for h in await self._bus.heads() if h.source in self.member.sources and self.member.owns(h.ward)]
        async with self._handling:
            await self._places.learn({head.ward for head in heads})
            await self._tails.look(heads, self._reached, self._read_up)

    async def commit_places(self, subscription: Subscription) -> None:
        """Write how far everything has been handled, then commit the places in the topics."""
        async with self._handling:
            try:
                await self._places.write()
            except Conflict:
                self.forget()
                raise
            positions, self._positions = self._positions, {}
        for (source, partition), position in positions.items():
            await subscription.commit(source, partition, position)

    async def finish(self, subscription: Subscription) -> None:
        await self.commit_places(subscription)

    def interrupt(self) -> None:
        self._interrupted = True

    def forget(self) -> None:
        self._positions.clear()
        self._places.forget()
        self._tails.forget()

    def moved(self) -> None:
        self._interrupted = False

    async def _take(self, source: str, ward: str, events: Sequence[LedgerEvent]) -> None:
        for era in sorted({event.era for event in events}):
            entries = [event for event in events if event.era == era]
            while entries := self._new(source, ward, era, entries):
                place = self._places.of(ward, source)
                last = place.number if place.era == era else 0
                if entries[0].sequence > last + 1:
                    await self._read_up(ward, source, Mark(era, entries[0].sequence - 1))
                    continue
                run = _without_gap(entries)
                await self._handle(run)
                self._places.handled(ward, source, Mark(era, run[-1].sequence))

    def _new(self, source: str, ward: str, era: str, entries: Sequence[LedgerEvent]) -> list[LedgerEvent]:
        place = self._places.of(ward, source)
        return [entry for entry in entries if (era, entry.sequence) > (place.era, place.number)]

    async def _reached(self, head: LedgerHead, mark: Mark) -> bool:
        place = self._places.of(head.ward, head.source)
        return (place.era, place.number) >= (mark.era, mark.number)

    async def _read_up(self, ward: str, source: str, mark: Mark) -> None:
        """Handle the ledger at least up to `mark`. Raises Unavailable when it does not have that yet, or when the ward
        is about to move."""
        while True:
            place = self._places.of(ward, source)
            if (place.era, place.number) >= (mark.era, mark.number):
                return
            if self._interrupted or not self.member.owns(ward):
                raise NotNow(ward=ward)
            after = place.number if place.era == mark.era else 0
            found = await self._ledgers[source].read_ledger(ward, after, BATCH_EVENTS)
            if not found or found[0].era < mark.era:
                raise Unavailable(what="ledger", source=source, ward=ward)
            if found[0].era > mark.era:
                mark = Mark(found[0].era, found[-1].sequence)
                self._places.handled(ward, source, Mark(found[0].era, 0))
                continue
            await self._handle(found)
            self._places.handled(ward, source, Mark(mark.era, found[-1].sequence))


def _without_gap(entries: Sequence[LedgerEvent]) -> Sequence[LedgerEvent]:
    """The first of `entries`, as far as their numbers follow each other; a repetition is left out."""
    run = [entries[0]]
    for entry in entries[1:]:
        if entry.sequence > run[-1].sequence + 1:
            break
        if entry.sequence == run[-1].sequence + 1:
            run.append(entry)
    return run
