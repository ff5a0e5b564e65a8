"""Following the bus: every batch into the views, and a place in the topics committed once it is surely written."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence

from shared.flows.group_member import BATCH_EVENTS, GroupMember
from shared.flows.lost_tails import LostTails
from shared.flows.survey_wards import by_ward, last_marks
from shared.flows.tracing import projecting
from shared.flows.update_views import ViewUpdater
from shared.ports.event_bus import Delivery, EventBus, Subscription
from shared.ports.event_store import LedgerHead
from shared.ports.view_store import Mark, ViewStore

_Handled = tuple[int, Mapping[str, Mark]]


class BusFollower:
    """Feeds one updater from one reader group; the updater then owns the wards of this member's partitions. What a
    topic lost is read from the ledger, told by the heads."""

    def __init__(
        self, group: str, sources: Sequence[str], bus: EventBus, updater: ViewUpdater, views: ViewStore
    ) -> None:
        self.member = GroupMember(bus, group, sources, self)
        self.run, self.stop, self.ready = self.member.run, self.member.stop, self.member.ready
        self._bus = bus
        self._updater = updater
        self._views = views
        self._handled: defaultdict[tuple[str, int], deque[_Handled]] = defaultdict(deque)
        self._taken_events = 0
        self._tails = LostTails()
        updater.owned_by(self.member.owns)

    async def begin(self) -> None:
        self.moved()
        await self._updater.catch_up()

    async def take(self, delivery: Delivery) -> None:
        """Fold a delivery, and remember which marks its place stands for."""
        with projecting(self.member.group, delivery.events):
            await self._updater.apply(delivery.events)
        marks = {ward: last_marks(entries)[delivery.source] for ward, entries in by_ward(delivery.events).items()}
        self._handled[delivery.source, delivery.partition].append((delivery.position, marks))
        self._taken_events += len(delivery.events)

    async def look(self) -> None:
        """Read from the ledger what a head named at two looks and no message brought. Where messages come in full
        batches they are only late."""
        taken, self._taken_events = self._taken_events, 0
        if taken >= BATCH_EVENTS:
            self._tails.forget()
            return
        cursors = {cursor.ward: cursor.numbers for cursor in await self._views.cursors()}

        async def reached(head: LedgerHead, mark: Mark) -> bool:
            return self._has(head, mark) or _written({head.ward: mark}, head.source, cursors)

        heads = [h for h in await self._bus.heads() if h.source in self.member.sources and self.member.owns(h.ward)]
        await self._tails.look(heads, reached, self._updater.fill)

    async def commit_places(self, subscription: Subscription) -> None:
        """Commit the place of each partition up to which everything is surely written."""
        cursors = {cursor.ward: cursor.numbers for cursor in await self._views.cursors()}
        places: dict[tuple[str, int], int] = {}
        for (source, partition), handled in self._handled.items():
            while handled and _written(handled[0][1], source, cursors):
                places[source, partition], _ = handled.popleft()
        await asyncio.gather(*(subscription.commit(*place, position) for place, position in places.items()))

    async def finish(self, subscription: Subscription) -> None:
        """Write everything that was folded, and commit its places."""
        await self._updater.flush()
        await self.commit_places(subscription)

    def interrupt(self) -> None:
        self._updater.interrupt()

    def forget(self) -> None:
        self._handled.clear()
        self._tails.forget()

    def moved(self) -> None:
        self._updater.moved()

    def _has(self, head: LedgerHead, mark: Mark) -> bool:
        if head.ward in self._updater.behind:
            return True
        folded = self._updater.folded(head.ward).get(head.source)
        return folded is not None and (folded.era, folded.number) >= (mark.era, mark.number)


def _written(marks: Mapping[str, Mark], source: str, cursors: Mapping[str, Mapping[str, Mark]]) -> bool:
    for ward, mark in marks.items():
        stored = cursors.get(ward, {}).get(source)
        if stored is None or (stored.era, stored.number) < (mark.era, mark.number):
            return False
    return True
