"""A relay that crashes, or whose engine is away, at any call: nothing is lost, numbered twice or skipped."""

from collections.abc import Sequence

import pytest

from shared.flows.relay_events import Relay
from shared.kernel.failures import Unavailable
from shared.kernel.messages import LedgerEvent
from tests.flows.commits import Writer
from tests.flows.conftest import Engines
from tests.flows.fake_clock import FakeClock
from tests.flows.history import OTHER, WARD
from tests.flows.relaying import CALL, relay_all, relay_of
from tests.flows.stops_at_call import Crash, StopsAtCall
from tests.flows.topics import check_relayed
from tests.ports.engines import Ports


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_a_crash_at_any_call_loses_nothing(engines: Engines, clock: FakeClock, after: bool) -> None:
    for number in engines.calls():
        fault = StopsAtCall(number, after=after)
        ports = await engines().open()
        await _relay_until_it_stops(ports, clock, fault)
        clock.pass_time(11)
        await relay_all(relay_of(ports, clock, holder="two"))
        await check_relayed(ports, "visits", 6)
        await ports.close()
        if not fault.reached:
            return
    raise AssertionError("unreachable")


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
async def test_being_away_at_any_call_loses_nothing(engines: Engines, clock: FakeClock, after: bool) -> None:
    """The same relay goes on, without knowing whether the call that failed took effect."""
    for number in engines.calls():
        fault = StopsAtCall(number, after=after, failure=Unavailable())
        ports = await engines().open()
        relay = await _relay_until_it_stops(ports, clock, fault)
        try:
            await relay_all(relay)
        except Unavailable:
            await relay_all(relay)
        await check_relayed(ports, "visits", 6)
        await ports.close()
        if not fault.reached:
            return
    raise AssertionError("unreachable")


async def _relay_until_it_stops(ports: Ports, clock: FakeClock, fault: StopsAtCall) -> Relay:
    """Six commits of two wards; some come while the first are on their way."""
    writer = Writer(ports.visits)
    relay = Relay(
        "visits",
        fault.around(ports.visits),
        fault.around(ports.bus),
        fault.around(ports.leases),
        clock,
        fault.around(_Deaf()).hear,
        "one",
    )
    for round_ in range(3):
        await writer.append(f"{WARD}/household/a", CALL, CALL)
        await writer.append(f"{(WARD, OTHER, WARD)[round_]}/household/b{round_}", CALL)
        try:
            await relay.run_once()
        except (Crash, Unavailable):
            continue
    return relay


class _Deaf:
    async def hear(self, _events: Sequence[LedgerEvent]) -> None:
        return None
