"""Views under faults: crashes between any two writes, stores that are away, guards lost, eras begun, odd events."""

from collections.abc import Callable
from contextlib import suppress
from itertools import count

import msgspec
import pytest

from shared.flows.rebuild_views import rebuild_ward
from shared.flows.update_views import ViewUpdater
from shared.kernel.failures import Conflict, Unavailable
from tests.flows.conftest import Engines
from tests.flows.fake_clock import FakeClock
from tests.flows.history import (
    OTHER,
    WARD,
    assert_rebuild_is_equal,
    content_of,
    documents_of,
    events_of,
    ledgers_of,
    updater_of,
)
from tests.flows.riddled_history import deliver, with_history
from tests.flows.stops_at_call import Crash, StopsAtCall
from tests.flows.toy import CODECS, Answers, Riddled, view_set
from tests.ports.engines import Engine, Ports
from tests.ports.memory_engine import MemoryEngine


async def undisturbed(engines: Callable[[], Engine], clock: FakeClock) -> dict[str, object]:
    ports = await engines().open()
    await with_history(ports)
    updater = updater_of(ports, clock)
    await deliver(ports, updater, ["visits", "assignment"])
    await updater.close()
    documents = await bodies(ports)
    await ports.close()
    return documents


async def bodies(ports: Ports) -> dict[str, object]:
    """Everything that readers see, without eras, which differ between engines."""
    found: dict[str, object] = {}
    for ward in (WARD, OTHER):
        for name, (body, marks) in (await documents_of(ports, ward)).items():
            found[f"{ward}/{name}"] = (body, {source: mark.number for source, mark in marks.items()})
    parked = await ports.views.parked()
    found["parked"] = [(event.ward, event.source, event.sequence) for event in parked]
    return found


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_a_crash_at_any_call_changes_nothing(engines: Engines, clock: FakeClock, after: bool) -> None:
    """Afterwards another process goes on, and the other source is delivered first."""
    expected = await undisturbed(engines, clock)
    for number in engines.calls():
        ports = await engines().open()
        await with_history(ports)
        fault = StopsAtCall(number, after=after)
        doomed = updater_of(ports, clock, store=fault.around(ports.views))
        try:
            await deliver(ports, doomed, ["visits", "assignment"])
        except Crash:
            assert fault.reached
        survivor = updater_of(ports, clock)
        await deliver(ports, survivor, ["assignment", "visits"])
        await survivor.close()
        assert not survivor.behind
        assert await bodies(ports) == expected
        await assert_rebuild_is_equal(ports)
        await ports.close()
        if not fault.reached:
            return


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize(
    ("failure", "methods"),
    [(Unavailable(), ()), (Conflict(), ("put", "put_cursor"))],
    ids=["away", "guard-lost"],
)
async def test_a_failure_at_any_call_changes_nothing(
    clock: FakeClock, after: bool, failure: Exception, methods: tuple[str, ...]
) -> None:
    """The same process goes on; it cannot know whether the call that failed took effect."""
    expected = await undisturbed(MemoryEngine, clock)
    for number in count(1):
        ports = await MemoryEngine().open()
        await with_history(ports)
        fault = StopsAtCall(number, after=after, failure=failure, methods=methods)
        updater = updater_of(ports, clock, store=fault.around(ports.views))
        await deliver(ports, updater, ["visits", "assignment"])
        with suppress(Unavailable):
            await updater.tend()
        await updater.tend()
        await updater.close()
        assert not updater.behind
        assert await bodies(ports) == expected
        await assert_rebuild_is_equal(ports)
        if not fault.reached:
            return


async def test_a_ledger_that_is_away_stops_its_ward_only(ports: Ports, clock: FakeClock) -> None:
    await with_history(ports)
    fault = StopsAtCall(1, failure=Unavailable(), methods=("read_ledger",))
    ledgers = {"assignment": ports.assignment, "visits": fault.around(ports.visits)}
    updater = ViewUpdater(view_set(), ports.views, ledgers, CODECS, clock, tends=False)
    doors = await events_of(ports, "visits")
    await updater.apply([*doors[3:5], *(await events_of(ports, "visits", OTHER))])
    assert updater.behind == {WARD}
    assert (await content_of(ports, "household", "z", OTHER)).people == 7
    await updater.apply(doors[5:])
    assert updater.behind == {WARD}
    await updater.tend()
    assert updater.behind == frozenset()
    assert updater.folded(WARD)["visits"].number == len(doors)


