"""A data folder in use: never worse off for a full disk, a lock or a defect, and held by one `serve`."""

import asyncio
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from shared.adapters.embedded.assembly import backup_database, open_folder_storage, open_service_storage
from shared.adapters.embedded.writer import JobKind
from shared.adapters.owner_files import FileRefused
from shared.kernel.failures import Failure, Unavailable
from shared.kernel.messages import Commit
from tests.ports.commits import WARD, commit, same
from tests.ports.folders import CLOCK, A, filled, opened
from tests.ports.test_view_store import document


def _limit_pages(connection: sqlite3.Connection, limits: Sequence[int]) -> list[int | Failure]:
    """A disk with no more room: SQLite refuses to grow the file beyond so many pages."""
    return [connection.execute(f"PRAGMA max_page_count = {limit}").fetchone()[0] for limit in limits]


LIMIT_PAGES: JobKind[int, int] = JobKind(_limit_pages)


async def test_a_full_disk_is_waited_for_and_loses_nothing(tmp_path: Path) -> None:
    storage = await opened(tmp_path)
    await storage.event_store.append(commit(A))
    pages = await storage.database.write(LIMIT_PAGES, 1)
    await storage.views["visits"].database.write(LIMIT_PAGES, 1)
    refusals: list[object] = []
    accepted: list[Commit] = []
    for version in range(2, 40):
        try:
            await storage.event_store.append(each := commit(A, version - len(refusals), events=20))
            accepted.append(each)
        except Unavailable as failure:
            refusals.append(failure.facts["what"])
    assert set(refusals) == {"disk full"}
    with pytest.raises(Unavailable):
        await storage.view_store.put([document(body=bytes(range(256)) * 4_000)])
    for database in (storage.database, storage.views["visits"].database):
        await database.write(LIMIT_PAGES, pages + 10_000)
    version = len(accepted) + 2
    await storage.event_store.append(commit(A, version, events=20))
    await storage.view_store.put([document(body=bytes(range(256)) * 4_000)])
    stored = await storage.event_store.read_stream(A)
    assert [found.version for found in stored] == list(range(1, version + 1))
    assert all(same(found, each) for found, each in zip(stored[1:-1], accepted, strict=True))
    await storage.close()


def _fail_on_thirteen(connection: sqlite3.Connection, items: Sequence[int]) -> list[int | Failure]:
    connection.executemany("INSERT INTO meta (name, value) VALUES (?, 'x')", [(f"n{item}",) for item in items])
    if 13 in items:
        raise ZeroDivisionError
    return list(items)


async def test_a_defect_in_one_write_harms_no_other(tmp_path: Path) -> None:
    storage = await opened(tmp_path)
    kind: JobKind[int, int] = JobKind(_fail_on_thirteen)
    writes = [storage.database.write(kind, item) for item in range(20)]
    outcomes = await asyncio.gather(*writes, storage.event_store.append(commit(A)), return_exceptions=True)
    assert [n for n, outcome in enumerate(outcomes) if isinstance(outcome, ZeroDivisionError)] == [13]
    stored = storage.database.rows("SELECT count(*) FROM meta WHERE name LIKE 'n%'")
    assert stored == [(19,)]
    assert len(await storage.event_store.read_stream(A)) == 1
    await storage.close()


def _synchronous(connection: sqlite3.Connection, items: Sequence[None]) -> list[int | Failure]:
    return [connection.execute("PRAGMA synchronous").fetchone()[0] for _ in items]


SYNCHRONOUS: JobKind[None, int] = JobKind(_synchronous)
NORMAL, FULL = 1, 2


async def test_what_was_acknowledged_survives_a_power_cut(tmp_path: Path) -> None:
    """Commits and keys reach the disk before anyone is answered; views may lose their last moments."""
    storage = await opened(tmp_path)
    assert storage.vault_database is not None
    assert await storage.database.write(SYNCHRONOUS, None) == FULL
    assert await storage.vault_database.write(SYNCHRONOUS, None) == FULL
    assert await storage.views["visits"].database.write(SYNCHRONOUS, None) == NORMAL
    await storage.close()


