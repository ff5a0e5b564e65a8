"""Who holds the lease folds the own views, and nobody else; a holder that was paused knows that it may be stale."""

import asyncio
from collections.abc import Sequence
from typing import Any

from shared.flows.hold_lease import LEASE_SECONDS
from shared.flows.relay_events import Relay
from shared.flows.update_views import ViewUpdater
from shared.flows.view_kinds import ViewSet
from shared.kernel.failures import Unavailable
from shared.kernel.messages import LedgerEvent
from tests.flows.commits import Writer
from tests.flows.fake_clock import FakeClock
from tests.flows.history import WARD
from tests.flows.relaying import CALL, relay_all
from tests.flows.topics import check_relayed
from tests.flows.toy import CODECS, view_set
from tests.ports.engines import Ports

OWN = ViewSet(name="visits", kinds=view_set().kinds, sources=frozenset({"visits"}))


class Process:
    """A relay with its own views, as every writing service has them."""

    def __init__(self, ports: Ports, clock: FakeClock, holder: str, bus: Any = None) -> None:
        self.views = ViewUpdater(OWN, ports.views, {"visits": ports.visits}, CODECS, clock, tends=False)
        self.relay = Relay(
            "visits",
            ports.visits,
            bus or ports.bus,
            ports.leases,
            clock,
            self.views.apply,
            holder,
            self.views.catch_up,
            self.views.moved,
        )
        self.views.owned_by(lambda _ward: self.relay.holds_lease)


async def folded(ports: Ports) -> int:
    """How far the stored own views go."""
    cursors = await ports.views.cursors()
    return cursors[0].numbers["visits"].number if cursors else 0


async def test_another_takes_over_when_the_lease_has_run_out(ports: Ports, beside: Ports, clock: FakeClock) -> None:
    writer = Writer(ports.visits)
    first, second = Process(ports, clock, "one"), Process(beside, clock, "two")
    await writer.append(f"{WARD}/household/a", CALL)
    await relay_all(first.relay)
    await writer.append(f"{WARD}/household/a", CALL)
    clock.pass_time(LEASE_SECONDS - 0.1)
    assert await second.relay.run_once() == 0
    clock.pass_time(0.2)
    assert not first.relay.holds_lease
    assert await second.relay.run_once() == 1
    await second.views.flush()
    assert await folded(ports) == 2
    assert first.views.loaded(WARD) is None


async def test_a_paused_holder_publishes_and_folds_nothing(ports: Ports, beside: Ports, clock: FakeClock) -> None:
    """It slept after it had numbered; meanwhile another took over, published that and more, and folded it."""
    writer = Writer(ports.visits)
    asleep, awake = asyncio.Event(), asyncio.Event()
    published: list[LedgerEvent] = []

    class Sleeper:
        def __getattr__(self, name: str) -> Any:
            return getattr(ports.visits, name)

        async def number(self, numberings: Sequence[Any]) -> int:
            written = await ports.visits.number(numberings)
            asleep.set()
            await awake.wait()
            return written

    class Watched:
        def __getattr__(self, name: str) -> Any:
            return getattr(ports.bus, name)

        async def publish(self, source: str, events: Sequence[LedgerEvent]) -> None:
            published.extend(events)
            await ports.bus.publish(source, events)

    stale = Process(ports, clock, "one", Watched())
    stale.relay = Relay(
        "visits",
        Sleeper(),  # type: ignore[arg-type]
        Watched(),  # type: ignore[arg-type]
        ports.leases,
        clock,
        stale.views.apply,
        "one",
        stale.views.catch_up,
        stale.views.moved,
    )
    await writer.append(f"{WARD}/household/a", CALL)
    sleeping = asyncio.create_task(stale.relay.run_once())
    await asleep.wait()
    clock.pass_time(LEASE_SECONDS + 1)
    other = Process(beside, clock, "two")
    await writer.append(f"{WARD}/household/a", CALL, CALL)
    await relay_all(other.relay)
    await other.views.flush()
    awake.set()
    assert await sleeping == 0
    assert published == []
    assert await stale.relay.run_once() == 0
    await stale.views.tend()
    assert (stale.views.folded(WARD), stale.views.behind) == ({}, frozenset())
    assert await folded(ports) == 3
    await check_relayed(ports, "visits", 2)


async def test_own_views_are_folded_while_the_bus_is_away(ports: Ports, clock: FakeClock) -> None:
    class Away:
        def __getattr__(self, name: str) -> Any:
            return getattr(ports.bus, name)

        async def publish(self, _source: str, _events: Sequence[LedgerEvent]) -> None:
            raise Unavailable(what="bus")

    process = Process(ports, clock, "one", Away())
    await Writer(ports.visits).append(f"{WARD}/household/a", CALL)
    for _ in range(2):
        try:
            await process.relay.run_once()
        except Unavailable:
            continue
    await process.views.flush()
    assert await folded(ports) == 1
    clock.pass_time(LEASE_SECONDS + 1)
    await relay_all(Process(ports, clock, "two").relay)
    await check_relayed(ports, "visits", 1)


class SilentBus:
    """Takes what is published and answers when it is let, as brokers that are away do."""

    def __init__(self, ports: Ports) -> None:
        self._bus = ports.bus
        self.answers = asyncio.Event()

    async def publish(self, source: str, events: Sequence[LedgerEvent]) -> None:
        await self.answers.wait()
        await self._bus.publish(source, events)

    async def publish_heads(self, heads: Sequence[Any]) -> None:
        await self.answers.wait()
        await self._bus.publish_heads(heads)


async def test_a_silent_bus_holds_up_neither_numbers_nor_own_views(ports: Ports, clock: FakeClock) -> None:
    writer, bus = Writer(ports.visits), SilentBus(ports)
    process = Process(ports, clock, "one", bus)
    for count in (1, 2, 3):
        await writer.append(f"{WARD}/household/a", CALL)
        clock.pass_time(3)
        assert await process.relay.run_once(patience=0.01) == 0
        await process.views.flush()
        assert await folded(ports) == count
    assert len(await ports.visits.unpublished(10)) == 3
    bus.answers.set()
    await relay_all(process.relay)
    while await ports.visits.unpublished(10):
        await relay_all(process.relay)
    await check_relayed(ports, "visits", 3)
