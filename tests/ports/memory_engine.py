"""An engine without files. It passes the port suites like the others, and lets the suites of flows be cruel quickly."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from shared.adapters.system_clock import SystemClock
from shared.kernel.messages import LedgerEvent
from shared.ports.event_bus import Delivery, Moves
from shared.ports.event_store import LedgerHead
from shared.ports.lease import Lease
from tests.ports.engines import Ports
from tests.ports.memory_stores import KeptCommits, MemoryEventStore, MemoryLeases
from tests.ports.memory_views import KeptViews, MemoryVault, MemoryViewStore


@dataclass
class KeptTopics:
    """Published events by source, each publication one row; places of groups; heads; who waits."""

    rows: dict[str, list[Sequence[LedgerEvent]]] = field(default_factory=dict)
    places: dict[tuple[str, str], int] = field(default_factory=dict)
    heads: dict[tuple[str, str], LedgerHead] = field(default_factory=dict)
    news: set[asyncio.Event] = field(default_factory=set)


class MemorySubscription:
    def __init__(self, kept: KeptTopics, group: str, sources: Sequence[str]) -> None:
        self._kept = kept
        self._group = group
        self._places = {source: kept.places.get((group, source), 0) for source in sources}
        self._closed = False
        self._news = asyncio.Event()
        kept.news.add(self._news)

    async def receive(self, limit: int) -> Sequence[Delivery]:
        while not self._closed:
            self._news.clear()
            deliveries = [d for source in self._places if (d := self._next(source, limit)) is not None]
            if deliveries:
                return deliveries
            await self._news.wait()
        return []

    async def commit(self, source: str, partition: int, position: int) -> None:  # noqa: ARG002 there is one
        self._kept.places[self._group, source] = position

    def owns(self, ward: str) -> bool:  # noqa: ARG002 every ward
        return True

    async def close(self) -> None:
        self._closed = True
        self._news.set()
        self._kept.news.discard(self._news)

    def _next(self, source: str, limit: int) -> Delivery | None:
        rows = self._kept.rows.get(source, [])
        place, events = self._places[source], list[LedgerEvent]()
        while place < len(rows) and len(events) < limit:
            events += rows[place]
            place += 1
        self._places[source] = place
        return Delivery(source=source, events=events, position=place) if events else None


class MemoryBus:
    def __init__(self, kept: KeptTopics) -> None:
        self._kept = kept

    async def publish(self, source: str, events: Sequence[LedgerEvent]) -> None:
        commits: dict[tuple[str, int], list[LedgerEvent]] = {}
        for event in events:
            commits.setdefault((event.stream, event.commit), []).append(event)
        self._kept.rows.setdefault(source, []).extend(commits.values())
        for news in self._kept.news:
            news.set()

    async def subscribe(
        self,
        group: str,
        sources: Sequence[str],
        moves: Moves | None = None,  # noqa: ARG002 nothing moves
    ) -> MemorySubscription:
        return MemorySubscription(self._kept, group, sources)

    async def publish_heads(self, heads: Sequence[LedgerHead]) -> None:
        self._kept.heads.update({(head.source, head.ward): head for head in heads})

    async def heads(self) -> Sequence[LedgerHead]:
        return [head for _, head in sorted(self._kept.heads.items())]


class MemoryEngine:
    """Keeps everything in `kept…`; opening it again is another process on the same data."""

    def __init__(self, _folder: Path | None = None) -> None:
        self.commits = {
            "assignment": KeptCommits(era="00000000-0000-7000-8000-00000000000a"),
            "visits": KeptCommits(era="00000000-0000-7000-8000-00000000000b"),
        }
        self._backup = self.commits["visits"]
        self.views = KeptViews()
        self.topics = KeptTopics()
        self.leases: dict[str, Lease] = {}
        self.keys: dict[str, bytes | None] = {}

    async def back_up_visits(self) -> None:
        kept = self.commits["visits"]
        self._backup = KeptCommits(kept.era, dict(kept.commits), set(kept.pending))

    async def restore_visits(self) -> str:
        self._backup.era = SystemClock().new_id()
        self.commits["visits"] = self._backup
        return self._backup.era

    async def end(self) -> None:
        return None

    async def open(self) -> Ports:
        async def close() -> None:
            return None

        return Ports(
            assignment=MemoryEventStore("assignment", self.commits["assignment"]),
            visits=MemoryEventStore("visits", self.commits["visits"]),
            views=MemoryViewStore(self.views),
            vault=MemoryVault(self.keys),
            leases=MemoryLeases(self.leases),
            bus=MemoryBus(self.topics),
            close=close,
        )
