"""Following the bus: everything arrives, places are committed only when surely written, lost tails are noticed."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from shared.adapters.system_clock import SystemClock
from shared.flows import group_member, tend_regularly
from shared.flows.follow_bus import BusFollower
from shared.flows.read_views import ViewReader
from shared.flows.update_views import ViewUpdater
from shared.flows.ward_views import WardViews
from shared.kernel.messages import LedgerEvent
from shared.ports.event_bus import Subscription
from shared.ports.event_store import LedgerHead
from tests.flows.fake_clock import FakeClock
from tests.flows.history import (
    OTHER,
    WARD,
    History,
    assert_rebuild_is_equal,
    content_of,
    events_of,
    updater_of,
)
from tests.flows.toy import view_set
from tests.ports.engines import Ports

SOURCES = ("assignment", "visits")
SOON = 5.0


def follower_of(ports: Ports, updater: ViewUpdater) -> BusFollower:
    return BusFollower("toy", SOURCES, ports.bus, updater, ports.views)


@asynccontextmanager
async def following(ports: Ports, updater: ViewUpdater) -> AsyncIterator[BusFollower]:
    """A follower that runs, and is stopped in good order."""
    follower = follower_of(ports, updater)
    running = asyncio.create_task(follower.run())
    yield follower
    await follower.stop()
    async with asyncio.timeout(SOON):
        await running


async def still_to_come(ports: Ports, source: str) -> list[str]:
    """Which events the group still gets of the ward: those before the ledger's last one, which is published again."""
    last = (await events_of(ports, source))[-1]
    subscription = await ports.bus.subscribe("toy", SOURCES)
    await ports.bus.publish(source, [last])
    found: list[str] = []
    async with asyncio.timeout(SOON):
        while last.id not in found:
            deliveries = await subscription.receive(10_000)
            events = [event for delivery in deliveries if delivery.source == source for event in delivery.events]
            found += [event.id for event in events if event.ward == last.ward]
    await subscription.close()
    return [event for event in found if event != last.id]


class CommittedPlaces:
    """A subscription that writes down what is committed."""

    def __init__(self, subscription: Subscription) -> None:
        self._subscription = subscription
        self.places: dict[tuple[str, int], int] = {}

    def __getattr__(self, name: str) -> object:
        return getattr(self._subscription, name)

    async def commit(self, source: str, partition: int, position: int) -> None:
        await self._subscription.commit(source, partition, position)
        self.places[source, partition] = position


async def until_seen(ports: Ports, updater: ViewUpdater, people: int) -> None:
    reader = ViewReader(view_set(), ports.views, SystemClock(), updater)

    async def total() -> int:
        summary = await reader.summary(WARD)
        return summary.content.people if summary is not None else 0

    def seen(state: WardViews) -> bool:
        return state.sum.content is not None and state.sum.content.people >= people

    async with asyncio.timeout(SOON):
        while await total() < people:
            await updater.wait_until(WARD, seen, 0.05)


async def until_folded(ports: Ports, updater: ViewUpdater) -> None:
    """Wait until both wards have been folded to the ends of their ledgers."""
    for ward in (WARD, OTHER):
        last = len(await events_of(ports, "visits", ward))
        assert await updater.wait_until(ward, lambda state, end=last: state.marks()["visits"].number == end, SOON)


async def test_what_is_published_is_folded(ports: Ports) -> None:
    history = History(ports)
    await history.some()
    updater = updater_of(ports, SystemClock(), tends=True)
    async with following(ports, updater):
        await until_seen(ports, updater, 15)
        await history.call("a", 30)
        await history.number()
        await until_seen(ports, updater, 45)
        await until_folded(ports, updater)
    await updater.close()
    await assert_rebuild_is_equal(ports)
    assert await still_to_come(ports, "visits") == []


async def test_a_place_is_committed_when_everything_before_it_is_written(ports: Ports, clock: FakeClock) -> None:
    history = History(ports)
    await history.some()
    updater = updater_of(ports, clock)
    follower = follower_of(ports, updater)
    subscription = await follower.member.join()
    committed, taken = CommittedPlaces(subscription), dict[tuple[str, int], int]()
    while {source for source, _ in taken} < {*SOURCES}:
        for delivery in await subscription.receive(10_000):
            await follower.take(delivery)
            taken[delivery.source, delivery.partition] = delivery.position
    await follower.commit_places(committed)
    assert not taken.items() & committed.places.items()
    await updater.flush()
    await follower.commit_places(committed)
    assert committed.places == taken
    await subscription.close()


async def heard(ports: Ports, heads: Sequence[LedgerHead]) -> None:
    """Wait until these heads are known here; another server brings them in its own time."""
    wanted = {(head.source, head.ward, head.number) for head in heads}
    async with asyncio.timeout(10):
        known: set[tuple[str, str, int]] = set()
        while not wanted <= known:
            known = {(head.source, head.ward, head.number) for head in await ports.bus.heads()}
            await asyncio.sleep(0.01)


async def test_a_lost_tail_is_read_from_the_ledger_at_the_second_look(ports: Ports, clock: FakeClock) -> None:
    history = History(ports)
    await history.some()
    updater = updater_of(ports, clock)
    follower = follower_of(ports, updater)
    subscription = await follower.member.join()
    for source in SOURCES:
        await updater.apply((await events_of(ports, source))[:-1])
    published = [head for store in (ports.visits, ports.assignment) for head in await store.heads()]
    await ports.bus.publish_heads(published)
    await heard(ports, published)
    await follower.look()
    assert (await content_of(ports, "household", "b")).people == 2
    await follower.look()
    assert (await content_of(ports, "household", "b")).people == 7
    assert updater.folded(WARD)["assignment"].number == len(await events_of(ports, "assignment"))
    await subscription.close()


async def test_a_reader_without_a_topic_starts_from_the_ledgers(ports: Ports, clock: FakeClock) -> None:
    """The topic was lost as a whole; what is in the ledgers is in the views all the same."""

    class Silent:
        def __getattr__(self, name: str) -> object:
            return getattr(ports.bus, name)

        async def publish(self, _source: str, _events: Sequence[LedgerEvent]) -> None:
            return None

    history = History(replace(ports, bus=Silent()))
    await history.some()
    updater = updater_of(ports, clock)
    async with following(ports, updater):
        await until_seen(ports, updater, 15)
    await assert_rebuild_is_equal(ports)


async def test_the_updater_writes_a_sum_that_had_to_wait(ports: Ports, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first change is summed at once, the next ones together a moment later, by the updater's own task."""
    monkeypatch.setattr(tend_regularly, "PAUSE_SECONDS", 0.01)
    history = History(ports)
    await history.some()
    updater = updater_of(ports, SystemClock(), view_set(interval=0.15), tends=True)
    doors = await events_of(ports, "visits")
    await updater.apply(doors[:1])
    for event in doors[1:]:
        await updater.apply([event])
    reader = ViewReader(view_set(), ports.views, SystemClock())
    summary = await reader.summary(WARD)
    assert summary is not None
    assert summary.marks["visits"].number == 1
    await until_seen(ports, updater, 15)
    await updater.close()


async def test_stopping_commits_what_was_handled(ports: Ports, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_member, "LOOK_SECONDS", 60)
    history = History(ports)
    await history.some()
    updater = updater_of(ports, SystemClock())
    async with following(ports, updater):
        await until_seen(ports, updater, 15)
        await history.call("b", 10)
        await history.number()
        await until_seen(ports, updater, 25)
        await until_folded(ports, updater)
    assert await still_to_come(ports, "visits") == []
    assert (await content_of(ports, "book", "all")).people == 25
