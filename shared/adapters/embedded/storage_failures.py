"""What a driver's error means to the caller: wait, or stop because a file cannot be trusted."""

import sqlite3
from pathlib import Path

from shared.adapters.owner_files import FileRefused
from shared.kernel.failures import Unavailable

VIEWS = ".views.db"
"""How the names of files end that can be made again."""
_WAIT = {
    sqlite3.SQLITE_FULL: "disk full",
    sqlite3.SQLITE_IOERR: "input or output error",
    sqlite3.SQLITE_BUSY: "locked by another process",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_CANTOPEN: "cannot be opened",
    sqlite3.SQLITE_READONLY: "not writable",
    sqlite3.SQLITE_NOMEM: "out of memory",
    sqlite3.SQLITE_INTERRUPT: "interrupted",
    sqlite3.SQLITE_PROTOCOL: "locked by another process",
}
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def damaged(path: Path, detail: str) -> FileRefused:
    """The refusal of a file whose content is broken."""
    return FileRefused(path, f"is damaged ({detail})", remedy_for(path))


def remedy_for(path: Path) -> str:
    """What to do about a damaged file."""
    if path.name.endswith(VIEWS):
        return f"Stop `onetwenty serve` and remove {path.name}*: what it holds is folded anew from the ledgers"
    return "Run `onetwenty doctor`, then restore the latest backup with `onetwenty restore`"


def primary_code(error: BaseException) -> int:
    """SQLite's primary result code of a driver's error; 0 when it has none."""
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def translated(error: sqlite3.Error, path: Path) -> Exception:
    """Unavailable where waiting may help, FileRefused for a damaged file, the error itself for a defect."""
    code = primary_code(error)
    if code in _DAMAGED:
        return damaged(path, str(error))
    if code in _WAIT:
        return Unavailable(retry_after=2, storage=path.name, what=_WAIT[code])
    return error
