"""A service starts before its stores and its bus are there, says what it waits for, and recovers by itself."""

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any, cast

import pytest

from shared.adapters.system_clock import SystemClock
from shared.flows import group_member, tend_regularly
from shared.flows.background import Background, Work
from shared.flows.follow_bus import BusFollower
from shared.flows.follow_topics import TopicFollower
from shared.flows.relay_events import Relay
from shared.kernel.failures import Unavailable
from shared.kernel.messages import LedgerEvent
from tests.flows.history import WARD, History, assert_rebuild_is_equal, ledgers_of, updater_of
from tests.ports.engines import Ports
from tests.ports.memory_engine import MemoryEngine

SOON = 10.0


class Engines:
    """Everything that a service needs, away until `there`."""

    def __init__(self) -> None:
        self.there = False

    def around(self, ports: Ports) -> Ports:
        doors = {name: self._door(getattr(ports, name)) for name in ("assignment", "visits", "views", "leases", "bus")}
        return replace(ports, **doors)

    def _door(self, port: object) -> Any:
        engines = self

        class Door:
            def __getattr__(self, name: str) -> Any:
                attribute = getattr(port, name)
                if not inspect.iscoroutinefunction(attribute):
                    return attribute

                async def asked(*args: Any) -> Any:
                    if not engines.there:
                        raise Unavailable(storage="engine", what="does not answer")
                    return await cast(Callable[..., Awaitable[Any]], attribute)(*args)

                return asked

        return Door()


async def soon(
    wanted: Callable[[list[str | None]], bool], parts: Sequence[BusFollower | TopicFollower | Relay]
) -> None:
    """Wait until what the parts wait for is as wanted."""
    for _ in range(500):
        if wanted([await part.ready() for part in parts]):
            return
        await asyncio.sleep(0.01)
    raise AssertionError([await part.ready() for part in parts])


async def test_it_starts_waits_and_recovers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_member, "RETRY_SECONDS", 0.01)
    monkeypatch.setattr(tend_regularly, "RETRY_SECONDS", 0.01)
    monkeypatch.setattr("shared.flows.relay_events.RETRY_SECONDS", 0.01)
    plain = await MemoryEngine(partitions=4).open()
    await History(plain).some()
    engines = Engines()
    ports = engines.around(plain)
    handled: list[LedgerEvent] = []
    everything = asyncio.Event()

    async def handle(events: Sequence[LedgerEvent]) -> None:
        handled.extend(events)
        if len(handled) == len(await plain.visits.read_ledger(WARD, 0, 100)) + 1:
            everything.set()

    async def deaf(_events: Sequence[LedgerEvent]) -> None:
        return None

    updater = updater_of(ports, SystemClock(), tends=True)
    views = BusFollower("toy", ("assignment", "visits"), ports.bus, updater, ports.views)
    policy = TopicFollower(ports.bus, "policy", ["visits"], handle, ledgers_of(ports), ports.views)
    relay = Relay("visits", ports.visits, ports.bus, ports.leases, SystemClock(), deaf, "one")
    parts = (views, policy, relay)
    service = Background([updater], *(Work(type(part).__name__, part.run, part.stop) for part in parts))
    async with asyncio.timeout(SOON):
        await service.start()
        await soon(lambda ready: ready == ["engine does not answer"] * 3, parts)
        assert await service.ended() is None
        engines.there = True
        await everything.wait()
        await soon(lambda ready: ready == [None] * 3 and updater.folded(WARD) != {}, parts)
        await service.stop()
    await assert_rebuild_is_equal(plain)
