"""A service's views in its SQLite file: documents, cursors and parked events."""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from shared.adapters.embedded.database import Database
from shared.adapters.embedded.view_writes import DROP_GENERATION, PARK, PUT, PUT_CURSOR
from shared.adapters.packed_bodies import unpacked
from shared.ports.view_store import Cursor, Document, Mark, Parked

_MARKS = msgspec.json.Decoder(dict[str, Mark])
_TAGS = msgspec.json.Decoder(tuple[str, ...])
_CURSOR = msgspec.json.Decoder(Cursor)
_PARKED = msgspec.json.Decoder(Parked)
_COLUMNS = "d.ward, d.generation, d.name, d.kind, d.sort, d.rev, d.marks, d.tags, d.body"
_FEW = 400
"""How many rows of a tag are counted to find the rarest tag of a query."""


def _document(row: tuple[Any, ...]) -> Document:
    ward, generation, name, kind, sort, rev, marks, tags, body = row
    return Document(
        kind=kind,
        ward=ward,
        name=name,
        generation=generation,
        rev=rev,
        marks=_MARKS.decode(marks),
        body=unpacked(body),
        tags=_TAGS.decode(tags),
        sort=sort,
    )


class SqliteViewStore:
    """ViewStore of one service."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, ward: str, generation: int, names: Sequence[str]) -> Mapping[str, Document]:
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM documents d WHERE d.ward = ? AND d.generation = ?"  # noqa: S608 constant
            " AND d.name IN (SELECT value FROM json_each(?))",
            (ward, generation, msgspec.json.encode(names).decode()),
        )
        return {row[2]: _document(row) for row in rows}

    async def put(self, documents: Sequence[Document]) -> None:
        if documents:
            await self._database.write(PUT, documents)

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
        place = (ward, generation, kind)
        rarest, *others = self._rarest_first(place, tags) or (None,)
        source, condition = "documents d", "d.ward = ? AND d.generation = ? AND d.kind = ?"
        parameters: list[Any] = [*place]
        if rarest is not None:
            source = "document_tags t CROSS JOIN documents d ON d.id = t.document_id"
            condition = "t.ward = ? AND t.generation = ? AND t.kind = ? AND t.tag = ?"
            parameters.append(rarest)
        table = "d" if rarest is None else "t"
        for tag in others:
            condition += (
                " AND EXISTS (SELECT 1 FROM document_tags o WHERE o.ward = t.ward AND o.generation = t.generation"
                " AND o.kind = t.kind AND o.tag = ? AND o.sort = t.sort AND o.name = t.name)"
            )
            parameters.append(tag)
        if after is not None:
            condition += f" AND ({table}.sort, {table}.name) {'<' if descending else '>'} (?, ?)"
            parameters += after
        order = "DESC" if descending else "ASC"
        rows = self._database.rows(
            f"SELECT {_COLUMNS} FROM {source} WHERE {condition}"  # noqa: S608 constants
            f" ORDER BY {table}.sort {order}, {table}.name {order} LIMIT ?",
            (*parameters, limit),
        )
        return [_document(row) for row in rows]

    async def names(self, ward: str, generation: int) -> Sequence[str]:
        rows = self._database.rows(
            "SELECT name FROM documents WHERE ward = ? AND generation = ? ORDER BY name", (ward, generation)
        )
        return [name for (name,) in rows]

    async def cursor(self, ward: str) -> Cursor | None:
        found = self._database.row("SELECT body FROM cursors WHERE ward = ?", (ward,))
        return _CURSOR.decode(found[0]) if found else None

    async def cursors(self) -> Sequence[Cursor]:
        return [_CURSOR.decode(body) for (body,) in self._database.rows("SELECT body FROM cursors ORDER BY ward")]

    async def put_cursor(self, cursor: Cursor) -> None:
        await self._database.write(PUT_CURSOR, cursor)

    async def park(self, parked: Sequence[Parked]) -> None:
        if parked:
            await self._database.write(PARK, parked)

    async def parked(self) -> Sequence[Parked]:
        rows = self._database.rows("SELECT body FROM parked ORDER BY ward, generation, source, sequence")
        return [_PARKED.decode(body) for (body,) in rows]

    async def drop_generation(self, ward: str, generation: int) -> None:
        await self._database.write(DROP_GENERATION, (ward, generation))

    def _rarest_first(self, place: tuple[str, int, str], tags: Sequence[str]) -> list[str]:
        distinct = list(dict.fromkeys(tags))
        if len(distinct) < 2:
            return distinct
        return sorted(distinct, key=lambda tag: self._rows_of_tag(place, tag))

    def _rows_of_tag(self, place: tuple[str, int, str], tag: str) -> int:
        found = self._database.row(
            "SELECT count(*) FROM (SELECT 1 FROM document_tags"
            " WHERE ward = ? AND generation = ? AND kind = ? AND tag = ? LIMIT ?)",
            (*place, tag, _FEW),
        )
        return int(found[0]) if found else 0
