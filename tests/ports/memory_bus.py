"""A bus without a broker: partitions, and groups whose members share them in ranges, as on Kafka."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from zlib import crc32

from shared.kernel.messages import LedgerEvent
from shared.ports.event_bus import Delivery, Moves
from shared.ports.event_store import LedgerHead

Place = tuple[str, int]
"""A source's partition."""


@dataclass
class KeptTopics:
    """Published events by partition, each publication one row; places of groups; heads; who belongs to which group."""

    partitions: int = 1
    rows: dict[Place, list[Sequence[LedgerEvent]]] = field(default_factory=dict)
    places: dict[tuple[str, str, int], int] = field(default_factory=dict)
    heads: dict[tuple[str, str], LedgerHead] = field(default_factory=dict)
    groups: dict[str, "Group"] = field(default_factory=dict)

    def partition_of(self, ward: str) -> int:
        return crc32(ward.encode()) % self.partitions

    def wake(self) -> None:
        for group in self.groups.values():
            for member in group.members:
                member.news.set()


class Group:
    """Every change takes all partitions from all members first, then gives each a range of them, in order of joining.
    Who was killed is not asked."""

    def __init__(self, kept: KeptTopics) -> None:
        self._kept = kept
        self._turn = asyncio.Lock()
        self.members: list[MemorySubscription] = []

    async def join(self, member: "MemorySubscription") -> None:
        await self._change(lambda: self.members.append(member))

    async def leave(self, member: "MemorySubscription") -> None:
        if member in self.members:
            await self._change(lambda: self._remove(member))

    async def lose(self, member: "MemorySubscription") -> None:
        """The member is gone without a word."""
        self._remove(member)
        await self._change(lambda: None)

    def _remove(self, member: "MemorySubscription") -> None:
        if member in self.members:
            self.members.remove(member)

    async def _change(self, change: Callable[[], None]) -> None:
        async with self._turn:
            await _tell([member.moves.giving_up for member in self.members if member.moves is not None])
            for member in self.members:
                member.places = {}
            change()
            for index, member in enumerate(self.members):
                member.places = self._share(member, index)
                member.news.set()
            await _tell([member.moves.taken_over for member in self.members if member.moves is not None])

    def _share(self, member: "MemorySubscription", index: int) -> dict[Place, int]:
        count = self._kept.partitions
        first, end = index * count // len(self.members), (index + 1) * count // len(self.members)
        return {
            (source, partition): self._kept.places.get((member.group, source, partition), 0)
            for source in member.sources
            for partition in range(first, end)
        }


async def _tell(calls: Sequence[Callable[[], Awaitable[None]]]) -> None:
    await asyncio.gather(*(call() for call in calls))


class MemorySubscription:
    def __init__(self, kept: KeptTopics, group: str, sources: Sequence[str], moves: Moves | None) -> None:
        self._kept = kept
        self.group = group
        self.sources = sources
        self.moves = moves
        self.places: dict[Place, int] = {}
        self.news = asyncio.Event()
        self._closed = False

    async def receive(self, limit: int) -> Sequence[Delivery]:
        while not self._closed:
            self.news.clear()
            deliveries = [d for place in list(self.places) if (d := self._next(place, limit)) is not None]
            if deliveries:
                return deliveries
            await self.news.wait()
        return []

    async def commit(self, source: str, partition: int, position: int) -> None:
        if (source, partition) in self.places:
            self._kept.places[self.group, source, partition] = position

    def owns(self, ward: str) -> bool:
        return (self.sources[0], self._kept.partition_of(ward)) in self.places

    async def close(self) -> None:
        self._closed = True
        self.news.set()
        await self._kept.groups[self.group].leave(self)

    async def lose(self) -> None:
        """The member was killed, and its session has ended."""
        self._closed = True
        self.news.set()
        await self._kept.groups[self.group].lose(self)

    def _next(self, place: Place, limit: int) -> Delivery | None:
        rows = self._kept.rows.get(place, [])
        position, events = self.places[place], list[LedgerEvent]()
        while position < len(rows) and len(events) < limit:
            events += rows[position]
            position += 1
        self.places[place] = position
        source, partition = place
        return Delivery(source=source, partition=partition, events=events, position=position) if events else None


class MemoryBus:
    def __init__(self, kept: KeptTopics) -> None:
        self._kept = kept

    async def publish(self, source: str, events: Sequence[LedgerEvent]) -> None:
        commits: dict[tuple[str, int], list[LedgerEvent]] = {}
        for event in events:
            commits.setdefault((event.stream, event.commit), []).append(event)
        for commit in commits.values():
            place = (source, self._kept.partition_of(commit[0].ward))
            self._kept.rows.setdefault(place, []).append(commit)
        self._kept.wake()

    async def subscribe(self, group: str, sources: Sequence[str], moves: Moves | None = None) -> MemorySubscription:
        member = MemorySubscription(self._kept, group, sources, moves)
        await self._kept.groups.setdefault(group, Group(self._kept)).join(member)
        return member

    async def publish_heads(self, heads: Sequence[LedgerHead]) -> None:
        self._kept.heads.update({(head.source, head.ward): head for head in heads})

    async def heads(self) -> Sequence[LedgerHead]:
        return [head for _, head in sorted(self._kept.heads.items())]
