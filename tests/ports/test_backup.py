"""A backup is whole, is refused when it is not, and cannot bring an erased person back."""

import asyncio
import shutil
import sqlite3
from pathlib import Path
from zipfile import ZipFile

import pytest

from shared.adapters.embedded.assembly import open_service_storage
from shared.adapters.embedded.erasure_list import ErasureList, ListingVault
from shared.adapters.embedded.folder_backup import back_up, file_count, vault_file
from shared.adapters.embedded.folder_restore import restore
from shared.adapters.owner_files import FileRefused
from shared.adapters.system_clock import SystemClock
from shared.kernel.messages import Commit, StoredEvent
from shared.ports.key_vault import KeyState

CLOCK = SystemClock()
HOUSEHOLD = "20194/household/one"
SERVICES = ("assignment", "visits")


async def _fill(folder: Path) -> str:
    for service in ("assignment", "visits"):
        storage = await open_service_storage(folder, service, CLOCK)
        await storage.vault.key_for_sealing(HOUSEHOLD)
        era = await storage.event_store.era()
        event = StoredEvent(type="T", version=1, subject="s", time=CLOCK.now(), data=b"{}")  # type: ignore[arg-type]
        await storage.event_store.append(
            Commit(
                stream=HOUSEHOLD,
                version=1,
                ward="20194",
                era=era,
                command_id=CLOCK.new_id(),
                content_hash="",
                actor="a",
                recorded_at=CLOCK.now(),
                events=(event,),
            )
        )
        await storage.close()
    return era


@pytest.fixture
def erasures(tmp_path: Path) -> ErasureList:
    erasures = ErasureList(tmp_path / "erasures.jsonl")
    erasures.belong_to("installation-1")
    return erasures


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    asyncio.run(_fill(folder))
    return folder


async def _look(folder: Path, service: str) -> tuple[int, str, KeyState]:
    storage = await open_service_storage(folder, service, CLOCK)
    try:
        commits = await storage.event_store.read_stream(HOUSEHOLD)
        return len(commits), await storage.event_store.era(), await storage.vault.state(HOUSEHOLD)
    finally:
        await storage.close()


def test_a_restored_folder_has_the_ledgers_the_keys_and_a_new_era(
    folder: Path, erasures: ErasureList, tmp_path: Path
) -> None:
    back_up(folder, tmp_path / "backup", SERVICES, erasures, CLOCK)
    restore(tmp_path / "backup", tmp_path / "again", SERVICES, erasures, CLOCK)
    for service in ("assignment", "visits"):
        _, before, _ = asyncio.run(_look(folder, service))
        commits, after, key = asyncio.run(_look(tmp_path / "again", service))
        assert (commits, key) == (1, KeyState.ACTIVE)
        assert after > before


def test_who_was_erased_after_the_backup_stays_erased(folder: Path, erasures: ErasureList, tmp_path: Path) -> None:
    back_up(folder, tmp_path / "backup", SERVICES, erasures, CLOCK)

    async def erase() -> None:
        storage = await open_service_storage(folder, "assignment", CLOCK)
        await ListingVault(storage.vault, erasures, CLOCK).destroy(HOUSEHOLD)
        await storage.close()

    asyncio.run(erase())
    assert restore(tmp_path / "backup", tmp_path / "again", SERVICES, erasures, CLOCK) == 1
    assert asyncio.run(_look(tmp_path / "again", "assignment"))[2] is KeyState.ERASED
    assert asyncio.run(_look(tmp_path / "again", "visits"))[2] is KeyState.ERASED


def test_without_the_list_of_erasures_nothing_is_restored(folder: Path, erasures: ErasureList, tmp_path: Path) -> None:
    back_up(folder, tmp_path / "backup", SERVICES, erasures, CLOCK)
    erasures.path.unlink()
    with pytest.raises(FileRefused, match="lists who was erased"):
        restore(tmp_path / "backup", tmp_path / "again", SERVICES, erasures, CLOCK)
    assert not (tmp_path / "again").exists()


def test_the_list_of_another_installation_is_refused(folder: Path, erasures: ErasureList, tmp_path: Path) -> None:
    back_up(folder, tmp_path / "backup", SERVICES, erasures, CLOCK)
    other = ErasureList(tmp_path / "other.jsonl")
    other.belong_to("installation-2")
    with pytest.raises(FileRefused, match="another part or installation"):
        restore(tmp_path / "backup", tmp_path / "again", SERVICES, other, CLOCK)


def test_a_folder_with_content_is_never_overwritten(folder: Path, erasures: ErasureList, tmp_path: Path) -> None:
    back_up(folder, tmp_path / "backup", SERVICES, erasures, CLOCK)
    with pytest.raises(FileRefused, match="is not empty"):
        restore(tmp_path / "backup", folder, SERVICES, erasures, CLOCK)


