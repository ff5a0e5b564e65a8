"""View store and key vault in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from secrets import token_bytes

from shared.kernel.failures import Conflict
from shared.ports.key_vault import KeyState
from shared.ports.view_store import Cursor, Document, Parked

Key = tuple[str, int, str]


@dataclass
class KeptViews:
    documents: dict[Key, Document] = field(default_factory=dict)
    cursors: dict[str, Cursor] = field(default_factory=dict)
    parked: dict[tuple[str, int, str, int, str], Parked] = field(default_factory=dict)


class MemoryViewStore:
    """ViewStore over dictionaries. Some of a refused `put` may be written, as the port allows."""

    def __init__(self, kept: KeptViews) -> None:
        self._kept = kept

    async def get(self, ward: str, generation: int, names: Sequence[str]) -> Mapping[str, Document]:
        found = {name: self._kept.documents.get((ward, generation, name)) for name in names}
        return {name: document for name, document in found.items() if document is not None}

    async def put(self, documents: Sequence[Document]) -> None:
        lost = False
        for document in documents:
            key = (document.ward, document.generation, document.name)
            stored = self._kept.documents.get(key)
            if document.rev == (stored.rev if stored is not None else 0) + 1:
                self._kept.documents[key] = document
            else:
                lost = True
        if lost:
            raise Conflict(what="document")

    async def find(
        self,
        ward: str,
        generation: int,
        kind: str,
        *,
        tags: Sequence[str] = (),
        after: tuple[str, str] | None = None,
        descending: bool = False,
        limit: int = 200,
    ) -> Sequence[Document]:
        found = [
            document
            for document in self._of(ward, generation)
            if document.kind == kind and set(tags) <= set(document.tags)
        ]
        found.sort(key=_place, reverse=descending)
        if after is not None:
            limits = (after[0].encode(), after[1].encode())
            found = [d for d in found if (_place(d) < limits if descending else _place(d) > limits)]
        return found[:limit]

    async def names(self, ward: str, generation: int) -> Sequence[str]:
        return sorted((document.name for document in self._of(ward, generation)), key=str.encode)

    async def cursor(self, ward: str) -> Cursor | None:
        return self._kept.cursors.get(ward)

    async def cursors(self) -> Sequence[Cursor]:
        return [cursor for _, cursor in sorted(self._kept.cursors.items())]

    async def put_cursor(self, cursor: Cursor) -> None:
        stored = self._kept.cursors.get(cursor.ward)
        if cursor.rev != (stored.rev if stored is not None else 0) + 1:
            raise Conflict(what="cursor")
        self._kept.cursors[cursor.ward] = cursor

    async def park(self, parked: Sequence[Parked]) -> None:
        for event in parked:
            key = (event.ward, event.generation, event.source, event.sequence, event.event_id)
            self._kept.parked.setdefault(key, event)

    async def parked(self) -> Sequence[Parked]:
        return [event for _, event in sorted(self._kept.parked.items())]

    async def drop_generation(self, ward: str, generation: int) -> None:
        for document in self._of(ward, generation):
            del self._kept.documents[ward, generation, document.name]
        for key in [key for key in self._kept.parked if key[:2] == (ward, generation)]:
            del self._kept.parked[key]

    def _of(self, ward: str, generation: int) -> list[Document]:
        return [d for key, d in self._kept.documents.items() if key[:2] == (ward, generation)]


def _place(document: Document) -> tuple[bytes, bytes]:
    return document.sort.encode(), document.name.encode()


class MemoryVault:
    """KeyVault over a dictionary; None stands for a destroyed key."""

    def __init__(self, kept: dict[str, bytes | None]) -> None:
        self._kept = kept

    async def key_for_sealing(self, subject: str) -> bytes | None:
        return self._kept.setdefault(subject, token_bytes(32))

    async def keys_for_opening(self, subjects: Sequence[str]) -> Mapping[str, bytes | None]:
        return {subject: self._kept[subject] for subject in subjects if subject in self._kept}

    async def state(self, subject: str) -> KeyState:
        if subject not in self._kept:
            return KeyState.NEVER
        return KeyState.ERASED if self._kept[subject] is None else KeyState.ACTIVE

    async def destroy(self, subject: str) -> None:
        self._kept[subject] = None

    async def erased(self) -> Sequence[str]:
        return sorted(subject for subject, key in self._kept.items() if key is None)
