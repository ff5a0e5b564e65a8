"""Following the bus: every batch into the views, and a place in the topics committed once it is surely written."""

import asyncio
import logging
from collections import defaultdict, deque
from collections.abc import Mapping, Sequence

from shared.flows.survey_wards import by_ward, last_marks
from shared.flows.tracing import projecting
from shared.flows.update_views import ViewUpdater
from shared.kernel.failures import Unavailable
from shared.ports.event_bus import Delivery, EventBus, Subscription
from shared.ports.view_store import Mark, ViewStore

BATCH_EVENTS = 2_000
LOOK_SECONDS = 2.0
"""How often heads are compared and places committed."""
RETRY_SECONDS = 1.0

_log = logging.getLogger(__name__)

_Handled = tuple[int, Mapping[str, Mark]]


class BusFollower:
    """Feeds one updater from one reader group. What a topic lost is read from the ledger, told by the heads."""

    def __init__(
        self, group: str, sources: Sequence[str], bus: EventBus, updater: ViewUpdater, views: ViewStore
    ) -> None:
        self._group = group
        self._sources = tuple(sources)
        self._bus = bus
        self._updater = updater
        self._views = views
        self._handled: defaultdict[tuple[str, int], deque[_Handled]] = defaultdict(deque)
        self._suspected: dict[tuple[str, str], Mark] = {}
        self._subscription: Subscription | None = None
        self._stopping = False

    async def run(self) -> None:
        """Follow until stopped or cancelled. The ledgers are read to their ends first."""
        subscription = self._subscription = await self._bus.subscribe(self._group, self._sources)
        try:
            async with asyncio.TaskGroup() as beside:
                look = beside.create_task(self._look_regularly(subscription))
                await self._updater.catch_up()
                while not self._stopping:
                    await self._follow(subscription)
                await self._updater.flush()
                await self.commit_places(subscription)
                look.cancel()
        finally:
            await subscription.close()

    async def stop(self) -> None:
        """Ask `run` to write what it has and to end."""
        self._stopping = True
        if self._subscription is not None:
            await self._subscription.close()

    async def take(self, delivery: Delivery) -> None:
        """Fold a delivery, and remember which marks its place stands for."""
        with projecting(self._group, delivery.events):
            await self._updater.apply(delivery.events)
        marks = {ward: last_marks(entries)[delivery.source] for ward, entries in by_ward(delivery.events).items()}
        self._handled[delivery.source, delivery.partition].append((delivery.position, marks))

    async def commit_places(self, subscription: Subscription) -> None:
        """Commit the place of each partition up to which everything is surely written."""
        cursors = {cursor.ward: cursor.numbers for cursor in await self._views.cursors()}
        for (source, partition), handled in self._handled.items():
            position = 0
            while handled and _written(handled[0][1], source, cursors):
                position, _ = handled.popleft()
            if position:
                await subscription.commit(source, partition, position)

    async def fill_lost_tails(self) -> None:
        """Read from the ledger what a head named at two looks and no message brought."""
        suspected, self._suspected = self._suspected, {}
        cursors = {cursor.ward: cursor.numbers for cursor in await self._views.cursors()}
        for head in await self._bus.heads():
            mark = Mark(head.era, head.number)
            if head.source not in self._sources or self._has(head.ward, head.source, mark):
                continue
            if _written({head.ward: mark}, head.source, cursors):
                continue
            if (head.ward, head.source) in suspected:
                await self._updater.fill(head.ward, head.source, suspected[head.ward, head.source])
            else:
                self._suspected[head.ward, head.source] = mark

    def _has(self, ward: str, source: str, mark: Mark) -> bool:
        if ward in self._updater.behind or mark.number == 0:
            return True
        folded = self._updater.folded(ward).get(source)
        return folded is not None and (folded.era, folded.number) >= (mark.era, mark.number)

    async def _follow(self, subscription: Subscription) -> None:
        try:
            for delivery in await subscription.receive(BATCH_EVENTS):
                await self.take(delivery)
        except Unavailable as away:
            _log.warning("following %s waits: %s", ", ".join(self._sources), away)
            await asyncio.sleep(RETRY_SECONDS)

    async def _look_regularly(self, subscription: Subscription) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.fill_lost_tails()
                await self.commit_places(subscription)
            except Unavailable as away:
                _log.warning("following %s waits: %s", ", ".join(self._sources), away)


def _written(marks: Mapping[str, Mark], source: str, cursors: Mapping[str, Mapping[str, Mark]]) -> bool:
    for ward, mark in marks.items():
        stored = cursors.get(ward, {}).get(source)
        if stored is None or (stored.era, stored.number) < (mark.era, mark.number):
            return False
    return True
