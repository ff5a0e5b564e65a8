"""A service's commits and ledgers in its SQLite file."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec

from shared.adapters.embedded.commit_writes import APPEND, CLEAR_PENDING, NUMBER
from shared.adapters.embedded.database import Database
from shared.adapters.embedded.writer import JobKind
from shared.adapters.instants import from_micros
from shared.kernel.failures import Failure
from shared.kernel.messages import Commit, LedgerEvent, ledger_events
from shared.ports.clock import Clock
from shared.ports.event_store import LedgerHead, Numbering

COMMIT_COLUMNS = "b.body, c.first_number, c.numbered_at, c.rev"
"""What `commit_of` makes a commit from: of a row `c` of commits, and `b` of bodies."""
_COMMITS = f"SELECT {COMMIT_COLUMNS} FROM commits c JOIN bodies b ON b.id = c.id"  # noqa: S608 constant
_DECODER = msgspec.json.Decoder(Commit)
_LAST_NUMBER = """SELECT first_number + event_count - 1, numbered_at FROM commits
    WHERE ward = ? AND first_number IS NOT NULL ORDER BY first_number DESC LIMIT 1"""

_PENDING = """SELECT ward, sum(event_count), min(recorded_at) FROM (
    SELECT ward, event_count, recorded_at FROM commits WHERE pending = 1 AND first_number IS NULL
    UNION ALL SELECT ward, event_count, recorded_at FROM commits WHERE pending = 1 AND first_number IS NOT NULL)
    GROUP BY ward"""
"""In two halves, so that each is found by its own partial index."""

_PENDING_FIRST = """SELECT b.body, c.first_number, c.numbered_at, c.rev FROM (
    SELECT id, row_number() OVER every AS place, sum(event_count) OVER every - event_count AS before FROM (
        SELECT id, event_count, ward, first_number, recorded_at, stream, version FROM commits
        WHERE pending = 1 AND {condition} ORDER BY {order} LIMIT ?)
    WINDOW every AS (ORDER BY {order} ROWS UNBOUNDED PRECEDING)) p
    JOIN commits c ON c.id = p.id JOIN bodies b ON b.id = p.id WHERE p.before < ? ORDER BY p.place"""
"""Counted before any body is read: an import's commits hold hundreds of events each."""


def commit_of(body: bytes, first_number: int | None, numbered_at: int | None, rev: int) -> Commit:
    """The commit of a row; its body never changes, its numbers and `rev` stand in columns beside."""
    commit = _DECODER.decode(body)
    msgspec.structs.force_setattr(commit, "rev", rev)
    if first_number is not None and numbered_at is not None:
        msgspec.structs.force_setattr(commit, "first_number", first_number)
        msgspec.structs.force_setattr(commit, "numbered_at", from_micros(numbered_at))
    return commit


def _start_era(connection: sqlite3.Connection, items: Sequence[str]) -> list[str | Failure]:
    connection.execute("INSERT OR IGNORE INTO meta (name, value) VALUES ('era', ?)", (items[0],))
    era: str = connection.execute("SELECT value FROM meta WHERE name = 'era'").fetchone()[0]
    return [era for _ in items]


_START_ERA: JobKind[str, str] = JobKind(_start_era)


