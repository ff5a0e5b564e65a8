"""Data folders of the embedded engine, opened and filled."""

from pathlib import Path

from shared.adapters.embedded.assembly import ServiceStorage, open_service_storage
from shared.adapters.system_clock import SystemClock
from tests.ports.commits import WARD, commit

CLOCK = SystemClock()
A = f"{WARD}/household/a"


async def opened(folder: Path, *, read_only: bool = False) -> ServiceStorage:
    return await open_service_storage(folder, "visits", CLOCK, read_only=read_only)


async def filled(folder: Path, count: int = 1) -> None:
    storage = await opened(folder)
    for version in range(1, count + 1):
        await storage.event_store.append(commit(A, version, events=20))
    await storage.close()
