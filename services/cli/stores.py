"""Where the commands read ledgers and views: in a data folder, or in MongoDB where single services run."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from shared.adapters.embedded.assembly import open_service_storage, open_view_storage
from shared.adapters.system_clock import SystemClock
from shared.ports.event_store import EventStore
from shared.ports.view_store import ViewStore
from shared.settings import LEDGER_SOURCES, Settings, read_settings

SOURCES = LEDGER_SOURCES
"""The services whose ledgers figures are folded from."""
Place = Path | None
"""A data folder; None: MongoDB."""


def place_of(data: Path | None, settings: Settings) -> Place:
    """The folder that was named; else MongoDB where the settings name one, else the default folder."""
    if data is None and settings.mongo_url is not None:
        return None
    return data or settings.data


@asynccontextmanager
async def ledgers_at(place: Place, sources: Iterable[str] = SOURCES) -> AsyncIterator[Mapping[str, EventStore]]:
    """The ledgers by source, to be read. Raises FileRefused, SettingsRefused."""
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        if place is None:
            mongo = await stack.enter_async_context(servers().opened(read_settings(), clock))
            yield {source: mongo.event_store(source) for source in sources}
            return
        opened: dict[str, EventStore] = {}
        for source in sources:
            storage = await open_service_storage(place, source, clock, seals=False, read_only=True)
            stack.push_async_callback(storage.close)
            opened[source] = storage.event_store
        yield opened


@asynccontextmanager
async def views_at(place: Place, view_set: str, *, read_only: bool) -> AsyncIterator[ViewStore]:
    """The documents of one view set. Raises FileRefused, SettingsRefused."""
    if place is None:
        async with servers().opened(read_settings(), SystemClock()) as mongo:
            yield mongo.view_store(view_set)
        return
    views = open_view_storage(place, view_set, read_only=read_only)
    try:
        yield views.store
    finally:
        await views.close()


def servers() -> Any:
    """What opens MongoDB and Kafka for an operator. It is loaded by name: only who needs it loads their drivers."""
    return import_module("shared.adapters.distributed.inspection")
