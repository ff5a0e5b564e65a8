"""A service's vault in a SQLite file of its own: data keys, wrapped by the master key and bound to their subjects."""

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from shared.adapters.embedded.database import Database, connect
from shared.adapters.embedded.master_key_ring import MasterKeyRing
from shared.adapters.embedded.storage_failures import damaged, translated
from shared.adapters.embedded.writer import JobKind
from shared.adapters.master_key import MasterKey, WrongKey, master_key_path, new_data_key
from shared.adapters.owner_files import FileRefused
from shared.kernel.failures import Failure
from shared.ports.key_vault import KeyState

VAULT_CHECK = "onetwenty vault"
"""What a vault keeps wrapped to know its master key by."""
_Entry = tuple[str, bytes, str]
_Wrapped = tuple[bytes | None, str | None]
_TRIES = 3
"""A key that is made while another master key takes over is made again, with that one."""
_REMEMBERED = 50_000
"""Wrapped keys kept in memory for sealing; opened ones never are."""


def _add(connection: sqlite3.Connection, entries: Sequence[_Entry]) -> list[Failure | None]:
    """A key that the master key of before has wrapped is not taken in any more, once another is taking its place."""
    connection.executemany(
        """INSERT OR IGNORE INTO subjects (subject, wrapped, wrapped_by) SELECT ?1, ?2, ?3
        WHERE COALESCE((SELECT CAST(value AS TEXT) FROM meta WHERE name = 'wraps_with'), ?3) = ?3""",
        entries,
    )
    return [None] * len(entries)


def _destroy(connection: sqlite3.Connection, subjects: Sequence[str]) -> list[Failure | None]:
    """The old bytes are overwritten by random ones first, for a shorter row may leave them on its page."""
    rows = [(subject,) for subject in subjects]
    connection.executemany("UPDATE subjects SET wrapped = randomblob(length(wrapped)) WHERE subject = ?", rows)
    connection.executemany(
        "INSERT INTO subjects (subject, wrapped) VALUES (?, NULL) ON CONFLICT (subject) DO UPDATE SET wrapped = NULL",
        rows,
    )
    return [None] * len(subjects)


