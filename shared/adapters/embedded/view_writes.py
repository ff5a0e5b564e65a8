"""How documents, cursors and parked events are written, many in one statement, each guarded by its `rev`."""

import sqlite3
from collections.abc import Iterator, Sequence
from functools import lru_cache

import msgspec

from shared.adapters.embedded.writer import JobKind
from shared.adapters.packed_bodies import packed
from shared.kernel.failures import Conflict, Failure
from shared.ports.view_store import Cursor, Document, Parked

_ENCODER = msgspec.json.Encoder()
_DOCUMENTS_AT_ONCE = 500


@lru_cache(maxsize=256)
def _upsert(count: int) -> str:
    """Both guards are needed: the first for absent documents, the second for two writings inside one statement."""
    rows = ", ".join(["(?, ?, ?, ?, ?, ?, ?, ?, ?)"] * count)
    return f"""
WITH i (ward, generation, name, kind, sort, rev, marks, tags, body) AS (VALUES {rows})
INSERT INTO documents (ward, generation, name, kind, sort, rev, marks, tags, body)
SELECT * FROM i WHERE i.rev = 1 + coalesce((SELECT d.rev FROM documents d
    WHERE d.ward = i.ward AND d.generation = i.generation AND d.name = i.name), 0)
ON CONFLICT (ward, generation, name) DO UPDATE SET kind = excluded.kind, sort = excluded.sort, rev = excluded.rev,
    marks = excluded.marks, tags = excluded.tags, body = excluded.body WHERE documents.rev = excluded.rev - 1
RETURNING ward, generation, name"""  # noqa: S608 only placeholders vary


def _put(connection: sqlite3.Connection, items: Sequence[Sequence[Document]]) -> list[Failure | None]:
    """A document that two callers write at once is written by the first; the second one loses."""
    owners: dict[tuple[str, int, str], int] = {}
    lost: set[int] = set()
    rows: list[Document] = []
    for index, documents in enumerate(items):
        for document in documents:
            key = (document.ward, document.generation, document.name)
            if key in owners:
                lost.add(index)
            else:
                owners[key] = index
                rows.append(document)
    written = {key for part in _parts(rows) for key in _write_part(connection, part)}
    lost |= {index for key, index in owners.items() if key not in written}
    return [Conflict(what="document") if index in lost else None for index in range(len(items))]


def _write_part(connection: sqlite3.Connection, documents: Sequence[Document]) -> list[tuple[str, int, str]]:
    parameters = [
        value
        for document in documents
        for value in (
            document.ward,
            document.generation,
            document.name,
            document.kind,
            document.sort,
            document.rev,
            _ENCODER.encode(document.marks).decode(),
            _ENCODER.encode(document.tags).decode(),
            packed(document.body),
        )
    ]
    return connection.execute(_upsert(len(documents)), parameters).fetchall()


def _parts(documents: Sequence[Document]) -> Iterator[Sequence[Document]]:
    for start in range(0, len(documents), _DOCUMENTS_AT_ONCE):
        yield documents[start : start + _DOCUMENTS_AT_ONCE]


def _put_cursors(connection: sqlite3.Connection, cursors: Sequence[Cursor]) -> list[Failure | None]:
    return [_put_cursor(connection, cursor) for cursor in cursors]


def _put_cursor(connection: sqlite3.Connection, cursor: Cursor) -> Failure | None:
    written = connection.execute(
        """INSERT INTO cursors (ward, rev, body) SELECT :ward, :rev, :body
        WHERE :rev = 1 + coalesce((SELECT rev FROM cursors WHERE ward = :ward), 0)
        ON CONFLICT (ward) DO UPDATE SET rev = excluded.rev, body = excluded.body""",
        {"ward": cursor.ward, "rev": cursor.rev, "body": _ENCODER.encode(cursor)},
    ).rowcount
    return None if written else Conflict(what="cursor")


def _park(connection: sqlite3.Connection, items: Sequence[Sequence[Parked]]) -> list[Failure | None]:
    connection.executemany(
        "INSERT OR IGNORE INTO parked VALUES (?, ?, ?, ?, ?, ?)",
        [
            (p.ward, p.generation, p.source, p.sequence, p.event_id, _ENCODER.encode(p))
            for parked in items
            for p in parked
        ],
    )
    return [None] * len(items)


def _drop_generation(connection: sqlite3.Connection, items: Sequence[tuple[str, int]]) -> list[Failure | None]:
    for table in ("document_tags", "documents", "parked"):
        connection.executemany(f"DELETE FROM {table} WHERE ward = ? AND generation = ?", items)  # noqa: S608 constant
    return [None] * len(items)


PUT: JobKind[Sequence[Document], None] = JobKind(_put)
PUT_CURSOR: JobKind[Cursor, None] = JobKind(_put_cursors)
PARK: JobKind[Sequence[Parked], None] = JobKind(_park)
DROP_GENERATION: JobKind[tuple[str, int], None] = JobKind(_drop_generation)
