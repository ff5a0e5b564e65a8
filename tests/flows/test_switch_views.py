"""Switching to rebuilt views while live goes on: nothing is lost, whoever else switches, wherever it stops."""

import asyncio
from collections.abc import Sequence

import msgspec
import pytest

from shared.flows.fold_ledgers import FoldedWard, fold_ledgers
from shared.flows.folding import Folding
from shared.flows.generations import switch_to
from shared.flows.rebuild_views import WardRebuild, rebuild_ward
from shared.flows.update_views import ViewUpdater
from shared.kernel.failures import Conflict
from shared.ports.view_store import Parked
from tests.flows.conftest import Engines
from tests.flows.fake_clock import FakeClock
from tests.flows.history import (
    WARD,
    History,
    assert_rebuild_is_equal,
    content_of,
    documents_of,
    events_of,
    ledgers_of,
    updater_of,
)
from tests.flows.rebuilding import document, rebuild, shown
from tests.flows.stops_at_call import Crash, StopsAtCall
from tests.flows.toy import CODECS, view_set
from tests.ports.engines import Ports


async def test_a_switch_mends_what_was_wrong(ports: Ports, live: ViewUpdater, clock: FakeClock) -> None:
    stored = await document(ports, "household/a")
    await ports.views.put([msgspec.structs.replace(stored, body=b'{"ward":"x"}', rev=stored.rev + 1)])
    rebuilt = await rebuild(ports, clock, switch=True)
    assert shown(rebuilt) == [("household/a", "changed")]
    assert (await rebuild(ports, clock)).equal
    assert list(await ports.views.names(WARD, 1)) == []
    assert (await content_of(ports, "household", "a")).people == 5
    assert live.loaded(WARD) is not None


async def test_live_goes_on_after_a_switch(ports: Ports, live: ViewUpdater, clock: FakeClock) -> None:
    """It loses its guard, drops the ward and reads on in the new generation."""
    history = History(ports)
    await rebuild(ports, clock, switch=True)
    before = len(await events_of(ports, "visits"))
    await history.call("d", 3)
    await history.number()
    await live.apply((await events_of(ports, "visits"))[before:])
    await live.flush()
    assert (await content_of(ports, "household", "d")).people == 3
    assert (await content_of(ports, "book", "all")).people == 18
    cursor = await ports.views.cursor(WARD)
    assert cursor is not None
    assert cursor.generation == 2
    await assert_rebuild_is_equal(ports)


async def test_a_quiet_live_view_notices_the_switch(ports: Ports, live: ViewUpdater, clock: FakeClock) -> None:
    await rebuild(ports, clock, switch=True)
    clock.pass_time(2)
    await live.tend()
    state = live.loaded(WARD)
    assert state is not None
    assert state.generation == 2


async def test_switching_while_live_folds_loses_nothing(ports: Ports, beside: Ports, live: ViewUpdater) -> None:
    history, clock = History(ports), FakeClock()

    async def work() -> None:
        for round_ in range(20):
            await history.call(f"w{round_ % 4}", 1)
            await history.number()
            await live.apply((await events_of(ports, "visits"))[-3:])
            if round_ % 5 == 4:
                await live.flush()
            await asyncio.sleep(0)

    async def switch_again_and_again() -> None:
        for _ in range(4):
            await rebuild(beside, clock, switch=True)
            await asyncio.sleep(0)

    await asyncio.gather(work(), switch_again_and_again())
    await live.apply(await events_of(ports, "visits"))
    await live.close()
    assert sum([(await content_of(ports, "household", f"w{n}")).people for n in range(4)]) == 20
    await assert_rebuild_is_equal(ports)


async def test_two_rebuilds_at_once_leave_one_whole_generation(ports: Ports, beside: Ports, live: ViewUpdater) -> None:
    clock = FakeClock()
    outcomes = await asyncio.gather(
        rebuild(ports, clock, switch=True), rebuild(beside, clock, switch=True), return_exceptions=True
    )
    assert any(isinstance(outcome, WardRebuild) for outcome in outcomes)
    await live.close()
    await assert_rebuild_is_equal(ports)


async def test_who_is_overtaken_by_another_switch_gives_up(ports: Ports, live: ViewUpdater, clock: FakeClock) -> None:
    """What was folded first is the older; it must not become live over the newer."""
    older = await fold_ledgers(FoldedWard(Folding(view_set(), CODECS), WARD), ledgers_of(ports))

    class Overtaken:
        def __getattr__(self, name: str) -> object:
            return getattr(ports.views, name)

        async def park(self, parked: Sequence[Parked]) -> None:
            await rebuild(ports, clock, switch=True)
            await ports.views.park(parked)

    with pytest.raises(Conflict):
        await switch_to(older, Overtaken(), ledgers_of(ports))  # type: ignore[arg-type]
    await live.close()
    await assert_rebuild_is_equal(ports)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_a_crash_during_a_switch_harms_nothing(engines: Engines, clock: FakeClock, after: bool) -> None:
    for number in engines.calls():
        ports = await engines().open()
        await History(ports).some()
        updater = updater_of(ports, clock)
        await updater.catch_up()
        await updater.close()
        before = await documents_of(ports)
        fault = StopsAtCall(number, after=after)
        try:
            await rebuild_ward(
                view_set(), fault.around(ports.views), ledgers_of(ports), CODECS, clock, WARD, switch=True
            )
        except Crash:
            assert fault.reached
        assert await documents_of(ports) == before
        await assert_rebuild_is_equal(ports)
        await rebuild(ports, clock, switch=True)
        await assert_rebuild_is_equal(ports)
        await ports.close()
        if not fault.reached:
            return
