"""Putting another master key in the place of a folder's, beside a running `serve`, and going on after a crash.

The new key is laid beside the present one; each vault then takes in only what the new one wraps, and what is there is
wrapped anew, row by row; at last the new key's file takes the other's name. Until then every process opens with either.
"""

import os
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from shared.adapters.embedded.database import Database, open_database
from shared.adapters.embedded.master_key_ring import MasterKeyRing
from shared.adapters.embedded.opened_master_keys import VAULT
from shared.adapters.embedded.schema import VAULT_FILE
from shared.adapters.embedded.sqlite_key_vault import VAULT_CHECK, SqliteKeyVault
from shared.adapters.embedded.writer import JobKind
from shared.adapters.master_key import (
    MasterKey,
    derivation_path,
    derivation_root,
    master_key_path,
    next_master_key_path,
    read_master_key,
)
from shared.adapters.owner_files import FileRefused, make_owner_file, sync_folder
from shared.kernel.failures import Failure

_AT_ONCE = 500
Advance = Callable[[int], None]
"""Told how many more keys are wrapped anew."""
_Row = tuple[bytes, str, str, bytes]
"""(newly wrapped, by which key, subject, wrapped before): a key that was destroyed meanwhile stays destroyed."""


def _set(connection: sqlite3.Connection, entries: Sequence[tuple[str, bytes]]) -> list[Failure | None]:
    connection.executemany("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)", entries)
    return [None] * len(entries)


def _replace(connection: sqlite3.Connection, batches: Sequence[Sequence[_Row]]) -> list[Failure | None]:
    for rows in batches:
        connection.executemany(
            "UPDATE subjects SET wrapped = ?, wrapped_by = ? WHERE subject = ? AND wrapped = ?", rows
        )
    return [None] * len(batches)


def _empty_log(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


_SET: JobKind[tuple[str, bytes], None] = JobKind(_set)
_REPLACE: JobKind[Sequence[_Row], None] = JobKind(_replace, afterwards=_empty_log)


def lay_beside(folder: Path, new_key: Path) -> None:
    """Begin, or go on where it stopped. Raises FileRefused for a key that cannot be used, or when another key is
    already taking over."""
    fresh, present = read_master_key(new_key), read_master_key(master_key_path(folder))
    beside = next_master_key_path(folder)
    if beside.exists() and read_master_key(beside).id != fresh.id:
        raise FileRefused(beside, "is another key that is taking over", "Go on with that key first, to its end")
    if fresh.id == present.id:
        raise FileRefused(new_key, "is the master key already", "Nothing is left to be done; keep it safe")
    make_owner_file(beside, new_key.read_bytes())


def vaults_in(folder: Path) -> Sequence[Path]:
    """Every vault of a folder, whichever service it belongs to."""
    return sorted(folder.glob(f"*{VAULT}"))


async def rewrap(folder: Path, advance: Advance = lambda _keys: None) -> int:
    """Wrap every key of the folder anew and let the new master key take over; how many were wrapped. Repeating it after
    a crash goes on. Raises FileRefused."""
    following = read_master_key(next_master_key_path(folder))
    count = sum([await _rewrap_vault(folder, vault, following, advance) for vault in vaults_in(folder)])
    make_owner_file(derivation_path(folder), derivation_root(master_key_path(folder).read_bytes()))
    os.replace(next_master_key_path(folder), master_key_path(folder))
    sync_folder(master_key_path(folder).parent)
    return count


async def _rewrap_vault(folder: Path, vault: Path, following: MasterKey, advance: Advance) -> int:
    keys = MasterKeyRing(folder)
    database = open_database(vault, VAULT_FILE)
    try:
        await SqliteKeyVault(database, keys).check()
        await database.write(_SET, ("wraps_with", following.id.encode()))
        count = 0
        while rows := _wrapped_by_others(database, following):
            await database.write(_REPLACE, [_anew(keys, following, *row) for row in rows])
            count += len(rows)
            advance(len(rows))
        await database.write(_SET, ("check", following.wrap(VAULT_CHECK.encode(), VAULT_CHECK)))
        return count
    finally:
        await database.close()


def _wrapped_by_others(database: Database, following: MasterKey) -> Sequence[tuple[str, bytes, str | None]]:
    return database.rows(
        """SELECT subject, wrapped, wrapped_by FROM subjects
        WHERE wrapped IS NOT NULL AND (wrapped_by IS NULL OR wrapped_by <> ?) LIMIT ?""",
        (following.id, _AT_ONCE),
    )


def _anew(keys: MasterKeyRing, following: MasterKey, subject: str, wrapped: bytes, by: str | None) -> _Row:
    return following.wrap(keys.unwrap(wrapped, subject, by), subject), following.id, subject, wrapped