@pytest.mark.parametrize("which", ["ledgers", "keys"])
def test_a_damaged_backup_is_refused(folder: Path, erasures: ErasureList, tmp_path: Path, which: str) -> None:
    file = tmp_path / "backup"
    back_up(folder, file, SERVICES, erasures, CLOCK)
    damaged = file if which == "ledgers" else vault_file(file)
    content = bytearray(damaged.read_bytes())
    third = len(content) // 3
    content[third : third + 200] = bytes(200)
    damaged.write_bytes(content)
    with pytest.raises(FileRefused):
        restore(file, tmp_path / "again", SERVICES, erasures, CLOCK)
    assert not (tmp_path / "again").exists()


@pytest.mark.parametrize(
    ("which", "name"),
    [("backup", "assignment.db"), ("backup", "visits.db"), ("backup.keys", "visits.vault.db")],
)
def test_a_backup_with_an_altered_file_is_refused(
    folder: Path, erasures: ErasureList, tmp_path: Path, which: str, name: str
) -> None:
    """The archive itself is in order, its checksums included; the manifest knows better."""
    back_up(folder, tmp_path / "backup", SERVICES, erasures, CLOCK)
    with ZipFile(tmp_path / which) as archive:
        members = {member: archive.read(member) for member in archive.namelist()}
    content = members[name]
    members[name] = content[:-1] + bytes([content[-1] ^ 1])
    with ZipFile(tmp_path / which, "w") as archive:
        for member, written in members.items():
            archive.writestr(member, written)
    with pytest.raises(FileRefused, match=f"{name} does not match its digest"):
        restore(tmp_path / "backup", tmp_path / "again", SERVICES, erasures, CLOCK)
    assert not (tmp_path / "again").exists()


def test_a_restored_folder_is_its_owners_alone(folder: Path, erasures: ErasureList, tmp_path: Path) -> None:
    back_up(folder, tmp_path / "backup", SERVICES, erasures, CLOCK)
    restore(tmp_path / "backup", tmp_path / "again", SERVICES, erasures, CLOCK)
    folders = [tmp_path / "again", tmp_path / "again" / "keys"]
    assert [path.stat().st_mode & 0o777 for path in folders] == [0o700, 0o700]
    assert {path.stat().st_mode & 0o777 for path in folders[1].iterdir()} == {0o600}


def test_how_far_it_is_is_told_by_the_file(folder: Path, erasures: ErasureList, tmp_path: Path) -> None:
    (folder / "keys" / "signing.pem").write_text("a key")
    copied: list[int] = []
    restored: list[int] = []
    back_up(folder, tmp_path / "backup", SERVICES, erasures, CLOCK, copied.append)
    restore(tmp_path / "backup", tmp_path / "again", SERVICES, erasures, CLOCK, restored.append)
    assert copied == restored == [1] * file_count(SERVICES)


def test_the_ledger_file_holds_no_keys(folder: Path, erasures: ErasureList, tmp_path: Path) -> None:
    back_up(folder, tmp_path / "backup", SERVICES, erasures, CLOCK)
    shutil.unpack_archive(tmp_path / "backup", tmp_path / "open", "zip")
    assert {path.name for path in (tmp_path / "open").iterdir()} == {"manifest.json", "assignment.db", "visits.db"}
    with sqlite3.connect(tmp_path / "open" / "visits.db") as connection:
        assert not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'subjects'").fetchall()
    connection.close()


def test_an_existing_file_is_never_overwritten(folder: Path, erasures: ErasureList, tmp_path: Path) -> None:
    (tmp_path / "backup.keys").write_text("mine")
    with pytest.raises(FileRefused, match="exists already"):
        back_up(folder, tmp_path / "backup", SERVICES, erasures, CLOCK)
    assert (tmp_path / "backup.keys").read_text() == "mine"
    assert not (tmp_path / "backup").exists()


def test_a_new_installation_puts_the_list_of_an_earlier_one_aside(erasures: ErasureList) -> None:
    erasures.add(HOUSEHOLD, CLOCK)
    erasures.belong_to("installation-2", new=True)
    assert (erasures.installation(), list(erasures.erasures())) == ("installation-2", [])
    kept = ErasureList(erasures.path.with_name("erasures.installation-1.jsonl"))
    assert [erasure.subject for erasure in kept.erasures()] == [HOUSEHOLD]


def test_an_older_installation_refuses_the_list_of_another(erasures: ErasureList) -> None:
    with pytest.raises(FileRefused, match="another installation"):
        erasures.belong_to("installation-2")


def test_many_are_listed_at_once_and_each_once(erasures: ErasureList) -> None:
    erasures.add("20194/household/a", CLOCK)
    many = [f"20194/household/{letter}" for letter in "abcb"]
    for _ in range(2):
        erasures.add_all(many, CLOCK)
    assert [erasure.subject for erasure in erasures.erasures()] == many[:3]


def test_the_list_is_read_once_for_many(erasures: ErasureList, monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[Path] = []
    read_bytes = Path.read_bytes

    def counted(path: Path) -> bytes:
        reads.append(path)
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", counted)
    erasures.add_all([f"20194/household/{number}" for number in range(20)], CLOCK)
    assert reads == [erasures.path]
