"""The engines that fill the ports. A suite opens one as often as a system has processes."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from sqlite3 import Connection
from typing import Protocol

from shared.adapters.embedded.assembly import ServiceStorage, backup_database, database_path, open_service_storage
from shared.adapters.embedded.database import connect, open_database
from shared.adapters.embedded.schema import SERVICE_FILE
from shared.adapters.embedded.sqlite_event_bus import SqliteEventBus
from shared.adapters.embedded.writer import JobKind
from shared.adapters.system_clock import SystemClock
from shared.kernel.failures import Failure
from shared.ports.event_bus import EventBus
from shared.ports.event_store import EventStore
from shared.ports.key_vault import KeyVault
from shared.ports.lease import LeaseStore
from shared.ports.view_store import ViewStore


@dataclass(frozen=True)
class Ports:
    """What one process sees of an engine: two publishing services and the bus between them."""

    assignment: EventStore
    visits: EventStore
    views: ViewStore
    vault: KeyVault
    leases: LeaseStore
    bus: EventBus
    close: Callable[[], Awaitable[None]]


class Engine(Protocol):
    """A place that keeps what was written, whoever opens it."""

    async def open(self) -> Ports:
        """One more process on the same data."""
        ...

    async def back_up_visits(self) -> None:
        """Keep aside what visits have recorded until now."""
        ...

    async def restore_visits(self) -> str:
        """Put back what was kept, under a new era, and return that. Views stay as they are; open again to see it."""
        ...

    async def end(self) -> None:
        """Leave nothing open and nothing behind on a server that others use too."""
        ...


def _begin_era(connection: Connection, eras: Sequence[str]) -> list[str | Failure]:
    connection.execute("UPDATE meta SET value = ? WHERE name = 'era'", (eras[-1],))
    return [*eras]


BEGIN_ERA: JobKind[str, str] = JobKind(_begin_era)


class SqliteEngine:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def open(self) -> Ports:
        clock = SystemClock()
        assignment = await open_service_storage(self._folder, "assignment", clock, seals=False)
        visits = await open_service_storage(self._folder, "visits", clock)
        return self._ports(assignment, visits)

    async def back_up_visits(self) -> None:
        backup_database(self._visits, self._kept)

    async def restore_visits(self) -> str:
        kept = open_database(self._kept, SERVICE_FILE)
        era = await kept.write(BEGIN_ERA, SystemClock().new_id())
        await kept.close()
        with closing(connect(self._kept)) as source, closing(connect(self._visits)) as live:
            source.backup(live)
        return era

    async def end(self) -> None:
        return None

    @property
    def _visits(self) -> Path:
        return database_path(self._folder, "visits")

    @property
    def _kept(self) -> Path:
        return self._folder / "kept-visits"

    def _ports(self, assignment: ServiceStorage, visits: ServiceStorage) -> Ports:
        async def close() -> None:
            await assignment.close()
            await visits.close()

        return Ports(
            assignment=assignment.event_store,
            visits=visits.event_store,
            views=visits.view_store,
            vault=visits.vault,
            leases=visits.leases,
            bus=SqliteEventBus([assignment.event_store, visits.event_store]),
            close=close,
        )
