"""A folder in use that lost a ledger or a vault is refused, not begun anew; a killed first start goes on."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from shared.adapters.embedded.assembly import open_folder_storage, open_service_storage
from shared.adapters.embedded.erasure_list import ErasureList, installation_path
from shared.adapters.embedded.folder_backup import back_up
from shared.adapters.owner_files import FileRefused
from tests.ports.commits import commit
from tests.ports.folders import CLOCK, A

SERVICES = {"assignment": True, "visits": True, "reporting": False}
TRUTH = ["assignment.db", "visits.db", "assignment.vault.db", "visits.vault.db"]


async def fill(folder: Path, *, used: bool = True) -> None:
    storage = await open_folder_storage(folder, SERVICES, CLOCK)
    for service in ("assignment", "visits") if used else ():
        await storage.services[service].event_store.append(commit(A))
        await storage.services[service].vault.key_for_sealing(A)
    await storage.close()


def remove(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.db")}


Loss = Callable[[Path], None]
LOSSES = pytest.mark.parametrize(("lose", "what"), [(remove, "is missing"), (empty, "is empty")])


@LOSSES
@pytest.mark.parametrize("name", TRUTH)
@pytest.mark.parametrize("known", [True, False], ids=["with its id", "without"])
async def test_a_lost_file_of_a_folder_in_use_is_refused(
    tmp_path: Path, name: str, lose: Loss, what: str, known: bool
) -> None:
    await fill(tmp_path)
    if known:
        installation_path(tmp_path).write_text("installation-1\n")
    lose(tmp_path / name)
    before = contents(tmp_path)
    for _ in range(2):
        with pytest.raises(FileRefused, match=what) as refusal:
            await open_folder_storage(tmp_path, SERVICES, CLOCK)
        assert refusal.value.path == tmp_path / name
        assert "restore" in refusal.value.remedy
    assert contents(tmp_path) == before


@LOSSES
@pytest.mark.parametrize("read_only", [True, False])
@pytest.mark.parametrize("name", ["visits.db", "visits.vault.db"])
async def test_who_opens_one_service_is_told_too(
    tmp_path: Path, name: str, lose: Loss, what: str, read_only: bool
) -> None:
    await fill(tmp_path)
    lose(tmp_path / name)
    with pytest.raises(FileRefused, match=what) as refusal:
        await open_service_storage(tmp_path, "visits", CLOCK, read_only=read_only)
    assert refusal.value.path == tmp_path / name


@LOSSES
@pytest.mark.parametrize("name", TRUTH)
def test_no_backup_is_made_of_a_folder_that_lost_one(tmp_path: Path, name: str, lose: Loss, what: str) -> None:
    asyncio.run(fill(tmp_path / "data"))
    erasures = ErasureList(tmp_path / "erasures.jsonl")
    erasures.belong_to("installation-1")
    lose(tmp_path / "data" / name)
    with pytest.raises(FileRefused, match=what):
        back_up(tmp_path / "data", tmp_path / "copy", ["assignment", "visits"], erasures, CLOCK)
    assert not (tmp_path / "copy").exists()


@pytest.mark.parametrize("lose", [remove, empty])
@pytest.mark.parametrize("name", TRUTH)
async def test_a_first_start_that_was_killed_goes_on(tmp_path: Path, name: str, lose: Loss) -> None:
    await fill(tmp_path, used=False)
    lose(tmp_path / name)
    await fill(tmp_path)


@pytest.mark.parametrize("lose", [remove, empty])
@pytest.mark.parametrize("name", ["visits.views.db", "reporting.views.db", "reporting.db"])
async def test_what_is_folded_again_may_be_lost(tmp_path: Path, name: str, lose: Loss) -> None:
    await fill(tmp_path)
    installation_path(tmp_path).write_text("installation-1\n")
    lose(tmp_path / name)
    storage = await open_folder_storage(tmp_path, SERVICES, CLOCK)
    assert len(await storage.services["visits"].event_store.read_stream(A)) == 1
    await storage.close()
