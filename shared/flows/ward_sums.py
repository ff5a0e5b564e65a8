"""The sum of a ward's documents: computed whole, kept by their marks, written after the documents it counts."""

from collections.abc import Sequence
from typing import Any

from shared.flows.folding import Folding
from shared.flows.view_kinds import Summary, encode_body
from shared.flows.ward_views import WardViews
from shared.ports.view_store import Cursor, Document, ViewStore

_AT_ONCE = 200


class WardSums:
    """Writes the sums of wards, each at most every `interval` seconds, never over higher marks."""

    def __init__(self, summary: Summary[Any, Any], folding: Folding, store: ViewStore) -> None:
        self._summary = summary
        self._folding = folding
        self._store = store

    async def open(self, state: WardViews) -> None:
        """Find out which sum of the ward lies in the store."""
        name = self._summary.name(state.ward)
        stored = (await self._store.get(state.ward, state.generation, [name])).get(name)
        if stored is not None:
            state.sum.rev = state.sum.told_rev = stored.rev
            state.sum.numbers = {source: mark.number for source, mark in stored.marks.items()}

    async def reaches(self, cursor: Cursor) -> bool:
        """Whether the sum in the store counts everything that the cursor names."""
        name = self._summary.name(cursor.ward)
        stored = (await self._store.get(cursor.ward, cursor.generation, [name])).get(name)
        marks = stored.marks if stored is not None else {}
        return all(source in marks and marks[source].number >= mark.number for source, mark in cursor.numbers.items())

    def waits(self, state: WardViews) -> bool:
        """Whether there is something that the stored sum does not count."""
        stored = state.sum.numbers
        ahead = any(stored.get(source, 0) > number for source, number in state.numbers.items())
        return not ahead and stored != state.numbers

    def due_at(self, state: WardViews) -> float:
        """The moment from which the ward's sum may be written again."""
        return state.sum.written_at + self._summary.interval

    async def write(self, states: Sequence[WardViews], moment: float) -> None:
        """Write the sums of these wards. Raises Conflict or Unavailable."""
        if not states:
            return
        contents = [await self._whole(state) for state in states]
        documents = [self._document(*pair) for pair in zip(states, contents, strict=True)]
        await self._store.put(documents)
        for state, content, document in zip(states, contents, documents, strict=True):
            state.sum.rev = document.rev
            state.sum.marks = dict(document.marks)
            state.sum.numbers = {source: mark.number for source, mark in document.marks.items()}
            state.sum.content = content
            state.sum.written_at = moment

    async def _whole(self, state: WardViews) -> Any:
        parts = state.sum.parts
        if parts is None:
            parts = state.sum.parts = await self._all_parts(state)
        touched, state.touched = state.touched, set()
        for name in touched:
            self._keep(parts, name, state.documents[name].content)
        return self._summary.whole(state.ward, parts)

    async def _all_parts(self, state: WardViews) -> dict[str, Any]:
        parts: dict[str, Any] = {}
        names = await self._store.names(state.ward, state.generation)
        own = self._summary.name(state.ward)
        closed = [name for name in names if name != own and name not in state.documents]
        for start in range(0, len(closed), _AT_ONCE):
            found = await self._store.get(state.ward, state.generation, closed[start : start + _AT_ONCE])
            for name, document in found.items():
                if document.kind in self._folding.view_set.by_kind:
                    self._keep(parts, name, self._folding.opened(document).content)
        for name, opened in state.documents.items():
            self._keep(parts, name, opened.content)
        return parts

    def _keep(self, parts: dict[str, Any], name: str, content: Any) -> None:
        part = self._summary.part(name, content)
        if part is None:
            parts.pop(name, None)
        else:
            parts[name] = part

    def _document(self, state: WardViews, content: Any) -> Document:
        return Document(
            kind=self._summary.kind,
            ward=state.ward,
            name=self._summary.name(state.ward),
            generation=state.generation,
            rev=state.sum.rev + 1,
            marks=state.marks(),
            body=encode_body(content),
        )
