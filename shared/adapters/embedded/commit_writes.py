"""How commits are appended, numbered and marked as published, each in one or two statements for many callers."""

import sqlite3
from collections.abc import Sequence
from functools import lru_cache

import msgspec

from shared.adapters.embedded.writer import JobKind
from shared.adapters.instants import to_micros
from shared.kernel.failures import Failure
from shared.kernel.messages import Commit
from shared.ports.event_store import AppendRefused, Numbering

_ENCODER = msgspec.json.Encoder()


_ROW = ("id", "stream", "version", "ward", "command_id", "recorded_at", "event_count", "rev", "pending")


@lru_cache(maxsize=512)
def _insert(table: str, columns: tuple[str, ...], count: int) -> str:
    rows = ", ".join([f"({', '.join('?' * len(columns))})"] * count)
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {rows}"  # noqa: S608 only placeholders vary


def _append(connection: sqlite3.Connection, commits: Sequence[Commit]) -> list[Failure | None]:
    """Commits are never removed, and nobody else writes inside the transaction: the next ids are free."""
    first: int = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM commits").fetchone()[0]
    rows = [value for place, commit in enumerate(commits, first) for value in _row(place, commit)]
    connection.execute(_insert("commits", _ROW, len(commits)), rows)
    bodies = [value for place, commit in enumerate(commits, first) for value in (place, _ENCODER.encode(commit))]
    connection.execute(_insert("bodies", ("id", "body"), len(commits)), bodies)
    return [None] * len(commits)


def _row(place: int, commit: Commit) -> tuple[object, ...]:
    return (
        place,
        commit.stream,
        commit.version,
        commit.ward,
        commit.command_id,
        to_micros(commit.recorded_at),
        len(commit.events),
        commit.rev,
        True,
    )


_FIRST_LOSER = """
SELECT i.key FROM json_each(?) i
LEFT JOIN commits c ON c.stream = i.value ->> 0 AND c.version = i.value ->> 1
WHERE c.id IS NULL OR c.rev <> i.value ->> 2 OR c.first_number IS NOT NULL OR c.ward <> i.value ->> 5
    OR EXISTS (SELECT 1 FROM commits t WHERE t.ward = i.value ->> 5 AND t.first_number = i.value ->> 3)
ORDER BY i.key LIMIT 1"""

_WRITE_NUMBERS = """
UPDATE commits SET first_number = i.value ->> 3, numbered_at = i.value ->> 4, rev = rev + 1
FROM json_each(?) i WHERE stream = i.value ->> 0 AND version = i.value ->> 1"""


def _number(connection: sqlite3.Connection, items: Sequence[Sequence[Numbering]]) -> list[int | Failure]:
    return [_number_in_order(connection, numberings) for numberings in items]


def _number_in_order(connection: sqlite3.Connection, numberings: Sequence[Numbering]) -> int:
    """Nobody else writes inside the transaction, so what was found free stays free until it is taken."""
    rows = [
        (*_split(n.commit_id), n.rev, n.first_number, to_micros(n.numbered_at), n.ward)
        for n in numberings[: _first_repetition(numberings)]
    ]
    loser = connection.execute(_FIRST_LOSER, (_ENCODER.encode(rows).decode(),)).fetchone()
    winners = rows if loser is None else rows[: loser[0]]
    if winners:
        connection.execute(_WRITE_NUMBERS, (_ENCODER.encode(winners).decode(),))
    return len(winners)


def _first_repetition(numberings: Sequence[Numbering]) -> int:
    commits: set[str] = set()
    numbers: set[tuple[str, int]] = set()
    for index, numbering in enumerate(numberings):
        number = (numbering.ward, numbering.first_number)
        if numbering.commit_id in commits or number in numbers:
            return index
        commits.add(numbering.commit_id)
        numbers.add(number)
    return len(numberings)


def _clear_pending(connection: sqlite3.Connection, items: Sequence[Sequence[str]]) -> list[Failure | None]:
    pairs = [_split(commit_id) for commit_ids in items for commit_id in commit_ids]
    connection.execute(
        "UPDATE commits SET pending = 0 FROM json_each(?) i"
        " WHERE stream = i.value ->> 0 AND version = i.value ->> 1 AND pending = 1",
        (_ENCODER.encode(pairs).decode(),),
    )
    return [None] * len(items)


def _split(commit_id: str) -> tuple[str, int]:
    stream, _, version = commit_id.rpartition("/")
    return stream, int(version)


APPEND: JobKind[Commit, None] = JobKind(
    _append, refused=lambda commit: AppendRefused(stream=commit.stream, version=commit.version)
)
NUMBER: JobKind[Sequence[Numbering], int] = JobKind(_number)
CLEAR_PENDING: JobKind[Sequence[str], None] = JobKind(_clear_pending, one_statement=True)
