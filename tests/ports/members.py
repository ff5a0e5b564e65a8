"""Members of a reader group that write down what they handle, as a service does between two moves."""

import asyncio
from collections.abc import Sequence

from shared.kernel.messages import LedgerEvent
from shared.ports.event_bus import Delivery, EventBus, Subscription

LONG = 30.0


class Log:
    """What all members of a group have written, in the order of writing, and who waits for more of it."""

    def __init__(self) -> None:
        self.written: list[tuple[str, LedgerEvent]] = []
        self._different: set[str] = set()
        self._grown = asyncio.Condition()

    async def write(self, member: str, events: Sequence[LedgerEvent]) -> None:
        self.written += [(member, event) for event in events]
        self._different.update(event.id for event in events)
        async with self._grown:
            self._grown.notify_all()

    async def until(self, count: int) -> None:
        """Wait until so many different events have been written."""
        async with asyncio.timeout(LONG), self._grown:
            await self._grown.wait_for(lambda: len(self._different) >= count)

    def by_ledger(self) -> dict[tuple[str, str], list[int]]:
        """The numbers written of each source and ward, repetitions included."""
        numbers: dict[tuple[str, str], list[int]] = {}
        for _, event in self.written:
            numbers.setdefault((event.source, event.ward), []).append(event.sequence)
        return numbers

    def writers(self) -> dict[str, set[str]]:
        """By ward, who wrote anything of it."""
        writers: dict[str, set[str]] = {}
        for member, event in self.written:
            writers.setdefault(event.ward, set()).add(member)
        return writers


class Member:
    """Takes what comes; writes and commits it when it gives up, or when told to."""

    def __init__(self, name: str, log: Log) -> None:
        self.name = name
        self.moves: list[str] = []
        self.moved = asyncio.Event()
        """Set by each move until somebody has seen it."""
        self.subscription: Subscription | None = None
        self._log = log
        self._taken: list[Delivery] = []
        self._turn = asyncio.Lock()
        self._running: asyncio.Task[None] | None = None

    async def join(self, bus: EventBus, group: str, sources: Sequence[str]) -> None:
        """Become a member and wait until partitions have come."""
        self.subscription = await bus.subscribe(group, sources, self)
        self._running = asyncio.create_task(self._run(self.subscription))
        await self.next_move()

    def owns(self, ward: str) -> bool:
        return self.subscription is not None and self.subscription.owns(ward)

    async def leave(self) -> None:
        assert self.subscription is not None
        await self.subscription.close()
        if self._running is not None:
            await self._running

    async def giving_up(self) -> None:
        self.moves.append("giving up")
        await self.write()

    async def taken_over(self) -> None:
        self.moves.append("taken over")
        self.moved.set()

    async def next_move(self) -> None:
        """Wait until partitions have moved to or from this member, once more."""
        async with asyncio.timeout(LONG):
            await self.moved.wait()
        self.moved.clear()

    async def write(self) -> None:
        """Write what was taken, then commit it."""
        async with self._turn:
            taken, self._taken = self._taken, []
            for delivery in taken:
                await self._log.write(self.name, delivery.events)
                assert self.subscription is not None
                await self.subscription.commit(delivery.source, delivery.partition, delivery.position)

    async def _run(self, subscription: Subscription) -> None:
        while deliveries := await subscription.receive(1_000):
            self._taken += deliveries
            await self.write()
