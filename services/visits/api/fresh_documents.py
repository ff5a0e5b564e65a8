"""Documents that have seen what the caller wrote."""

from shared.flows.read_views import ViewReader
from shared.http.ward_documents import WardDocuments
from shared.kernel.failures import NotFound
from shared.ports.event_store import EventStore


class FreshDocuments:
    """Waits for `min_version`, of this service's streams or of the ward's roster, and gives the ward's documents."""

    def __init__(self, reader: ViewReader, store: EventStore) -> None:
        self._reader = reader
        self._store = store

    async def of(self, ward: str, min_version: tuple[str, int] | None) -> WardDocuments:
        """The ward's documents. Raises NotCaughtUp after two seconds, NotFound for another ward's stream."""
        if min_version is not None:
            await self._wait(ward, *min_version)
        return WardDocuments(self._reader, ward)

    async def _wait(self, ward: str, stream: str, version: int) -> None:
        if not stream.startswith(f"{ward}/"):
            raise NotFound(what="stream")
        if stream == f"{ward}/roster":
            await self._reader.wait_roster(ward, version)
        else:
            await self._reader.wait_version(stream, version, self._store)
