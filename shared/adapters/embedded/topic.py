"""What one source has published: rows that point at its commits, and the latest events kept at hand."""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Iterable, Sequence
from itertools import accumulate, groupby, islice
from typing import NamedTuple

import msgspec

from shared.adapters.embedded.sqlite_event_store import COMMIT_COLUMNS, SqliteEventStore, commit_of
from shared.adapters.embedded.writer import JobKind
from shared.kernel.failures import Failure
from shared.kernel.messages import Commit, LedgerEvent, ledger_events
from shared.ports.event_store import LedgerHead

KEPT_EVENTS = 8_192
"""Events at hand for readers that have caught up; who is further behind reads the file."""

_HEAD = msgspec.json.Decoder(LedgerHead)


_Row = tuple[int, list[LedgerEvent]]


class _Pointer(NamedTuple):
    stream: str
    version: int
    first: int
    last: int


_INSERT = """
INSERT INTO published (commit_id, first_sequence, last_sequence)
SELECT c.id, i.value ->> 2, i.value ->> 3 FROM json_each(?) i
CROSS JOIN commits c ON c.stream = i.value ->> 0 AND c.version = i.value ->> 1 ORDER BY i.key"""


def _publish(connection: sqlite3.Connection, items: Sequence[Sequence[_Pointer]]) -> list[int | Failure]:
    """The position of each item's last row; rows of one transaction have positions without a gap."""
    pointers = [pointer for item in items for pointer in item]
    cursor = connection.execute(_INSERT, (msgspec.json.encode(pointers).decode(),))
    if cursor.rowcount != len(pointers) or cursor.lastrowid is None:
        raise LookupError(f"{len(pointers) - cursor.rowcount} of the published commits are not in this store")
    position = cursor.lastrowid - len(pointers)
    answers: list[int | Failure] = []
    for item in items:
        position += len(item)
        answers.append(position)
    return answers


def _keep_positions(connection: sqlite3.Connection, items: Sequence[tuple[str, int]]) -> list[Failure | None]:
    connection.executemany(
        "INSERT INTO positions (reader, position) VALUES (?, ?)"
        " ON CONFLICT (reader) DO UPDATE SET position = max(position, excluded.position)",
        items,
    )
    return [None] * len(items)


def _keep_heads(connection: sqlite3.Connection, items: Sequence[Sequence[LedgerHead]]) -> list[Failure | None]:
    connection.executemany(
        "INSERT INTO heads (ward, body) VALUES (?, ?) ON CONFLICT (ward) DO UPDATE SET body = excluded.body",
        [(head.ward, msgspec.json.encode(head)) for heads in items for head in heads],
    )
    return [None] * len(items)


_PUBLISH: JobKind[Sequence[_Pointer], int] = JobKind(_publish)
_KEEP_POSITIONS: JobKind[tuple[str, int], None] = JobKind(_keep_positions)
_KEEP_HEADS: JobKind[Sequence[LedgerHead], None] = JobKind(_keep_heads)


class Topic:
    """One source's topic. A position is that of the last row handed out; rows are numbered from 1 without a gap."""

    def __init__(self, store: SqliteEventStore) -> None:
        self._store = store
        self._database = store.database
        self._latest: deque[_Row] = deque()
        self._kept = 0
        self.listeners: set[asyncio.Event] = set()

    async def publish(self, events: Sequence[LedgerEvent]) -> None:
        """Return once the events are on the topic, and wake who listens."""
        commits = [list(group) for _, group in groupby(events, key=lambda event: (event.stream, event.commit))]
        pointers = [_Pointer(c[0].stream, c[0].commit, c[0].sequence, c[-1].sequence) for c in commits]
        last = await self._database.write(_PUBLISH, pointers)
        self._remember(last - len(commits) + 1, commits)
        for listener in self.listeners:
            listener.set()

    async def read(self, after: int, limit: int) -> tuple[list[LedgerEvent], int]:
        """Up to about `limit` events beyond a position, whole rows, and the position of the last of them."""
        rows = self._at_hand(after)
        if rows is None:
            rows = await self._stored(after, limit)
        events: list[LedgerEvent] = []
        position = after
        for at, row in rows:
            events += row
            position = at
            if len(events) >= limit:
                break
        return events, position

    def position(self, group: str) -> int:
        """What the group committed last, 0 at first."""
        found = self._database.row("SELECT position FROM positions WHERE reader = ?", (group,))
        return int(found[0]) if found else 0

    async def keep_position(self, group: str, position: int) -> None:
        """Remember the position for the group; it never goes back."""
        await self._database.write(_KEEP_POSITIONS, (group, position))

    async def keep_heads(self, heads: Sequence[LedgerHead]) -> None:
        """Replace the heads of these wards."""
        await self._database.write(_KEEP_HEADS, heads)

    def heads(self) -> list[LedgerHead]:
        """The last head of every ward."""
        return [_HEAD.decode(body) for (body,) in self._database.rows("SELECT body FROM heads ORDER BY ward")]

    def _remember(self, first: int, commits: Sequence[list[LedgerEvent]]) -> None:
        """Keep the latest rows as one run without a gap: another process may have published between them."""
        if self._latest and self._latest[-1][0] != first - 1:
            self._latest.clear()
            self._kept = 0
        for position, events in enumerate(commits, start=first):
            self._latest.append((position, events))
            self._kept += len(events)
        while self._kept > KEPT_EVENTS and len(self._latest) > 1:
            self._kept -= len(self._latest.popleft()[1])

    def _at_hand(self, after: int) -> Iterable[_Row] | None:
        """The rows beyond a position when they are all kept and there is one, else None."""
        if not self._latest or not self._latest[0][0] <= after + 1 <= self._latest[-1][0]:
            return None
        return islice(self._latest, after + 1 - self._latest[0][0], None)

    async def _stored(self, after: int, limit: int) -> list[_Row]:
        era = await self._store.era()
        pointers = self._database.rows(
            "SELECT position, last_sequence - first_sequence + 1 FROM published"
            " WHERE position > ? ORDER BY position LIMIT ?",
            (after, limit),
        )
        if not pointers:
            return []
        totals = accumulate(size for _, size in pointers)
        last = next((p for (p, _), total in zip(pointers, totals, strict=True) if total >= limit), pointers[-1][0])
        rows = self._database.rows(
            f"SELECT p.position, p.first_sequence, p.last_sequence, {COMMIT_COLUMNS}"  # noqa: S608 constant
            " FROM published p JOIN commits c ON c.id = p.commit_id JOIN bodies b ON b.id = p.commit_id"
            " WHERE p.position > ? AND p.position <= ? ORDER BY p.position",
            (after, last),
        )
        return [(row[0], self._events(era, row[1], row[2], commit_of(*row[3:]))) for row in rows]

    def _events(self, era: str, first: int, last: int, commit: Commit) -> list[LedgerEvent]:
        return [e for e in ledger_events(self._store.source, era, commit) if first <= e.sequence <= last]
