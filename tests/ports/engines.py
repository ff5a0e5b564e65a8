"""The engines that fill the ports. A suite opens one as often as a system has processes."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from shared.adapters.embedded.assembly import ServiceStorage, open_service_storage
from shared.adapters.embedded.sqlite_event_bus import SqliteEventBus
from shared.adapters.system_clock import SystemClock
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


class SqliteEngine:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def open(self) -> Ports:
        clock = SystemClock()
        assignment = await open_service_storage(self._folder, "assignment", clock, seals=False)
        visits = await open_service_storage(self._folder, "visits", clock)
        return self._ports(assignment, visits)

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
