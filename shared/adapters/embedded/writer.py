"""One thread that writes one database file, and commits everything that waits in one transaction."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Generic, TypeVar

from shared.adapters.embedded.storage_failures import primary_code, translated
from shared.kernel.failures import Failure, Unavailable

Item = TypeVar("Item")
Answer = TypeVar("Answer")

MAX_JOBS = 1_000
"""Jobs in one transaction; it bounds how long the first of them waits for the last."""
GATHER_SECONDS = 0.002
"""How long the writer lets jobs gather once several of them came together. A lone writer never waits."""


@dataclass(frozen=True, slots=True, eq=False)
class JobKind(Generic[Item, Answer]):
    """How writes of one kind run, merged with all others of their kind that wait.

    The driver gives up the interpreter's lock at every statement and waits to get it back, so what counts under load
    is the number of statements: `run` takes many items in as few as it can, and gives an answer or a Failure for each.
    When it raises, it is run again on halves, until the one item that fails is alone.
    """

    run: Callable[[sqlite3.Connection, Sequence[Item]], Sequence[Answer | Failure]]
    refused: Callable[[Item], Failure] | None = None
    """What a broken constraint means for an item that is alone; without it the driver's error is the answer."""
    one_statement: bool = False
    """`run` on up to MAX_JOBS items is a single statement, so alone it needs no transaction around it."""
    afterwards: Callable[[sqlite3.Connection], None] | None = None
    """Run after the transaction has been committed and before anyone is answered."""


@dataclass(slots=True, eq=False)
class _Job:
    kind: JobKind[Any, Any]
    item: Any
    future: asyncio.Future[Any]
    outcome: Any = None


class Writer:
    """The only writer of `connection` in this process. What was queued is written, even if nobody waits any more."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._closed = False
        self._crowded = False
        self._thread = threading.Thread(target=self._work, name=f"writer of {path.name}", daemon=True)
        self._thread.start()

    async def submit(self, kind: JobKind[Item, Answer], item: Item) -> Answer:
        """Write durably and give the answer; raises what the kind says, or Unavailable with nothing written."""
        if self._closed:
            raise Unavailable(storage=self._path.name, what="closed")
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._queue.put(_Job(kind, item, future))
        return await future

    async def finish(self) -> None:
        """Accept nothing more and write everything queued; the connection stays open."""
        if not self._closed:
            self._closed = True
            self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    async def close(self) -> None:
        """Close the connection; the last one of a file brings its write-ahead log home and removes it."""
        await self.finish()
        await asyncio.to_thread(self._connection.close)

    def _work(self) -> None:
        open_for_more = True
        while open_for_more:
            jobs, open_for_more = self._waiting()
            self._crowded = len(jobs) > 1
            if jobs:
                self._write(jobs)
                _answer(jobs)

    def _waiting(self) -> tuple[list[_Job], bool]:
        first = self._queue.get()
        if self._crowded and not self._closed:
            time.sleep(GATHER_SECONDS)
        jobs: list[_Job] = []
        while first is not None:
            jobs.append(first)
            if len(jobs) >= MAX_JOBS:
                return jobs, True
            try:
                first = self._queue.get_nowait()
            except Empty:
                return jobs, True
        return jobs, False

    def _write(self, jobs: list[_Job]) -> None:
        groups: dict[JobKind[Any, Any], list[_Job]] = {}
        for job in jobs:
            groups.setdefault(job.kind, []).append(job)
        try:
            self._write_groups(groups)
            for kind in groups:
                if kind.afterwards is not None:
                    kind.afterwards(self._connection)
        except sqlite3.Error as error:
            _fail(jobs, translated(error, self._path))
        except Exception as error:  # the writer outlives a defect: whoever waits is told of it
            _fail(jobs, error)

    def _write_groups(self, groups: dict[JobKind[Any, Any], list[_Job]]) -> None:
        try:
            if len(groups) == 1 and next(iter(groups)).one_statement:
                self._run_together(groups)
            else:
                self._in_transaction(groups, self._run_together)
        except Exception as error:
            if _loses_transaction(error):
                raise
            self._in_transaction(groups, self._run_apart)

    def _in_transaction(
        self,
        groups: dict[JobKind[Any, Any], list[_Job]],
        run: Callable[[dict[JobKind[Any, Any], list[_Job]]], None],
    ) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            run(groups)
            self._connection.execute("COMMIT")
        except BaseException:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    def _run_together(self, groups: dict[JobKind[Any, Any], list[_Job]]) -> None:
        for kind, jobs in groups.items():
            _keep(jobs, kind.run(self._connection, [job.item for job in jobs]))

    def _run_apart(self, groups: dict[JobKind[Any, Any], list[_Job]]) -> None:
        for kind, jobs in groups.items():
            self._run_halves(kind, jobs)

    def _run_halves(self, kind: JobKind[Any, Any], jobs: list[_Job]) -> None:
        self._connection.execute("SAVEPOINT part")
        try:
            _keep(jobs, kind.run(self._connection, [job.item for job in jobs]))
        except Exception as error:
            if _loses_transaction(error):
                raise
            self._connection.execute("ROLLBACK TO part")
            self._connection.execute("RELEASE part")
            if len(jobs) == 1:
                jobs[0].outcome = _refusal(kind, jobs[0].item, error)
                return
            middle = len(jobs) // 2
            self._run_halves(kind, jobs[:middle])
            self._run_halves(kind, jobs[middle:])
        else:
            self._connection.execute("RELEASE part")


def _loses_transaction(error: Exception) -> bool:
    """Whether the whole transaction is lost, not the one statement: everything of SQLite but a broken constraint."""
    return isinstance(error, sqlite3.Error) and primary_code(error) not in (0, sqlite3.SQLITE_CONSTRAINT)


def _refusal(kind: JobKind[Any, Any], item: Any, error: Exception) -> Exception:
    if isinstance(error, sqlite3.IntegrityError) and kind.refused is not None:
        return kind.refused(item)
    return error


def _keep(jobs: list[_Job], outcomes: Sequence[Any]) -> None:
    for job, outcome in zip(jobs, outcomes, strict=True):
        job.outcome = outcome


def _fail(jobs: list[_Job], error: Exception) -> None:
    for job in jobs:
        job.outcome = error


def _answer(jobs: list[_Job]) -> None:
    """Hand the outcomes back with one wake-up for each event loop that waits."""
    by_loop: dict[asyncio.AbstractEventLoop, list[_Job]] = {}
    for job in jobs:
        by_loop.setdefault(job.future.get_loop(), []).append(job)
    for loop, answered in by_loop.items():
        try:
            loop.call_soon_threadsafe(_resolve, answered)
        except RuntimeError:  # the loop has been closed, so nobody waits there
            continue


def _resolve(jobs: list[_Job]) -> None:
    for job in jobs:
        if job.future.cancelled():
            continue
        if isinstance(job.outcome, Exception):
            job.future.set_exception(job.outcome)
        else:
            job.future.set_result(job.outcome)
