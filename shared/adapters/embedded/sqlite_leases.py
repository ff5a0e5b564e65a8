"""Leases of a service in its SQLite file."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared.adapters.embedded.database import Database
from shared.adapters.embedded.writer import JobKind
from shared.adapters.instants import from_micros, to_micros
from shared.kernel.failures import Failure
from shared.ports.lease import Lease


@dataclass(frozen=True, slots=True)
class _Wish:
    name: str
    holder: str
    now: int
    expires: int


def _acquire(connection: sqlite3.Connection, wishes: Sequence[_Wish]) -> list[Lease | Failure | None]:
    return [_take(connection, wish) for wish in wishes]


def _take(connection: sqlite3.Connection, wish: _Wish) -> Lease | None:
    """A free lease keeps its row (with an empty holder), so that its epoch goes on growing."""
    row = connection.execute(
        """INSERT INTO leases (name, holder, epoch, expires) VALUES (:name, :holder, 1, :expires)
        ON CONFLICT (name) DO UPDATE SET
            epoch = CASE WHEN holder = excluded.holder AND expires > :now THEN epoch ELSE epoch + 1 END,
            holder = excluded.holder, expires = excluded.expires
        WHERE holder = excluded.holder OR holder = '' OR expires <= :now
        RETURNING epoch, expires""",
        {"name": wish.name, "holder": wish.holder, "now": wish.now, "expires": wish.expires},
    ).fetchall()
    if not row:
        return None
    epoch, expires = row[0]
    return Lease(name=wish.name, holder=wish.holder, epoch=epoch, expires=from_micros(expires))


def _release(connection: sqlite3.Connection, leases: Sequence[Lease]) -> list[Failure | None]:
    connection.executemany(
        "UPDATE leases SET holder = '', expires = 0 WHERE name = ? AND holder = ? AND epoch = ?",
        [(lease.name, lease.holder, lease.epoch) for lease in leases],
    )
    return [None] * len(leases)


def _release_all(connection: sqlite3.Connection, items: Sequence[None]) -> list[Failure | None]:
    connection.execute("UPDATE leases SET holder = '', expires = 0")
    return [None] * len(items)


_RELEASE_ALL: JobKind[None, None] = JobKind(_release_all)
_ACQUIRE: JobKind[_Wish, Lease | None] = JobKind(_acquire)
_RELEASE: JobKind[Lease, None] = JobKind(_release)


class SqliteLeases:
    """LeaseStore of one service."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def acquire(self, name: str, holder: str, now: datetime, seconds: float) -> Lease | None:
        expires = now + timedelta(seconds=seconds)
        return await self._database.write(_ACQUIRE, _Wish(name, holder, to_micros(now), to_micros(expires)))

    async def release(self, lease: Lease) -> None:
        await self._database.write(_RELEASE, lease)

    async def release_all(self) -> None:
        """Free every lease, for who knows that no holder is alive: the process that has just locked the folder."""
        await self._database.write(_RELEASE_ALL, None)
