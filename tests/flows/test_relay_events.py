"""What the relay promises: every commit numbered once and published at least once, in order, without a gap."""

import asyncio
from collections.abc import Sequence

from shared.flows.relay_events import Relay
from shared.kernel.failures import Unavailable
from shared.kernel.messages import Commit
from tests.flows.commits import Writer
from tests.flows.fake_clock import FakeClock
from tests.flows.history import OTHER, WARD
from tests.flows.relaying import CALL, Heard, relay_all, relay_of
from tests.flows.stops_at_call import StopsAtCall
from tests.flows.topics import check_relayed, published
from tests.flows.toy import Hummed
from tests.ports.engines import Ports


async def test_each_ward_counts_its_events(ports: Ports, clock: FakeClock) -> None:
    writer, heard = Writer(ports.visits), Heard()
    await writer.append(f"{WARD}/household/a", CALL, CALL)
    await writer.append(f"{OTHER}/household/z", CALL)
    await writer.append(f"{WARD}/household/a", CALL, Hummed(household="a"), CALL)
    await relay_all(relay_of(ports, clock, heard))
    assert [(event.ward, event.sequence) for event in heard.events] == [
        *((WARD, 1), (WARD, 2), (OTHER, 1)),
        *((WARD, 3), (WARD, 4), (WARD, 5)),
    ]
    assert {event.era for event in heard.events} == {await ports.visits.era()}
    assert await published(ports, "visits") == heard.events
    await check_relayed(ports, "visits", 3)


async def test_time_of_numbering_never_falls(ports: Ports, clock: FakeClock) -> None:
    writer, heard = Writer(ports.visits), Heard()
    relay = relay_of(ports, clock, heard)
    await writer.append(f"{WARD}/household/a", CALL)
    await relay_all(relay)
    clock.shift = -3_600
    await writer.append(f"{WARD}/household/a", CALL)
    await relay_all(relay_of(ports, clock, heard))
    first, second = heard.events
    assert second.numbered_at == first.numbered_at


async def test_large_work_is_done_in_batches(ports: Ports, clock: FakeClock) -> None:
    writer, heard = Writer(ports.visits), Heard()
    for index in range(12):
        await writer.append(f"{WARD}/household/{index}", *[CALL] * 400)
    relay = relay_of(ports, clock, heard)
    assert await relay.run_once() == 2_000
    await relay_all(relay)
    await check_relayed(ports, "visits", 12)


async def test_only_the_holder_relays(ports: Ports, beside: Ports, clock: FakeClock) -> None:
    writer = Writer(ports.visits)
    first, second = relay_of(ports, clock), relay_of(beside, clock, holder="two")
    await first.run_once()
    await writer.append(f"{WARD}/household/a", CALL)
    assert await second.run_once() == 0
    assert not second.holds_lease
    clock.pass_time(11)
    assert await second.run_once() == 1
    await writer.append(f"{WARD}/household/a", CALL)
    assert await first.run_once() == 0
    assert (first.holds_lease, second.holds_lease) == (False, True)


async def test_a_new_holder_says_so_once(ports: Ports, clock: FakeClock) -> None:
    taken: list[str] = []

    async def note() -> None:
        taken.append("taken")

    relay = Relay("visits", ports.visits, ports.bus, ports.leases, clock, Heard(), "one", note)
    for _ in range(3):
        await relay.run_once()
        clock.pass_time(4)
    assert taken == ["taken"]


async def test_heads_tell_what_is_on_the_way(ports: Ports, beside: Ports, clock: FakeClock) -> None:
    writer, relay = Writer(ports.visits), relay_of(ports, clock)
    await writer.append(f"{WARD}/household/a", CALL, CALL)
    await relay_all(relay)
    late = await writer.append(f"{WARD}/household/a", CALL)
    quiet = await ports.bus.heads()
    clock.pass_time(2)
    stuck = Relay("visits", _never_numbers(ports), ports.bus, ports.leases, clock, Heard(), "one")
    await stuck.run_once()
    (head,) = await beside.bus.heads()
    assert (head.number, head.pending, head.oldest_pending) == (2, 1, late.recorded_at)
    assert head.time == clock.now()
    assert quiet[0].time < head.time


def _never_numbers(ports: Ports) -> object:
    class Stuck:
        def __getattr__(self, name: str) -> object:
            return getattr(ports.visits, name)

        async def unpublished(self, _limit: int) -> Sequence[Commit]:
            return []

    return Stuck()


async def test_a_commit_waits_for_one_that_becomes_visible_late(ports: Ports, clock: FakeClock) -> None:
    writer, heard = Writer(ports.visits), Heard()
    early = await writer.append(f"{WARD}/household/a", CALL)
    await writer.append(f"{WARD}/household/a", CALL)
    hidden = {early.id}

    class Blind:
        def __getattr__(self, name: str) -> object:
            return getattr(ports.visits, name)

        async def unpublished(self, limit: int) -> Sequence[Commit]:
            return [commit for commit in await ports.visits.unpublished(limit) if commit.id not in hidden]

    relay = Relay("visits", Blind(), ports.bus, ports.leases, clock, heard, "one")  # type: ignore[arg-type]
    assert await relay.run_once() == 0
    hidden.clear()
    await relay_all(relay)
    assert [event.commit for event in heard.events] == [1, 2]


async def test_a_stale_holder_that_wakes_loses(ports: Ports, beside: Ports, clock: FakeClock) -> None:
    """The first holder listed, and slept until another had taken over and numbered the same commits."""
    writer = Writer(ports.visits)
    await writer.append(f"{WARD}/household/a", CALL)
    await relay_all(relay_of(ports, clock))
    for household in "bcd":
        await writer.append(f"{WARD}/household/{household}", CALL, CALL)
    asleep, awake = asyncio.Event(), asyncio.Event()

    class Sleeper:
        def __getattr__(self, name: str) -> object:
            return getattr(ports.visits, name)

        async def number(self, numberings: Sequence[object]) -> int:
            asleep.set()
            await awake.wait()
            return await ports.visits.number(numberings)  # type: ignore[arg-type]

    stale = Relay("visits", Sleeper(), ports.bus, ports.leases, clock, Heard(), "one")  # type: ignore[arg-type]
    sleeping = asyncio.create_task(stale.run_once())
    await asleep.wait()
    clock.pass_time(20)
    await relay_all(relay_of(beside, clock, holder="two"))
    awake.set()
    assert await sleeping == 0
    await writer.append(f"{WARD}/household/b", CALL)
    assert await stale.run_once() == 0
    assert not stale.holds_lease
    await relay_all(relay_of(beside, clock, holder="two"))
    await check_relayed(ports, "visits", 5)


async def test_running_goes_on_after_the_bus_was_away(ports: Ports, clock: FakeClock) -> None:
    writer, heard = Writer(ports.visits), Heard()
    fault = StopsAtCall(1, failure=Unavailable())

    class Bus:
        def __getattr__(self, name: str) -> object:
            return getattr(fault.around(ports.bus) if name == "publish" else ports.bus, name)

    relay = Relay("visits", ports.visits, Bus(), ports.leases, clock, heard, "one")  # type: ignore[arg-type]
    running = asyncio.create_task(relay.run())
    await writer.append(f"{WARD}/household/a", CALL)
    relay.nudge()
    async with asyncio.timeout(5):
        await heard.news.wait()
    assert fault.reached
    await writer.append(f"{WARD}/household/a", CALL)
    relay.stop()
    await running
    await check_relayed(ports, "visits", 2)
    assert await ports.leases.acquire("relay/visits", "two", clock.now(), 10) is not None