async def test_what_waits_together_is_written_together(tmp_path: Path) -> None:
    storage = await opened(tmp_path)
    runs: list[int] = []

    def record(_connection: sqlite3.Connection, items: Sequence[int]) -> list[int | Failure]:
        runs.append(len(items))
        return list(items)

    kind: JobKind[int, int] = JobKind(record)
    assert await asyncio.gather(*(storage.database.write(kind, number) for number in range(50))) == list(range(50))
    assert sum(runs) == 50
    assert len(runs) < 50
    await storage.close()


async def test_a_file_locked_by_another_process_is_waited_for(tmp_path: Path) -> None:
    storage = await opened(tmp_path)
    await storage.database.write(JobKind(lambda c, items: [c.execute("PRAGMA busy_timeout = 20") for _ in items]), 0)
    other = sqlite3.connect(tmp_path / "visits.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="locked"):
        await storage.event_store.append(commit(A))
    other.execute("ROLLBACK")
    other.close()
    await storage.event_store.append(commit(A))
    await storage.close()


async def test_a_closed_store_says_so(tmp_path: Path) -> None:
    storage = await opened(tmp_path)
    await storage.close()
    await storage.close()
    with pytest.raises(Unavailable):
        await storage.event_store.append(commit(A))
    with pytest.raises(Unavailable):
        await storage.event_store.read_stream(A)


async def test_one_serve_a_folder_and_readers_beside(tmp_path: Path) -> None:
    serving = await open_folder_storage(tmp_path, {"visits": True, "reporting": False}, CLOCK)
    with pytest.raises(FileRefused, match="in use by process") as refusal:
        await open_folder_storage(tmp_path, {"visits": True}, CLOCK)
    assert refusal.value.path == tmp_path
    reader = await opened(tmp_path, read_only=True)
    await serving.services["visits"].event_store.append(commit(A))
    assert len(await reader.event_store.read_stream(A)) == 1
    with pytest.raises(Unavailable):
        await reader.event_store.append(commit(A, 2))
    with pytest.raises(LookupError):
        _ = serving.services["reporting"].vault
    await reader.close()
    await serving.close()
    await (await open_folder_storage(tmp_path, {"visits": True}, CLOCK)).close()


async def test_a_refused_folder_is_free_again(tmp_path: Path) -> None:
    await filled(tmp_path)
    (tmp_path / "visits.db").write_text("no database at all" * 10)
    for _ in range(2):
        with pytest.raises(FileRefused, match="not a database"):
            await open_folder_storage(tmp_path, {"reporting": False, "visits": True}, CLOCK)


async def test_a_copy_of_a_file_in_use_is_whole(tmp_path: Path) -> None:
    storage = await opened(tmp_path)
    target = tmp_path / "copy" / "visits.db"
    target.parent.mkdir()
    appended = [commit(f"{WARD}/household/{n}") for n in range(300)]
    appending = asyncio.gather(*(storage.event_store.append(each) for each in appended[:150]))
    await asyncio.to_thread(backup_database, tmp_path / "visits.db", target)
    await appending
    await asyncio.gather(*(storage.event_store.append(each) for each in appended[150:]))
    with pytest.raises(FileRefused, match="exists already"):
        backup_database(tmp_path / "visits.db", target)
    copy = await open_service_storage(target.parent, "visits", CLOCK, seals=False)
    assert await copy.event_store.era() == await storage.event_store.era()
    assert len(await copy.event_store.unpublished(1_000)) <= 150
    await copy.close()
    await storage.close()


async def test_a_folder_taken_over_waits_for_no_lease_of_a_dead_process(tmp_path: Path) -> None:
    storage = await opened(tmp_path)
    dead = await storage.leases.acquire("relay", "killed", CLOCK.now(), 600)
    await storage.close()
    folder = await open_folder_storage(tmp_path, {"visits": True}, CLOCK)
    taken = await folder.services["visits"].leases.acquire("relay", "next", CLOCK.now(), 600)
    assert dead is not None
    assert taken is not None
    assert taken.epoch > dead.epoch
    await folder.close()
