"""The files of a data folder: private, found again after a crash, and refused when they cannot be trusted."""

import shutil
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.adapters.embedded.assembly import open_service_storage
from shared.adapters.owner_files import FileRefused
from tests.ports.commits import commit
from tests.ports.folders import CLOCK, A, filled, opened


def execute(path: Path, *statements: str) -> None:
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


def _newer(path: Path) -> None:
    execute(path, "PRAGMA user_version = 99")


def _foreign(path: Path) -> None:
    path.unlink()
    execute(path, "CREATE TABLE somebody_elses (a)")


def _other_application(path: Path) -> None:
    execute(path, "PRAGMA application_id = 12345")


def no_database(path: Path) -> None:
    path.write_text("These are the minutes of a meeting." * 10)


def _no_end(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _no_schema(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:100] + b"\xff" * (path.stat().st_size - 100))


def _a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize(
    ("harm", "what"),
    [
        (_newer, "newer version"),
        (_foreign, "not a service file"),
        (_other_application, "not a service file"),
        (no_database, "not a database"),
        (_no_end, "damaged"),
        (_no_schema, "damaged"),
        (_a_folder, "cannot be read"),
    ],
)
async def test_a_file_that_cannot_be_trusted_is_refused(
    tmp_path: Path, harm: Callable[[Path], None], what: str, read_only: bool
) -> None:
    await filled(tmp_path, 20)
    path = tmp_path / "visits.db"
    harm(path)
    before = path.read_bytes() if path.is_file() else b""
    with pytest.raises(FileRefused, match=what) as refusal:
        await opened(tmp_path, read_only=read_only)
    assert refusal.value.path == path
    assert refusal.value.remedy
    assert (path.read_bytes() if path.is_file() else b"") == before


async def test_a_vault_is_no_service_file(tmp_path: Path) -> None:
    await filled(tmp_path)
    (tmp_path / "visits.vault.db").replace(tmp_path / "visits.db")
    with pytest.raises(FileRefused, match="not a service file"):
        await opened(tmp_path)


async def test_reading_only_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="does not exist"):
        await open_service_storage(tmp_path, "visits", CLOCK, seals=False, read_only=True)
    assert not (tmp_path / "visits.db").exists()


@pytest.mark.parametrize("read_only", [True, False])
async def test_what_a_killed_process_committed_is_found(tmp_path: Path, read_only: bool) -> None:
    left = tmp_path / "left"
    killed = await opened(tmp_path / "killed")
    await killed.event_store.append(commit(A))
    shutil.copytree(tmp_path / "killed", left, ignore=shutil.ignore_patterns("*-shm"))
    await killed.close()
    assert (left / "visits.db-wal").stat().st_size > 0
    storage = await opened(left, read_only=read_only)
    assert len(await storage.event_store.read_stream(A)) == 1
    await storage.close()


async def test_files_are_their_owners_alone(tmp_path: Path) -> None:
    storage = await opened(tmp_path / "data")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "data").glob("*.db*")}
    assert {"visits.db", "visits.db-wal", "visits.vault.db"} <= modes.keys()
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    await storage.close()


async def test_damage_met_while_reading_names_the_file(tmp_path: Path) -> None:
    await filled(tmp_path, 60)
    path = tmp_path / "visits.db"
    content = bytearray(path.read_bytes())
    content[len(content) // 2 :] = b"\xff" * (len(content) - len(content) // 2)
    path.write_bytes(content)
    storage = await opened(tmp_path)
    with pytest.raises(FileRefused, match="damaged") as refusal:
        await storage.event_store.read_stream(A)
    assert refusal.value.path == path
    await storage.close()
