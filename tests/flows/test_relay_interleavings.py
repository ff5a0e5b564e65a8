"""Two holders at once, each pausing before and after every call, killed at random, over a listing that is no snapshot.

The worst that leases can do is assumed: both always believe that they hold it.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from shared.flows.relay_events import Relay
from shared.kernel.messages import Commit, LedgerEvent
from shared.ports.lease import Lease
from tests.flows.commits import Writer
from tests.flows.fake_clock import FakeClock
from tests.flows.stops_at_call import Crash
from tests.flows.topics import check_relayed
from tests.flows.toy import Called
from tests.ports.engines import Ports
from tests.ports.memory_engine import MemoryEngine

STREAMS = ("20194/household/a", "20194/household/b", "20194/household/c", "20551/household/z")
STEPS = 160


class Stage:
    """Holds every call of one holder until it is released, or killed there."""

    def __init__(self) -> None:
        self.waiting: list[asyncio.Future[None]] = []

    async def turn(self) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.append(future)
        await future

    def release(self, chance: random.Random) -> None:
        self.waiting.pop(chance.randrange(len(self.waiting))).set_result(None)

    def kill(self) -> None:
        for future in self.waiting:
            future.set_exception(Crash())
        self.waiting.clear()


class Staged:
    """A port whose calls wait for the stage before and after they take effect."""

    def __init__(self, port: object, stage: Stage) -> None:
        self._port = port
        self._stage = stage

    def __getattr__(self, name: str) -> Any:
        method: Callable[..., Any] = getattr(self._port, name)

        async def staged(*args: Any) -> Any:
            await self._stage.turn()
            answer = await method(*args)
            await self._stage.turn()
            return answer

        return staged


class TornStore(Staged):
    """Its listing is made of two looks with anything in between, and misses what is not visible yet."""

    def __init__(self, ports: Ports, stage: Stage, chance: random.Random) -> None:
        super().__init__(ports.visits, stage)
        self._visits = ports.visits
        self._chance = chance

    async def unpublished(self, limit: int) -> Sequence[Commit]:
        await self._stage.turn()
        numbered = [commit for commit in await self._visits.unpublished(limit) if commit.first_number]
        await self._stage.turn()
        new = [commit for commit in await self._visits.unpublished(limit) if not commit.first_number]
        await self._stage.turn()
        return [*numbered, *(commit for commit in new if self._chance.random() > 0.15)]


class EveryonesLease:
    """Grants everyone everything."""

    async def acquire(self, name: str, holder: str, _now: object, _seconds: float) -> Lease:
        return Lease(name=name, holder=holder, epoch=1, expires=FakeClock().now())

    async def release(self, _lease: Lease) -> None:
        return None


class Holder:
    """A relay that runs round after round on a stage."""

    def __init__(self, ports: Ports, chance: random.Random) -> None:
        self.stage = Stage()
        self._relay = Relay(
            "visits",
            TornStore(ports, self.stage, chance),  # type: ignore[arg-type]
            Staged(ports.bus, self.stage),  # type: ignore[arg-type]
            EveryonesLease(),
            FakeClock(),
            self._hear,
            "someone",
        )
        self.task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        try:
            while True:
                await self._relay.run_once()
        except Crash:
            return

    async def _hear(self, _events: Sequence[LedgerEvent]) -> None:
        await self.stage.turn()


async def settle() -> None:
    """Let every task come to its next pause."""
    for _ in range(12):
        await asyncio.sleep(0)


@pytest.mark.parametrize("seed", range(120))
async def test_no_interleaving_loses_or_doubles_anything(seed: int) -> None:
    chance = random.Random(seed)
    ports = await MemoryEngine().open()
    writer = Writer(ports.visits)
    holders = [Holder(ports, chance), Holder(ports, chance)]
    appended = 0
    for _ in range(STEPS):
        await settle()
        act = chance.random()
        which = chance.randrange(2)
        if act < 0.12:
            events = [Called(household="h", people=1)] * chance.randint(1, 3)
            await writer.append(chance.choice(STREAMS), *events)
            appended += 1
        elif act < 0.14:
            holders[which].stage.kill()
            await holders[which].task
            holders[which] = Holder(ports, chance)
        elif holders[which].stage.waiting:
            holders[which].stage.release(chance)
    await settle()
    for holder in holders:
        while not holder.task.done():
            holder.stage.kill()
            await settle()
    await _finish(ports)
    await check_relayed(ports, "visits", appended)


async def _finish(ports: Ports) -> None:
    async def hear(_events: Sequence[LedgerEvent]) -> None:
        return None

    relay = Relay("visits", ports.visits, ports.bus, EveryonesLease(), FakeClock(), hear, "last")
    while await relay.run_once():
        pass