class SqliteEventStore:
    """EventStore of the service `source`. Reads answer in place, from what is committed."""

    def __init__(self, source: str, database: Database, clock: Clock) -> None:
        self.source = source
        self.database = database
        self._clock = clock
        self._era = ""

    async def era(self) -> str:
        if not self._era:
            found = self.database.row("SELECT value FROM meta WHERE name = 'era'")
            self._era = found[0] if found else await self.database.write(_START_ERA, self._clock.new_id())
        return self._era

    async def append(self, commit: Commit) -> None:
        await self.database.write(APPEND, commit)

    async def number(self, numberings: Sequence[Numbering]) -> int:
        return await self.database.write(NUMBER, numberings) if numberings else 0

    async def clear_pending(self, commit_ids: Sequence[str]) -> None:
        if commit_ids:
            await self.database.write(CLEAR_PENDING, commit_ids)

    async def read_stream(self, stream: str, after: int = 0) -> Sequence[Commit]:
        return self._commits("WHERE c.stream = ? AND c.version > ? ORDER BY c.version", (stream, after))

    async def find_command(self, command_id: str) -> Commit | None:
        return self._commit("WHERE c.command_id = ?", (command_id,))

    async def find_commit(self, stream: str, version: int) -> Commit | None:
        return self._commit("WHERE c.stream = ? AND c.version = ?", (stream, version))

    async def key_owners(self, keys: Sequence[str]) -> Mapping[str, str]:
        owners = self.database.rows(
            "SELECT k.key, c.stream FROM keys k JOIN commits c ON c.id = k.commit_id"
            " WHERE k.key IN (SELECT value FROM json_each(?))",
            (_json(keys),),
        )
        return dict(owners)

    async def unpublished(self, limit: int) -> Sequence[Commit]:
        numbered = self._pending("first_number IS NOT NULL", "ward, first_number", limit)
        events = sum(len(commit.events) for commit in numbered)
        if events >= limit:
            return numbered
        return [*numbered, *self._pending("first_number IS NULL", "recorded_at, stream, version", limit - events)]

    async def numbered_predecessors(self, commits: Sequence[Commit]) -> frozenset[str]:
        later = {(commit.stream, commit.version - 1): commit.id for commit in commits if commit.version > 1}
        numbered = self.database.rows(
            "SELECT c.stream, c.version FROM json_each(?) i CROSS JOIN commits c"
            " ON c.stream = i.value ->> 0 AND c.version = i.value ->> 1 WHERE c.first_number IS NOT NULL",
            (_json(list(later)),),
        )
        first = (commit.id for commit in commits if commit.version == 1)
        return frozenset((*first, *(later[stream, version] for stream, version in numbered)))

    async def last_numbers(self, wards: Sequence[str]) -> Mapping[str, tuple[int, datetime]]:
        last: dict[str, tuple[int, datetime]] = {}
        for ward in wards:
            found = self.database.row(_LAST_NUMBER, (ward,))
            if found is not None:
                last[ward] = (found[0], from_micros(found[1]))
        return last

    async def wards(self) -> Sequence[str]:
        found: list[str] = []
        ward = self._next_ward("")
        while ward is not None:
            found.append(ward)
            ward = self._next_ward(ward)
        return found

    async def read_ledger(self, ward: str, after: int, limit: int) -> Sequence[LedgerEvent]:
        era = await self.era()
        first = self._first_number_reaching(ward, after)
        commits = self._commits(
            "WHERE c.ward = ? AND c.first_number >= ? AND c.first_number < ? ORDER BY c.first_number",
            (ward, first, after + 1 + limit),
        )
        events = (event for commit in commits for event in ledger_events(self.source, era, commit))
        return [event for event in events if event.sequence > after]

    async def heads(self) -> Sequence[LedgerHead]:
        era = await self.era()
        pending = {ward: (count, oldest) for ward, count, oldest in self.database.rows(_PENDING)}
        numbers = await self.last_numbers(wards := sorted({*pending, *await self.wards()}))
        return [self._head(ward, era, numbers.get(ward), pending.get(ward)) for ward in wards]

    def _head(
        self, ward: str, era: str, last: tuple[int, datetime] | None, pending: tuple[int, int] | None
    ) -> LedgerHead:
        oldest = from_micros(pending[1]) if pending else None
        number, numbered_at = last or (0, oldest)
        if numbered_at is None:
            raise LookupError(f"ward {ward} has no commit")
        return LedgerHead(
            source=self.source,
            ward=ward,
            era=era,
            number=number,
            pending=pending[0] if pending else 0,
            oldest_pending=oldest,
            time=numbered_at,
        )

    def _commits(self, condition: str, parameters: Sequence[Any]) -> list[Commit]:
        rows = self.database.rows(f"{_COMMITS} {condition}", parameters)
        return [commit_of(*row) for row in rows]

    def _pending(self, condition: str, order: str, events: int) -> list[Commit]:
        """Pending commits in their order, while fewer than `events` events stand before them."""
        rows = self.database.rows(_PENDING_FIRST.format(condition=condition, order=order), (events, events))
        return [commit_of(*row) for row in rows]

    def _commit(self, condition: str, parameters: Sequence[Any]) -> Commit | None:
        found = self._commits(condition, parameters)
        return found[0] if found else None

    def _next_ward(self, ward: str) -> str | None:
        found = self.database.row(
            "SELECT ward FROM commits WHERE ward > ? AND first_number IS NOT NULL ORDER BY ward LIMIT 1", (ward,)
        )
        return found[0] if found else None

    def _first_number_reaching(self, ward: str, after: int) -> int:
        """First number of the commit that holds the event after `after`."""
        found = self.database.row(
            "SELECT max(first_number) FROM commits WHERE ward = ? AND first_number <= ?", (ward, after + 1)
        )
        return (found[0] if found else None) or after + 1


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
