"""A group of processes that fold one view set, or handle one policy; they join, leave and are killed."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, cast

from shared.flows.follow_bus import BusFollower
from shared.flows.follow_topics import TopicFollower
from shared.flows.group_member import GroupMember
from shared.flows.update_views import ViewUpdater
from shared.kernel.messages import LedgerEvent
from shared.ports.event_bus import Moves, Subscription
from tests.flows.fake_clock import FakeClock
from tests.flows.history import ledgers_of, updater_of
from tests.flows.mortal import Life
from tests.flows.stops_at_call import Crash
from tests.flows.toy import view_set
from tests.ports.engines import Ports

SOURCES = ("assignment", "visits")


class TamperedBus:
    """Loses some publications and repeats others."""

    def __init__(self, ports: Ports, chance: random.Random, lost: float, doubled: float) -> None:
        self._bus = ports.bus
        self._chance = chance
        self._lost = lost
        self._doubled = doubled

    def __getattr__(self, name: str) -> Any:
        return getattr(self._bus, name)

    async def publish(self, source: str, events: Sequence[LedgerEvent]) -> None:
        for event in events:
            times = 0 if self._chance.random() < self._lost else 1 + (self._chance.random() < self._doubled)
            for _ in range(times):
                await self._bus.publish(source, [event])


class _Bus:
    """A process's bus; it keeps the subscription, so that a kill can take it away from the group."""

    def __init__(self, ports: Ports, life: Life) -> None:
        self._plain = ports.bus
        self._bus = life.around(ports.bus)
        self._life = life
        self.joining = asyncio.Lock()
        self.subscription: Any = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._bus, name)

    async def subscribe(self, group: str, sources: Sequence[str], moves: Moves) -> Subscription:
        async with self.joining:
            await self._life.pause()
            self.subscription = await self._plain.subscribe(group, sources, _Ears(moves))
        return self._life.around(cast(Subscription, self.subscription))


class _Ears:
    """A process that is killed while it gives up is not waited for."""

    def __init__(self, moves: Moves) -> None:
        self._moves = moves

    async def giving_up(self) -> None:
        with suppress(Crash):
            await self._moves.giving_up()

    async def taken_over(self) -> None:
        await self._moves.taken_over()


class Process:
    """One member; `follower` is what it does."""

    def __init__(self, ports: Ports) -> None:
        self.life = Life()
        self.bus = _Bus(ports, self.life)
        self.ports = replace(
            ports,
            views=self.life.around(ports.views),
            bus=self.bus,
            assignment=self.life.around(ports.assignment),
            visits=self.life.around(ports.visits),
        )
        self._task: asyncio.Task[None] | None = None

    @property
    def follower(self) -> BusFollower | TopicFollower:
        raise NotImplementedError

    @property
    def member(self) -> GroupMember:
        return self.follower.member

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def tend(self) -> None:
        """What the process's own tasks would do in the next seconds."""
        await self.member.look()

    async def leave(self) -> None:
        await self.follower.stop()
        if self._task is not None:
            await self._task

    async def kill(self) -> None:
        self.life.over = True
        async with self.bus.joining:
            if self.bus.subscription is not None:
                await self.bus.subscription.lose()
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        try:
            await self.follower.run()
        except* Crash:
            self.life.over = True


class FoldingProcess(Process):
    """Folds the toy views."""

    def __init__(self, ports: Ports) -> None:
        super().__init__(ports)
        self.updater: ViewUpdater = updater_of(self.ports, FakeClock(), view_set())
        self._follower = BusFollower("toy", SOURCES, self.ports.bus, self.updater, self.ports.views)

    @property
    def follower(self) -> BusFollower:
        return self._follower

    async def tend(self) -> None:
        await self.updater.tend()
        await super().tend()


class HandlingProcess(Process):
    """Notes what its policy has handled."""

    def __init__(self, ports: Ports, handled: list[str]) -> None:
        super().__init__(ports)
        self._handled = handled
        self._follower = TopicFollower(
            self.ports.bus, "policy", ["visits"], self._handle, ledgers_of(self.ports), self.ports.views
        )

    @property
    def follower(self) -> TopicFollower:
        return self._follower

    async def _handle(self, events: Sequence[LedgerEvent]) -> None:
        await self.life.pause()
        self._handled += [event.id for event in events]
        await self.life.pause()


class Crowd:
    """The processes of one group, over time; what they are told to do goes on beside each other."""

    def __init__(self, make: Callable[[], Process], chance: random.Random) -> None:
        self._make = make
        self._chance = chance
        self._going: list[asyncio.Task[None]] = []
        self.alive: list[Process] = []

    async def act(self) -> None:
        """One process joins, leaves, is killed, or does what is due."""
        act = self._chance.random()
        if len(self.alive) < 3 and act < 0.25:
            self.join()
        elif self.alive and act < 0.45:
            process = self.alive.pop(self._chance.randrange(len(self.alive)))
            ending = process.kill() if self._chance.random() < 0.6 else process.leave()
            self._going.append(asyncio.create_task(ending))
        elif self.alive:
            self._going.append(asyncio.create_task(_tended(self._chance.choice(self.alive))))
        for _ in range(self._chance.randrange(40)):
            await asyncio.sleep(0)

    def join(self) -> None:
        """One more process."""
        self.alive.append(self._make())
        self.alive[-1].start()

    def owners(self, ward: str) -> int:
        """How many processes hear of a ward."""
        return sum(process.member.owns(ward) for process in self.alive)

    async def settle(self, done: Callable[[], Awaitable[bool]], *, tended: bool = True) -> None:
        """Let everything come to rest: there is at least one process, and it is given time."""
        await asyncio.gather(*self._going)
        if not self.alive:
            self.join()
        async with asyncio.timeout(10.0):
            while not await done():
                for process in self.alive if tended else ():
                    await process.tend()
                await asyncio.sleep(0)
        await asyncio.gather(*(process.leave() for process in self.alive))


async def _tended(process: Process) -> None:
    with suppress(Crash):
        await process.tend()
