"""One SQLite file: opened only if it can be trusted, read in place, written by its one writer thread."""

import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from shared.adapters.embedded.schema import FileKind
from shared.adapters.embedded.storage_failures import damaged, translated
from shared.adapters.embedded.writer import Answer, Item, JobKind, Writer
from shared.adapters.owner_files import FileRefused
from shared.kernel.failures import Unavailable

_MAGIC = b"SQLite format 3\0"
_BUSY_SECONDS = 5.0
_STATEMENTS = 256


class Database:
    """An open file. Reads see what was committed before them; a read-only one refuses to write."""

    def __init__(self, path: Path, reader: sqlite3.Connection, writer: Writer | None) -> None:
        self.path = path
        self._reader = reader
        self._writer = writer
        self._closed = False

    def rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query; raises Unavailable, or FileRefused for a damaged file."""
        if self._closed:
            raise Unavailable(storage=self.path.name, what="closed")
        try:
            return self._reader.execute(statement, parameters).fetchall()
        except sqlite3.Error as error:
            raise translated(error, self.path) from error

    def row(self, statement: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """The first row of a query, or None."""
        found = self.rows(statement, parameters)
        return found[0] if found else None

    async def write(self, kind: JobKind[Item, Answer], item: Item) -> Answer:
        """Write durably, together with whatever else waits."""
        if self._writer is None:
            raise Unavailable(storage=self.path.name, what="opened for reading only")
        return await self._writer.submit(kind, item)

    async def close(self) -> None:
        """Finish everything queued and close the file; the writer last, for a reader cannot empty the log."""
        if self._writer is not None:
            await self._writer.finish()
        if not self._closed:
            self._closed = True
            self._reader.close()
        if self._writer is not None:
            await self._writer.close()


def open_database(path: Path, kind: FileKind, *, read_only: bool = False) -> Database:
    """Open, or make at first use, the file of that kind. Raises FileRefused when it cannot be trusted."""
    _check_file(path, read_only)
    try:
        if read_only:
            reader = connect(path, read_only=True)
            _check_schema(path, reader, kind, read_only)
            return Database(path, reader, None)
        _make_private(path)
        connection = connect(path)
        _prepare(path, connection, kind)
        return Database(path, connect(path, read_only=True), Writer(path, connection))
    except sqlite3.Error as error:
        raise _refusal(path, error) from error


def connect(path: Path, *, read_only: bool = False) -> sqlite3.Connection:
    """A plain connection in autocommit mode."""
    mode = "ro" if read_only else "rwc"
    return sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?mode={mode}",
        uri=True,
        timeout=_BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=_STATEMENTS,
    )


def _make_private(path: Path) -> None:
    """A new file is its owner's alone; SQLite gives the files beside it the same mode."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise FileRefused(path, f"cannot be written ({error.strerror})", "Check its owner and mode") from None


def _check_file(path: Path, read_only: bool) -> None:
    if not path.exists():
        if read_only:
            raise FileRefused(path, "does not exist", "Start `onetwenty serve` on this folder once, or check --data")
        return
    try:
        with path.open("rb") as file:
            header = file.read(100)
    except OSError as error:
        raise FileRefused(path, f"cannot be read ({error.strerror})", "Check who owns the file and its mode") from None
    if header and not header.startswith(_MAGIC):
        raise FileRefused(path, "is not a database", "Move it away, or restore a backup with `onetwenty restore`")
    if header:
        _check_length(path, header)


def _check_length(path: Path, header: bytes) -> None:
    """A file shorter than its header says has lost its end, unless the missing pages wait in the write-ahead log."""
    page_size = int.from_bytes(header[16:18], "big")
    expected = int.from_bytes(header[28:32], "big") * (65536 if page_size == 1 else page_size)
    log = path.with_name(f"{path.name}-wal")
    if path.stat().st_size < expected and not (log.exists() and log.stat().st_size > 0):
        raise damaged(path, f"{path.stat().st_size} bytes where {expected} are expected")


def _prepare(path: Path, connection: sqlite3.Connection, kind: FileKind) -> None:
    try:
        _check_schema(path, connection, kind, read_only=False)
        # What a statement may have to take back is kept in memory: by default it costs a file for each of them.
        for pragma in (
            f"PRAGMA page_size = {kind.page_size}",
            "PRAGMA journal_mode = WAL",
            "PRAGMA temp_store = MEMORY",
            *kind.pragmas,
        ):
            connection.execute(pragma)
        for number, step in enumerate(kind.steps, start=1):
            _apply(connection, kind, number, step)
    except BaseException:
        connection.close()
        raise


def _check_schema(path: Path, connection: sqlite3.Connection, kind: FileKind, read_only: bool) -> None:
    application_id, version = (
        connection.execute(f"PRAGMA {pragma}").fetchone()[0] for pragma in ("application_id", "user_version")
    )
    is_new = not connection.execute("SELECT 1 FROM sqlite_schema LIMIT 1").fetchall()
    if application_id != kind.application_id and not (application_id == 0 and is_new and not read_only):
        raise FileRefused(
            path, f"is not a {kind.name} file of OneTwenty", "Move it away, or point --data at the right folder"
        )
    if version > len(kind.steps):
        raise FileRefused(
            path,
            f"was written by a newer version (schema {version}, this program knows {len(kind.steps)})",
            "Install that version again, or restore a backup made by this one",
        )
    if read_only and version < len(kind.steps):
        raise FileRefused(path, "has an older schema", "Start `onetwenty serve` on this folder once; it upgrades it")


def _apply(connection: sqlite3.Connection, kind: FileKind, number: int, step: tuple[str, ...]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        if connection.execute("PRAGMA user_version").fetchone()[0] < number:
            for statement in (f"PRAGMA application_id = {kind.application_id}", *step):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _refusal(path: Path, error: sqlite3.Error) -> Exception:
    failure = translated(error, path)
    if isinstance(failure, Unavailable):
        return FileRefused(
            path,
            f"cannot be used: {failure.facts['what']}",
            "Check the disk's free space, the mode and other processes",
        )
    return failure
