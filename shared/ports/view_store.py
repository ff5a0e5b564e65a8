"""Documents folded from ledgers, each of one ward, each written whole and guarded by its `rev`."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec


class Mark(msgspec.Struct, frozen=True, array_like=True):
    """Up to which number of which era a source has been folded."""

    era: str
    number: int


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """One document. `name` is `<kind>/<id>`, unique in (generation, ward).

    `rev` counts its writings: a new document is written with rev 1, a changed one with the rev read plus 1.
    `tags` are what it can be found by; `sort` orders a listing (with `name` breaking ties).
    `body` is JSON; a store may keep it compressed.
    """

    kind: str
    ward: str
    name: str
    generation: int
    rev: int
    marks: Mapping[str, Mark]
    body: bytes
    tags: tuple[str, ...] = ()
    sort: str = ""


class Cursor(msgspec.Struct, frozen=True, kw_only=True):
    """How far a ward's documents have surely been written, and which generation of them is live."""

    ward: str
    generation: int
    numbers: Mapping[str, Mark]
    rev: int
    roster: int = 0
    """Version of the last commit of `<ward>/roster` among what was folded, for readers that ask for it."""


class Parked(msgspec.Struct, frozen=True, kw_only=True):
    """An event that could not be folded, and why; it waits for a rebuild of its ward."""

    ward: str
    generation: int
    source: str
    sequence: int
    event_id: str
    type: str
    reason: str


class ViewStore(Protocol):
    """The views of one service. Every method may raise Unavailable."""

    async def get(self, ward: str, generation: int, names: Sequence[str]) -> Mapping[str, Document]:
        """The documents of these names that exist, by name."""
        ...

    async def put(self, documents: Sequence[Document]) -> None:
        """Write each document whole where the stored rev is one below its own (absent counts as 0).

        Raises Conflict when any guard is lost; the others may or may not have been written, for each document stands
        for itself.
        """
        ...

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
        """Documents of a kind that carry all `tags`, ordered by (sort, name), beyond `after` = (sort, name)."""
        ...

    async def names(self, ward: str, generation: int) -> Sequence[str]:
        """The names of all documents of a ward's generation, sorted."""
        ...

    async def cursor(self, ward: str) -> Cursor | None:
        """The ward's cursor, or None before its first writing."""
        ...

    async def cursors(self) -> Sequence[Cursor]:
        """Every ward's cursor."""
        ...

    async def put_cursor(self, cursor: Cursor) -> None:
        """Write the cursor where the stored rev is one below its own; Conflict otherwise."""
        ...

    async def park(self, parked: Sequence[Parked]) -> None:
        """Remember events that could not be folded; repeating it changes nothing."""
        ...

    async def parked(self) -> Sequence[Parked]:
        """All parked events of live and other generations."""
        ...

    async def drop_generation(self, ward: str, generation: int) -> None:
        """Remove the documents and parked events of a generation that is no longer live."""
        ...
