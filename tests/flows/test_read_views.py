"""Reading what was written: pages, sums, and waiting for a version, with and without the updater in this process."""

import asyncio
from collections.abc import Callable

import pytest

from shared.adapters.system_clock import SystemClock
from shared.flows.read_views import ViewReader
from shared.flows.rebuild_views import rebuild_ward
from shared.flows.relay_events import Relay
from shared.flows.update_views import ViewUpdater
from shared.kernel.failures import NotCaughtUp
from tests.flows.fake_clock import FakeClock
from tests.flows.history import OTHER, WARD, History, ledgers_of, updater_of
from tests.flows.toy import CODECS, Figures, Riddled, view_set
from tests.ports.engines import Ports

SOON = 5.0
MakeReader = Callable[[ViewUpdater], ViewReader]


@pytest.fixture(params=["here", "elsewhere"])
def reader_of(request: pytest.FixtureRequest, ports: Ports) -> MakeReader:
    """A reader in the process that folds, and one in another."""

    def make(updater: ViewUpdater) -> ViewReader:
        return ViewReader(view_set(), ports.views, SystemClock(), updater if request.param == "here" else None)

    return make


@pytest.fixture
async def updater(ports: Ports, clock: FakeClock) -> ViewUpdater:
    await History(ports).some()
    updater = updater_of(ports, clock)
    await updater.catch_up()
    return updater


async def test_documents_are_read_by_kind_ward_and_id(updater: ViewUpdater, reader_of: MakeReader) -> None:
    reader = reader_of(updater)
    found = await reader.get_many("household", WARD, ["a", "b", "nobody"])
    assert {name: household.people for name, household in found.items()} == {"a": 5, "b": 7}
    assert await reader.get("household", OTHER, "a") is None
    assert await reader.get("household", "20999", "a") is None


async def test_pages_follow_one_another(updater: ViewUpdater, reader_of: MakeReader) -> None:
    reader = reader_of(updater)
    first = await reader.find("household", WARD, limit=2)
    second = await reader.find("household", WARD, limit=2, after=first[-1].place)
    assert [found.content.people for found in (*first, *second)] == [3, 5, 7]
    newest = await reader.find("household", WARD, limit=1, descending=True)
    assert [found.content.people for found in newest] == [7]
    tagged = await reader.find("household", WARD, ["village/village 2"])
    assert [found.content.people for found in tagged] == [3]


async def test_the_sum_comes_with_its_marks(updater: ViewUpdater, reader_of: MakeReader) -> None:
    reader = reader_of(updater)
    summary = await reader.summary(WARD)
    assert summary is not None
    assert summary.content == Figures(ward=WARD, households=3, people=15)
    assert dict(summary.marks) == dict(updater.folded(WARD))
    assert await reader.summary("20999") is None


async def test_parked_events_are_counted_where_they_are_live(
    ports: Ports, updater: ViewUpdater, reader_of: MakeReader, clock: FakeClock
) -> None:
    reader = reader_of(updater)
    assert await reader.parked() == {}
    history = History(ports)
    await history.doors.append(f"{OTHER}/household/q", Riddled(household="q"))
    await history.number()
    await updater.catch_up()
    assert await reader.parked() == {OTHER: 1}
    await rebuild_ward(view_set(), ports.views, ledgers_of(ports), CODECS, clock, OTHER, switch=True)
    assert await reader.parked() == {OTHER: 1}


async def test_you_read_what_you_wrote(ports: Ports, updater: ViewUpdater, reader_of: MakeReader) -> None:
    """The commit is neither numbered nor folded when the read begins."""
    reader = reader_of(updater)
    commit = await History(ports).doors.append(f"{WARD}/household/new", Riddled(household="new"))
    waiting = asyncio.create_task(reader.wait_version(commit.stream, commit.version, ports.visits))
    await asyncio.sleep(0)
    assert not waiting.done()
    relay = Relay("visits", ports.visits, ports.bus, ports.leases, FakeClock(), updater.apply, "relay")
    await relay.run_once()
    await updater.flush()
    async with asyncio.timeout(SOON):
        await waiting


async def test_the_roster_can_be_waited_for(ports: Ports, updater: ViewUpdater, reader_of: MakeReader) -> None:
    reader = reader_of(updater)
    await reader.wait_roster(WARD, 4)
    waiting = asyncio.create_task(reader.wait_roster(WARD, 5))
    history = History(ports)
    history.roster._versions[f"{WARD}/roster"] = 4
    await history.place("e", "near")
    await asyncio.sleep(0)
    assert not waiting.done()
    await history.number()
    await updater.catch_up()
    async with asyncio.timeout(SOON):
        await waiting


async def test_a_version_is_waited_for_two_seconds_at_most(ports: Ports, updater: ViewUpdater) -> None:
    class Hasty(FakeClock):
        """Every look at it takes a second."""

        def monotonic(self) -> float:
            self.pass_time(1)
            return super().monotonic()

    reader = ViewReader(view_set(), ports.views, Hasty(), updater)
    commit = await History(ports).doors.append(f"{WARD}/household/new", Riddled(household="new"))
    for version in (commit.version, 99):
        with pytest.raises(NotCaughtUp):
            await reader.wait_version(commit.stream, version, ports.visits)
    with pytest.raises(NotCaughtUp):
        await reader.wait_roster(WARD, 99)


async def test_reading_goes_on_while_the_ward_is_switched(ports: Ports, updater: ViewUpdater) -> None:
    """The generation that the reader found is dropped before it could read the document."""
    switched = asyncio.Event()

    class Switching:
        def __getattr__(self, name: str) -> object:
            return getattr(ports.views, name)

        async def get(self, ward: str, generation: int, names: list[str]) -> object:
            if not switched.is_set():
                switched.set()
                await rebuild_ward(view_set(), ports.views, ledgers_of(ports), CODECS, FakeClock(), ward, switch=True)
            return await ports.views.get(ward, generation, names)

    await updater.flush()
    reader = ViewReader(view_set(), Switching(), SystemClock())  # type: ignore[arg-type]
    assert (await reader.get("household", WARD, "a")).people == 5
