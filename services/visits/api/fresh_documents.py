"""Documents that have seen what the caller wrote, of visits' own views and of its copy of the roster."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.visits.views import ROSTER_COPY
from shared.flows.read_views import Found, Place, ViewReader
from shared.http.ward_documents import WardDocuments
from shared.kernel.failures import NotFound
from shared.ports.event_store import EventStore


class JoinedViews:
    """Both view sets as one; a kind lies in one of them."""

    def __init__(self, own: ViewReader, roster: ViewReader) -> None:
        self._own = own
        self._roster = roster

    async def get_many(self, kind: str, ward: str, document_ids: Sequence[str]) -> Mapping[str, Any]:
        """Contents by id; those that do not exist are absent."""
        return await self._of(kind).get_many(kind, ward, document_ids)

    async def find(
        self,
        kind: str,
        ward: str,
        tags: Sequence[str] = (),
        after: Place | None = None,
        limit: int = 200,
        descending: bool = False,
    ) -> Sequence[Found]:
        """Up to `limit` documents that carry all `tags`, ordered by (sort, name), beyond `after`."""
        return await self._of(kind).find(kind, ward, tags, after, limit, descending)

    def _of(self, kind: str) -> ViewReader:
        return self._roster if kind in ROSTER_COPY.by_kind else self._own


class FreshDocuments:
    """Waits for `min_version`, of this service's streams or of the ward's roster, and gives the ward's documents."""

    def __init__(self, own: ViewReader, roster: ViewReader, store: EventStore) -> None:
        self._own = own
        self._roster = roster
        self._both = JoinedViews(own, roster)
        self._store = store

    async def of(self, ward: str, min_version: tuple[str, int] | None) -> WardDocuments:
        """The ward's documents. Raises NotCaughtUp after two seconds, NotFound for another ward's stream."""
        if min_version is not None:
            await self._wait(ward, *min_version)
        return WardDocuments(self._both, ward)

    async def _wait(self, ward: str, stream: str, version: int) -> None:
        if not stream.startswith(f"{ward}/"):
            raise NotFound(what="stream")
        if stream == f"{ward}/roster":
            await self._roster.wait_roster(ward, version)
        else:
            await self._own.wait_version(stream, version, self._store)