def _empty_log(connection: sqlite3.Connection) -> None:
    """Pages from before the destruction must not stay behind in the write-ahead log."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def _keep_check(connection: sqlite3.Connection, checks: Sequence[bytes]) -> list[Failure | None]:
    connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES ('check', ?)", (checks[-1],))
    return [None] * len(checks)


_ADD: JobKind[_Entry, None] = JobKind(_add)
_DESTROY: JobKind[str, None] = JobKind(_destroy, afterwards=_empty_log)
_KEEP_CHECK: JobKind[bytes, None] = JobKind(_keep_check)


class SqliteKeyVault:
    """KeyVault of one service. An opened key is handed out and never kept."""

    def __init__(self, database: Database, master_keys: MasterKeyRing) -> None:
        self.database = database
        self._master_keys = master_keys
        self._wrapped_keys: dict[str, _Wrapped] = {}

    async def check(self, *, read_only: bool = False) -> None:
        """Refuse a master key that is not the one of this vault; the first key that comes becomes it."""
        found = self.database.row("SELECT value FROM meta WHERE name = 'check'")
        if found is not None and self._is_ours(found[0]):
            return
        if has_active_keys(self.database):
            key_file = master_key_path(self.database.path.parent)
            raise FileRefused(
                key_file,
                f"is not the key of {self.database.path.name}",
                "Put the installation's own key file back, or restore a backup together with its key",
            )
        if not read_only:
            await self.database.write(_KEEP_CHECK, self._master_keys.current.wrap(VAULT_CHECK.encode(), VAULT_CHECK))

    async def key_for_sealing(self, subject: str) -> bytes | None:
        known = self._wrapped(subject)
        for _ in range(_TRIES):
            if known is not None:
                return self._unwrapped(subject, *known)
            master_key = self._wraps_with()
            await self.database.write(_ADD, (subject, master_key.wrap(new_data_key(), subject), master_key.id))
            known = self._wrapped(subject)
        raise LookupError(f"{subject} has no key, though one was just made")

    async def keys_for_opening(self, subjects: Sequence[str]) -> Mapping[str, bytes | None]:
        return self._keys(subjects)

    async def state(self, subject: str) -> KeyState:
        found = self.database.row("SELECT wrapped IS NULL FROM subjects WHERE subject = ?", (subject,))
        if found is None:
            return KeyState.NEVER
        return KeyState.ERASED if found[0] else KeyState.ACTIVE

    async def destroy(self, subject: str) -> None:
        await self.database.write(_DESTROY, subject)
        self._wrapped_keys.pop(subject, None)

    async def erased(self) -> Sequence[str]:
        rows = self.database.rows("SELECT subject FROM subjects WHERE wrapped IS NULL ORDER BY subject")
        return [subject for (subject,) in rows]

    def _keys(self, subjects: Sequence[str]) -> dict[str, bytes | None]:
        rows = self.database.rows(
            "SELECT subject, wrapped, wrapped_by FROM subjects WHERE subject IN (SELECT value FROM json_each(?))",
            (msgspec.json.encode(subjects).decode(),),
        )
        return {subject: self._unwrapped(subject, wrapped, by) for subject, wrapped, by in rows}

    def _wraps_with(self) -> MasterKey:
        """The master key for new keys: the one that is taking the present one's place, when one is."""
        found = self.database.row("SELECT value FROM meta WHERE name = 'wraps_with'")
        if found is None:
            return self._master_keys.current
        return self._master_keys.named(bytes(found[0]).decode())

    def _wrapped(self, subject: str) -> _Wrapped | None:
        known = self._wrapped_keys.get(subject)
        if known is None:
            known = self.database.row("SELECT wrapped, wrapped_by FROM subjects WHERE subject = ?", (subject,))
            if known is not None and known[0] is not None:
                self._wrapped_keys[subject] = known
        if len(self._wrapped_keys) > _REMEMBERED:
            self._wrapped_keys.clear()
        return known

    def _unwrapped(self, subject: str, wrapped: bytes | None, wrapped_by: str | None) -> bytes | None:
        if wrapped is None:
            return None
        try:
            return self._master_keys.unwrap(wrapped, subject, wrapped_by)
        except WrongKey as error:
            raise damaged(self.database.path, "a key does not belong to its subject") from error

    def _is_ours(self, check: bytes) -> bool:
        try:
            return self._master_keys.unwrap(check, VAULT_CHECK, None) == VAULT_CHECK.encode()
        except WrongKey:
            return False


def has_active_keys(vault: Database) -> bool:
    """Whether anything sealed by this vault can still be opened."""
    return vault.row("SELECT 1 FROM subjects WHERE wrapped IS NOT NULL LIMIT 1") is not None


def vault_in_use(path: Path) -> bool:
    """Whether the vault file exists and holds active keys, so that its master key must not be made anew."""
    return _first(path, "SELECT 1 FROM subjects WHERE wrapped IS NOT NULL LIMIT 1") is not None


def vault_opens_with(path: Path, master_key: MasterKey) -> bool:
    """Whether the vault file was begun with that key."""
    check = _first(path, "SELECT value FROM meta WHERE name = 'check'")
    try:
        return check is not None and master_key.unwrap(check, VAULT_CHECK) == VAULT_CHECK.encode()
    except WrongKey:
        return False


def _first(path: Path, statement: str) -> Any:
    """The first value in a vault file that nobody has opened yet, None also where there is no file."""
    if not path.exists() or path.stat().st_size == 0:
        return None
    connection = connect(path, read_only=True)
    try:
        found = connection.execute(statement).fetchone()
    except sqlite3.Error as error:
        raise translated(error, path) from error
    finally:
        connection.close()
    return found[0] if found else None
