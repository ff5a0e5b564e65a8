"""Relay → Kafka → reporting: events a second from the store to the figures, beside what the drivers alone take for
the same documents and messages, and two replicas of reporting beside one."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from benchmarks.distributed_system import WARDS, Running, port_of, running
from benchmarks.figure_delay import visits_counted
from benchmarks.http_load import request
from benchmarks.raw_drivers import RawRates, Work, raw_rates
from benchmarks.visit_commits import CLOCK, visit_commits
from benchmarks.ward_at_work import bearer
from shared.adapters.distributed.kafka_access import KafkaAccess
from shared.adapters.distributed.kafka_event_bus import KafkaEventBus
from shared.adapters.distributed.mongo_collection import Found
from shared.adapters.distributed.mongo_connection import MongoAccess, MongoConnection
from shared.adapters.distributed.mongo_event_store import MongoEventStore
from shared.kernel.messages import Commit, LedgerEvent, ledger_events
from shared.kernel.scope import Role

VISITS = 2_000
FOLDED_VISITS = 20_000
WARM = 200
GROWN, GROWN_ON_WIRE = (10_000, 100_000, 1_000_000), (6_000, 10_000)
"""Events in the store at which the cost of the next ones is measured. What only speaks MongoDB's protocol is kept under
20,000 documents in a collection: beyond, it reads all of them where MongoDB has an index."""
_FILLED_AT_ONCE = 5_000
HOUSEHOLDS = 250
"""Of each ward."""
PATIENCE_SECONDS = 180.0
LOOK_SECONDS = 0.02
APPENDERS = 200
_PUBLISHED_AT_ONCE = 2_000


@dataclass(frozen=True)
class Growth:
    """The cost of an event with so many in the store."""

    events: int
    microseconds: float


@dataclass(frozen=True)
class Pipeline:
    """Events a second. `folded` by the number of reporting's replicas, from the first message's publication on."""

    events: int
    per_second: float
    raw: RawRates
    growth: Sequence[Growth]
    folded: Mapping[int, float]
    store: str

    @property
    def ratio(self) -> float:
        """Of what the drivers alone would reach, one operation after the other."""
        return self.per_second / self.raw.together


def measure(say: Callable[[str], None] = print) -> Pipeline:
    """Events are appended to the store of a running system as fast as it takes them; then messages are published to
    its topic, for one replica of reporting and for two."""
    with running() as at:
        return asyncio.run(_measured(at, say))


async def _measured(at: Running, say: Callable[[str], None]) -> Pipeline:
    mongo = MongoConnection(MongoAccess(at.servers.mongo_url, at.system.environment["ONETWENTY_MONGO_DATABASE"]))
    try:
        store = MongoEventStore("visits", mongo, CLOCK)
        counted = _Counted(at)
        await counted.after(_append(store, await _made(store, WARM)), WARM)
        through, before = await _made(store, VISITS), await _stored(mongo)
        seconds = await counted.after(_append(store, through), VISITS)
        work = Work(through, await _messages(store, through), _written(before, await _stored(mongo)))
        say(f"{len(work.messages) / seconds:,.0f} events/s from the store to the figures")
        raw = await raw_rates(at.servers.mongo_url, at.servers.kafka_bootstrap, work)
        say(f"the drivers alone: {raw.together:,.0f} events/s")
        growth = [await _grown(store, counted, size) for size in (GROWN_ON_WIRE if at.servers.mongo else GROWN)]
        folded = await _folded(at, store, counted)
        say(f"folded by one replica {folded[1]:,.0f} events/s, by two {folded[2]:,.0f}")
        return Pipeline(len(work.messages), len(work.messages) / seconds, raw, growth, folded, at.servers.store)
    finally:
        await mongo.close()


async def _made(store: MongoEventStore, visits: int) -> list[Commit]:
    return await visit_commits(WARDS, HOUSEHOLDS, visits, await store.era())


async def _grown(store: MongoEventStore, counted: "_Counted", size: int) -> Growth:
    """The cost of an event from the store to the figures, once the store holds so many."""
    while (missing := size - sum((await _ends(store)).values())) > 0:
        some = await _made(store, min(_FILLED_AT_ONCE, missing // 3 + 1))
        await counted.after(_append(store, some), len(some))
    commits = await _made(store, VISITS // 2)
    seconds = await counted.after(_append(store, commits), len(commits))
    return Growth(size, seconds / sum(len(commit.events) for commit in commits) * 1e6)


async def _ends(store: MongoEventStore) -> dict[str, int]:
    """The last number of each ward's ledger."""
    return {ward: number for ward, (number, _) in (await store.last_numbers(WARDS)).items()}


