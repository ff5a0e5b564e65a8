"""An engine without files. It passes the port suites like the others, and lets the suites of flows be cruel quickly."""

from pathlib import Path

from shared.adapters.system_clock import SystemClock
from shared.ports.lease import Lease
from tests.ports.engines import Ports
from tests.ports.memory_bus import KeptTopics, MemoryBus
from tests.ports.memory_stores import KeptCommits, MemoryEventStore, MemoryLeases
from tests.ports.memory_views import KeptViews, MemoryVault, MemoryViewStore


class MemoryEngine:
    """Keeps everything in `kept…`; opening it again is another process on the same data."""

    def __init__(self, _folder: Path | None = None, partitions: int = 1) -> None:
        self.commits = {
            "assignment": KeptCommits(era="00000000-0000-7000-8000-00000000000a"),
            "visits": KeptCommits(era="00000000-0000-7000-8000-00000000000b"),
        }
        self._backup = self.commits["visits"]
        self.views = KeptViews()
        self.topics = KeptTopics(partitions)
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