async def test_who_loses_a_guard_reads_the_whole_ward_anew(ports: Ports, beside: Ports, clock: FakeClock) -> None:
    """Two processes fold the same ward, each sure that it alone does; large documents are unwritten in both."""
    history = await with_history(ports)
    one, two = updater_of(ports, clock), updater_of(beside, clock)
    doors = await events_of(ports, "visits")
    for start in range(0, len(doors), 2):
        await one.apply(doors[start : start + 2])
        await two.apply(doors[start : start + 2])
    await two.apply(await events_of(ports, "assignment"))
    await one.apply(await events_of(ports, "assignment"))
    await two.flush()
    await one.flush()
    await history.call("a", 1)
    await history.number()
    for updater in (one, two, one):
        await updater.apply((await events_of(ports, "visits"))[len(doors) :])
        await updater.flush()
    assert (await content_of(ports, "book", "all")).people == 116
    await assert_rebuild_is_equal(ports, wards=[WARD])


async def test_an_event_that_cannot_be_folded_is_parked(ports: Ports, clock: FakeClock) -> None:
    """It is shown with its reason, left out of every document, and stops nothing else."""
    await with_history(ports)
    updater = updater_of(ports, clock)
    await deliver(ports, updater, ["visits", "assignment"])
    (parked,) = await ports.views.parked()
    assert (parked.ward, parked.source, parked.type) == (WARD, "visits", "Riddled")
    assert parked.reason == "ArithmeticError: no answer to the riddle"
    household = await content_of(ports, "household", "c")
    assert (household.people, household.riddles) == (103, 0)
    assert updater.folded(WARD)["visits"].number == len(await events_of(ports, "visits"))
    await assert_rebuild_is_equal(ports)


async def test_an_event_of_a_newer_version_is_parked(ports: Ports, clock: FakeClock) -> None:
    """What cannot even be read touches no document, so nothing is folded again."""
    history = await with_history(ports)
    written = await history.doors.prepare(f"{WARD}/household/d", [Riddled(household="d")])
    newer = type(written.events[0])
    odd = newer(type="Riddled", version=9, subject="household/d", time=written.recorded_at, data=written.events[0].data)
    commit = type(written)(**{name: getattr(written, name) for name in written.__struct_fields__} | {"events": (odd,)})
    await ports.visits.append(commit)
    await history.number()
    updater = updater_of(ports, clock)
    await deliver(ports, updater, ["visits", "assignment"])
    reasons = {parked.event_id.split("/")[2]: parked.reason for parked in await ports.views.parked()}
    assert reasons["d"] == "UnknownEvent: Riddled version 9 is newer than 1"
    await assert_rebuild_is_equal(ports)


async def test_a_rebuild_retries_what_is_parked(ports: Ports, clock: FakeClock) -> None:
    """The program that knows the answer meets the old documents: the rebuild differs, and the switch mends them."""
    await with_history(ports)
    live = updater_of(ports, clock)
    await deliver(ports, live, ["visits", "assignment"])
    wiser = view_set(Answers(riddle=True))
    rebuilt = await rebuild_ward(wiser, ports.views, ledgers_of(ports), CODECS, clock, WARD, switch=True)
    assert (rebuilt.parked_live, rebuilt.parked_rebuilt) == (1, 0)
    assert [difference.name for difference in rebuilt.differences] == ["household/c"]
    assert await ports.views.parked() == []
    assert (await content_of(ports, "household", "c")).riddles == 1
    await assert_rebuild_is_equal(ports, wiser)


async def test_a_damaged_document_stops_its_ward_until_it_is_rebuilt(ports: Ports, clock: FakeClock) -> None:
    history = await with_history(ports)
    await deliver(ports, updater_of(ports, clock), ["visits", "assignment"])
    stored = (await ports.views.get(WARD, 1, ["household/a"]))["household/a"]
    await ports.views.put([msgspec.structs.replace(stored, body=b'{"people": "five"}', rev=stored.rev + 1)])
    await history.call("a", 1)
    await history.call("z", 1, ward=OTHER)
    await history.number()
    updater = updater_of(ports, clock)
    await deliver(ports, updater, ["visits"])
    assert updater.behind == {WARD}
    assert (await content_of(ports, "household", "z", OTHER)).people == 8
    rebuilt = await rebuild_ward(view_set(), ports.views, ledgers_of(ports), CODECS, clock, WARD, switch=True)
    assert [difference.name for difference in rebuilt.differences] == ["household/a"]
    await updater.tend()
    assert updater.behind == frozenset()
    assert (await content_of(ports, "household", "a")).people == 6