async def _append(store: MongoEventStore, commits: Sequence[Commit]) -> None:
    waiting = iter(commits)

    async def appender() -> None:
        for commit in waiting:
            await store.append(commit)

    await asyncio.gather(*(appender() for _ in range(APPENDERS)))


async def _messages(store: MongoEventStore, commits: Sequence[Commit]) -> list[LedgerEvent]:
    """The events of these commits as they stand in the ledgers."""
    own = {commit.command_id for commit in commits}
    events = [event for ward in WARDS for event in await store.read_ledger(ward, 0, 1_000_000)]
    return [event for event in events if event.command_id in own]


async def _stored(mongo: MongoConnection) -> dict[str, dict[str, Found]]:
    """Every view document and cursor, by collection and id."""
    return {
        f"{service}_{name}": {one["_id"]: one for one in await mongo.collection(service, name).find({})}
        for service in ("visits", "reporting")
        for name in ("views", "views_cursors")
    }


def _written(before: dict[str, dict[str, Found]], after: dict[str, dict[str, Found]]) -> dict[str, list[Found]]:
    """Each document as often as it was written since, with its present content."""
    return {
        collection: [
            {**one, "rev": rev}
            for name, one in documents.items()
            for rev in range(before[collection].get(name, {"rev": 0})["rev"] + 1, one["rev"] + 1)
        ]
        for collection, documents in after.items()
    }


async def _folded(at: Running, store: MongoEventStore, counted: "_Counted") -> dict[int, float]:
    """Events a second by replicas, of messages that are published straight to the topic."""
    environment = at.system.environment
    access = KafkaAccess(environment["ONETWENTY_KAFKA_BOOTSTRAP"], prefix=environment["ONETWENTY_KAFKA_PREFIX"])
    bus = KafkaEventBus(access, ["visits"])
    ends = await _ends(store)
    folded: dict[int, float] = {}
    try:
        for replicas in (1, 2):
            if replicas > 1:
                await asyncio.to_thread(at.system.start, {"reporting": 1})
                await counted.after(_publish(bus, _numbered(await _made(store, WARM), ends)), WARM)
            events = _numbered(await _made(store, FOLDED_VISITS), ends)
            folded[replicas] = len(events) / await counted.after(_publish(bus, events), FOLDED_VISITS)
    finally:
        await bus.close()
    return folded


def _numbered(commits: Sequence[Commit], ends: dict[str, int]) -> list[LedgerEvent]:
    """Their events with the wards' next numbers."""
    events: list[LedgerEvent] = []
    for commit in commits:
        first, ends[commit.ward] = ends[commit.ward] + 1, ends[commit.ward] + len(commit.events)
        numbered = msgspec.structs.replace(commit, first_number=first, numbered_at=CLOCK.now())
        events += ledger_events("visits", commit.era, numbered)
    return events


async def _publish(bus: KafkaEventBus, events: Sequence[LedgerEvent]) -> None:
    for start in range(0, len(events), _PUBLISHED_AT_ONCE):
        await bus.publish("visits", events[start : start + _PUBLISHED_AT_ONCE])


class _Counted:
    """Watches the figures of all wards, at whichever replica of reporting counts more."""

    def __init__(self, at: Running) -> None:
        token = bearer(at.system.data, Role.PROVINCE)
        self._system = at.system
        self._looks = [request("GET", f"/api/reporting/v1/wards/{ward}", token) for ward in WARDS]
        self._expected = 0

    async def after(self, work: Awaitable[None], more: int) -> float:
        """Do the work; the seconds from its beginning until so many more visits are counted."""
        self._expected += more
        started = time.perf_counter()
        await work
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._reached()
        return time.perf_counter() - started

    async def _reached(self) -> None:
        while True:
            if await self._count() >= self._expected:
                return
            await asyncio.sleep(LOOK_SECONDS)

    async def _count(self) -> int:
        ports = [port_of(one) for one in self._system.of("reporting")]
        return sum([max([await visits_counted(port, look) for port in ports]) for look in self._looks])


if __name__ == "__main__":
    measured = measure()
    print(measured.ratio, measured)
