"""Reading views: documents of the live generation, and waiting until what was just written can be seen."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from shared.flows.update_views import ViewUpdater
from shared.flows.view_kinds import ViewSet
from shared.flows.ward_views import WardViews
from shared.kernel.failures import NotCaughtUp
from shared.ports.clock import Clock
from shared.ports.event_store import EventStore
from shared.ports.view_store import Cursor, Document, Mark, ViewStore

PATIENCE = 2.0
"""Seconds that a read waits for a version at most."""
_LOOK_SECONDS = 0.05

Place = tuple[str, str]
"""(sort, name) of an item: a page goes on after it."""


@dataclass(frozen=True, slots=True)
class Found:
    """One item of a listing: its content and its place in the order."""

    content: Any
    place: Place


@dataclass(frozen=True, slots=True)
class WardSummary:
    """A ward's sum, with the marks that it counts up to."""

    content: Any
    marks: Mapping[str, Mark]
    generation: int


class ViewReader:
    """Reads the views of one service. `updater` is given where they are folded in this process: what it holds is
    answered without the store, and waiting readers are woken at once."""

    def __init__(self, view_set: ViewSet, store: ViewStore, clock: Clock, updater: ViewUpdater | None = None) -> None:
        self._view_set = view_set
        self._store = store
        self._clock = clock
        self._updater = updater
        summary = view_set.summary
        self._sum_decoder = msgspec.json.Decoder(summary.content) if summary is not None else None

    async def get(self, kind: str, ward: str, document_id: str) -> Any | None:
        """The content of one document, or None."""
        return (await self.get_many(kind, ward, [document_id])).get(document_id)

    async def get_many(self, kind: str, ward: str, document_ids: Sequence[str]) -> Mapping[str, Any]:
        """Contents by id; those that do not exist are absent."""
        names = {f"{kind}/{document_id}": document_id for document_id in document_ids}
        found = await self._of_live_generation(
            ward, lambda generation: self._store.get(ward, generation, list(names)), {}
        )
        read = self._view_set.by_kind[kind].read
        return {names[name]: read(document.body) for name, document in found.items()}

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

        async def page(generation: int) -> Sequence[Document]:
            return await self._store.find(
                ward, generation, kind, tags=tags, after=after, descending=descending, limit=limit
            )

        read = self._view_set.by_kind[kind].read
        documents: Sequence[Document] = await self._of_live_generation(ward, page, ())
        return [Found(read(document.body), (document.sort, document.name)) for document in documents]

    async def summary(self, ward: str) -> WardSummary | None:
        """The ward's sum as last written; None before the first event of the ward."""
        if self._view_set.summary is None or self._sum_decoder is None:
            raise LookupError(f"{self._view_set.name} sums nothing")
        held = self._updater.loaded(ward) if self._updater is not None else None
        if held is not None and held.sum.content is not None:
            return WardSummary(held.sum.content, held.sum.marks, held.generation)
        name = self._view_set.summary.name(ward)
        found = await self._of_live_generation(ward, lambda generation: self._store.get(ward, generation, [name]), {})
        if name not in found:
            return None
        document = found[name]
        return WardSummary(self._sum_decoder.decode(document.body), document.marks, document.generation)

    async def parked(self) -> Mapping[str, int]:
        """How many events of each ward could not be folded; wards without any are absent."""
        parked = await self._store.parked()
        if not parked:
            return {}
        live = {cursor.ward: cursor.generation for cursor in await self._store.cursors()}
        wards = [event.ward for event in parked if event.generation == live.get(event.ward)]
        return {ward: wards.count(ward) for ward in sorted(set(wards))}

    async def wait_version(self, stream: str, version: int, store: EventStore) -> None:
        """Wait until the views show a version of a stream of this service. Raises NotCaughtUp after two seconds."""
        deadline = self._clock.monotonic() + PATIENCE
        while True:
            commit = await store.find_commit(stream, version)
            left = deadline - self._clock.monotonic()
            if commit is not None and commit.first_number:
                number = commit.first_number + len(commit.events) - 1
                await self._wait_number(commit.ward, store.source, number, left)
                return
            if left <= 0:
                raise NotCaughtUp(stream=stream, version=version)
            await self._next_look(commit.ward if commit is not None else "", min(left, _LOOK_SECONDS))

    async def wait_roster(self, ward: str, version: int) -> None:
        """Wait until the views show a version of the ward's roster. Raises NotCaughtUp after two seconds."""
        await self._wait(
            ward, lambda state: state.readable_roster >= version, lambda cursor: cursor.roster >= version, PATIENCE
        )

    async def _wait_number(self, ward: str, source: str, number: int, seconds: float) -> None:
        def written(cursor: Cursor) -> bool:
            mark = cursor.numbers.get(source)
            return mark is not None and mark.number >= number

        await self._wait(ward, lambda state: state.readable.get(source, 0) >= number, written, seconds)

    async def _wait(
        self, ward: str, here: Callable[[WardViews], bool], stored: Callable[[Cursor], bool], seconds: float
    ) -> None:
        deadline = self._clock.monotonic() + seconds
        while True:
            left = deadline - self._clock.monotonic()
            if self._updater is not None and await self._updater.wait_until(ward, here, min(left, _LOOK_SECONDS)):
                return
            cursor = await self._store.cursor(ward)
            if cursor is not None and stored(cursor):
                return
            if left <= 0:
                raise NotCaughtUp(ward=ward)
            if self._updater is None:
                await asyncio.sleep(min(left, _LOOK_SECONDS))

    async def _next_look(self, ward: str, seconds: float) -> None:
        """Until something of the ward has been written here, `seconds` at most."""
        if self._updater is None:
            await asyncio.sleep(seconds)
            return
        state = self._updater.loaded(ward)
        before = dict(state.readable) if state is not None else {}
        await self._updater.wait_until(ward, lambda state: state.readable != before, seconds)

    async def _of_live_generation(self, ward: str, ask: Callable[[int], Any], nothing: Any) -> Any:
        """The store's answer for the live generation, asked again if that was switched meanwhile."""
        cursor = await self._store.cursor(ward)
        while cursor is not None:
            answer = await ask(cursor.generation)
            now = cursor if answer else await self._store.cursor(ward)
            if now is not None and now.generation == cursor.generation:
                return answer
            cursor = now
        return nothing
