"""The master key's file: for its owner alone, never replaced in silence; and what an erased key leaves behind."""

import sqlite3
import stat
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from shared.adapters.embedded.assembly import open_service_storage
from shared.adapters.embedded.writer import JobKind
from shared.adapters.owner_files import FileRefused
from shared.adapters.system_clock import SystemClock
from shared.kernel.failures import Failure
from tests.ports.commits import WARD

CLOCK = SystemClock()
SUBJECT = f"{WARD}/household/1"


async def with_a_key(folder: Path) -> Path:
    """The key file of a folder whose vault holds one key."""
    storage = await open_service_storage(folder, "visits", CLOCK)
    await storage.vault.key_for_sealing(SUBJECT)
    await storage.close()
    return folder / "keys" / "master.key"


async def test_the_key_file_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    path = await with_a_key(tmp_path)
    assert len(path.read_bytes()) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert [found.name for found in path.parent.iterdir()] == ["master.key"]


async def test_every_service_uses_the_one_key_file(tmp_path: Path) -> None:
    path = await with_a_key(tmp_path)
    key = path.read_bytes()
    other = await open_service_storage(tmp_path, "assignment", CLOCK)
    await other.vault.key_for_sealing(SUBJECT)
    await other.close()
    assert path.read_bytes() == key


def _readable_by_others(path: Path) -> None:
    path.chmod(0o640)


def _too_short(path: Path) -> None:
    path.write_bytes(b"short")


def _not_readable(path: Path) -> None:
    path.unlink()
    path.mkdir(mode=0o700)


def _missing(path: Path) -> None:
    path.unlink()


def _another(path: Path) -> None:
    path.write_bytes(b"k" * 32)


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize(
    ("harm", "what"),
    [
        (_readable_by_others, "may be read by others .mode 0640.*chmod 600"),
        (_too_short, "holds 5 bytes where a key has 32"),
        (_not_readable, "cannot be read"),
        (_missing, "is missing|cannot be read"),
        (_another, "is not the key of visits.vault.db"),
    ],
)
async def test_a_key_file_that_cannot_be_used_is_refused(
    tmp_path: Path, harm: Callable[[Path], None], what: str, read_only: bool
) -> None:
    path = await with_a_key(tmp_path)
    harm(path)
    with pytest.raises(FileRefused, match=what) as refusal:
        await open_service_storage(tmp_path, "visits", CLOCK, read_only=read_only)
    assert refusal.value.path == path
    assert refusal.value.remedy


async def test_a_missing_key_file_is_refused_for_any_vault_of_the_folder(tmp_path: Path) -> None:
    path = await with_a_key(tmp_path)
    path.unlink()
    with pytest.raises(FileRefused, match=r"visits\.vault\.db cannot be opened without it"):
        await open_service_storage(tmp_path, "assignment", CLOCK)
    assert not path.exists()


async def test_a_vault_without_keys_takes_a_new_key_file(tmp_path: Path) -> None:
    path = await with_a_key(tmp_path)
    storage = await open_service_storage(tmp_path, "visits", CLOCK)
    await storage.vault.destroy(SUBJECT)
    await storage.close()
    path.unlink()
    again = await open_service_storage(tmp_path, "visits", CLOCK)
    assert await again.vault.key_for_sealing(SUBJECT) is None
    assert await again.vault.key_for_sealing("new") is not None
    await again.close()
    await (await open_service_storage(tmp_path, "visits", CLOCK)).close()


def _move(connection: sqlite3.Connection, rows: Sequence[tuple[str, bytes]]) -> list[Failure | None]:
    connection.executemany("INSERT INTO subjects (subject, wrapped) VALUES (?, ?)", rows)
    return [None] * len(rows)


MOVE: JobKind[tuple[str, bytes], None] = JobKind(_move)


async def test_a_wrapped_key_cannot_move_to_another_subject(tmp_path: Path) -> None:
    storage = await open_service_storage(tmp_path, "visits", CLOCK)
    await storage.vault.key_for_sealing(SUBJECT)
    (wrapped,) = storage.vault.database.rows("SELECT wrapped FROM subjects")[0]
    await storage.vault.database.write(MOVE, ("somebody else", wrapped))
    with pytest.raises(FileRefused, match="does not belong to its subject"):
        await storage.vault.key_for_sealing("somebody else")
    await storage.close()


async def test_no_key_lies_in_the_clear_and_an_erased_one_nowhere(tmp_path: Path) -> None:
    storage = await open_service_storage(tmp_path, "visits", CLOCK)
    key = await storage.vault.key_for_sealing(SUBJECT)
    assert key is not None
    for n in range(20):
        await storage.vault.key_for_sealing(f"neighbour {n}")
    (wrapped,) = storage.vault.database.rows("SELECT wrapped FROM subjects WHERE subject = ?", (SUBJECT,))[0]
    assert any(wrapped in content for content in contents(tmp_path))
    assert not any(key in content for content in contents(tmp_path))
    await storage.vault.destroy(SUBJECT)
    assert not any(wrapped in content for content in contents(tmp_path))
    await storage.close()
    assert not any(wrapped in content for content in contents(tmp_path))


def contents(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]
