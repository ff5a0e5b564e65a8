"""Credentials in an SQLite file of their own, whose removed records are overwritten."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from shared.adapters.embedded.database import Database, open_database
from shared.adapters.embedded.schema import CREDENTIALS_FILE
from shared.adapters.embedded.writer import JobKind
from shared.adapters.instants import from_micros, to_micros
from shared.kernel.failures import Conflict, Failure
from shared.ports.credential_store import Credential, CredentialKind

_COLUMNS = "kind, id, account_id, moment, body, rev"


def _put(connection: sqlite3.Connection, credentials: Sequence[Credential]) -> list[Failure | None]:
    return [_put_one(connection, one) for one in credentials]


def _put_one(connection: sqlite3.Connection, one: Credential) -> Failure | None:
    row = (one.account_id, to_micros(one.moment), one.body, one.rev, one.kind, one.id)
    if one.rev == 1:
        statement = (
            "INSERT OR IGNORE INTO credentials (account_id, moment, body, rev, kind, id) VALUES (?, ?, ?, ?, ?, ?)"
        )
        written = connection.execute(statement, row).rowcount
    else:
        statement = (
            "UPDATE credentials SET account_id = ?, moment = ?, body = ?, rev = ? WHERE kind = ? AND id = ? AND rev = ?"
        )
        written = connection.execute(statement, (*row, one.rev - 1)).rowcount
    return None if written else Conflict(what=one.kind)


def _remove(connection: sqlite3.Connection, keys: Sequence[tuple[str, str]]) -> list[bool | Failure]:
    statement = "DELETE FROM credentials WHERE kind = ? AND id = ?"
    return [connection.execute(statement, key).rowcount > 0 for key in keys]


def _remove_account(connection: sqlite3.Connection, account_ids: Sequence[str]) -> list[Failure | None]:
    connection.executemany(
        "DELETE FROM credentials WHERE account_id = ? AND kind NOT IN ('session', 'ended')",
        [(account_id,) for account_id in account_ids],
    )
    return [None] * len(account_ids)


def _forget(connection: sqlite3.Connection, wishes: Sequence[tuple[str, int]]) -> list[int | Failure]:
    return [
        connection.execute("DELETE FROM credentials WHERE kind = ? AND moment < ?", wish).rowcount for wish in wishes
    ]


_PUT: JobKind[Credential, None] = JobKind(_put)
_REMOVE: JobKind[tuple[str, str], bool] = JobKind(_remove)
_REMOVE_ACCOUNT: JobKind[str, None] = JobKind(_remove_account)
_FORGET: JobKind[tuple[str, int], int] = JobKind(_forget)


class SqliteCredentials:
    """CredentialStore in one file."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def get(self, kind: CredentialKind, name: str) -> Credential | None:
        found = self._found("kind = ? AND id = ?", (kind, name))
        return found[0] if found else None

    async def of_account(self, kind: CredentialKind, account_id: str) -> Sequence[Credential]:
        return self._found("kind = ? AND account_id = ?", (kind, account_id))

    async def since(self, kind: CredentialKind, moment: datetime) -> Sequence[Credential]:
        return self._found("kind = ? AND moment >= ?", (kind, to_micros(moment)))

    async def put(self, credential: Credential) -> None:
        await self.database.write(_PUT, credential)

    async def remove(self, kind: CredentialKind, name: str) -> bool:
        return await self.database.write(_REMOVE, (kind, name))

    async def remove_account(self, account_id: str) -> None:
        await self.database.write(_REMOVE_ACCOUNT, account_id)

    async def forget(self, kind: CredentialKind, before: datetime) -> int:
        return await self.database.write(_FORGET, (kind, to_micros(before)))

    async def close(self) -> None:
        """Finish everything queued and close the file."""
        await self.database.close()

    def _found(self, condition: str, parameters: Sequence[Any]) -> list[Credential]:
        statement = f"SELECT {_COLUMNS} FROM credentials WHERE {condition} ORDER BY moment, id"  # noqa: S608 ours
        return [
            Credential(kind=kind, id=name, account_id=owner, moment=from_micros(moment), body=body, rev=rev)
            for kind, name, owner, moment, body, rev in self.database.rows(statement, parameters)
        ]


def credentials_path(folder: Path) -> Path:
    """The file with the credentials of a data folder."""
    return folder / "access.credentials.db"


def open_credentials(folder: Path, *, read_only: bool = False) -> SqliteCredentials:
    """Open, or make at first use, the folder's credentials. Raises FileRefused."""
    return SqliteCredentials(open_database(credentials_path(folder), CREDENTIALS_FILE, read_only=read_only))
