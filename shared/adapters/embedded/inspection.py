"""Looking into a data folder from outside, without changing anything in it: for `doctor`."""

import fcntl
import os
import sqlite3
from pathlib import Path

from shared.adapters.embedded.database import connect


def faults(path: Path) -> list[str]:
    """What SQLite's own check finds wrong with a file; empty when it is sound."""
    connection = connect(path, read_only=True)
    try:
        found = [str(row[0]) for row in connection.execute("PRAGMA quick_check(10)")]
    except sqlite3.DatabaseError as error:
        return [str(error)]
    finally:
        connection.close()
    return [] if found == ["ok"] else found


def count_of_keys(vault: Path) -> int:
    """How many keys a vault's file holds; 0 for one that is not there yet."""
    if not vault.exists():
        return 0
    connection = connect(vault, read_only=True)
    try:
        found = connection.execute("SELECT COUNT(*) FROM subjects WHERE wrapped IS NOT NULL").fetchone()
        return int(found[0])
    finally:
        connection.close()


def serving_process(folder: Path) -> str | None:
    """The process id of the `serve` that holds the folder, or None."""
    try:
        lock = os.open(folder / "serve.lock", os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return os.read(lock, 32).decode(errors="replace").strip()
    finally:
        os.close(lock)
    return None


def sqlite_version() -> tuple[int, ...]:
    """The version of the SQLite library in use."""
    return sqlite3.sqlite_version_info
