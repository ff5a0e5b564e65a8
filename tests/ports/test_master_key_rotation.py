"""Another master key in place of a folder's: beside a running service, again after a crash, and never half."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from shared.adapters.embedded import master_key_rotation
from shared.adapters.embedded.assembly import open_service_storage
from shared.adapters.embedded.erasure_list import ErasureList
from shared.adapters.embedded.folder_backup import back_up
from shared.adapters.embedded.master_key_rotation import lay_beside, rewrap
from shared.adapters.master_key import derived_key, master_key_path, next_master_key_path
from shared.adapters.owner_files import FileRefused, make_owner_file
from shared.adapters.system_clock import SystemClock
from shared.ports.key_vault import KeyState
from tests.ports.commits import WARD

CLOCK = SystemClock()
SERVICES = ("assignment", "visits")
PEOPLE = [f"{WARD}/household/{number}" for number in range(7)]


class Crash(Exception):
    """The process is gone."""


@pytest.fixture
def new_key(tmp_path: Path) -> Path:
    path = tmp_path / "new.key"
    make_owner_file(path, bytes(range(32)))
    return path


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """A folder whose vaults hold some people's keys."""
    path = tmp_path / "data"
    for service in SERVICES:
        storage = await open_service_storage(path, service, CLOCK)
        for person in PEOPLE:
            await storage.vault.key_for_sealing(person)
        await storage.close()
    return path


async def keys_in(folder: Path, service: str = "visits", people: Sequence[str] = PEOPLE) -> dict[str, bytes | None]:
    storage = await open_service_storage(folder, service, CLOCK)
    found = dict(await storage.vault.keys_for_opening(people))
    await storage.close()
    return found


def contents(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


async def test_every_key_is_the_same_and_only_the_new_one_opens_it(folder: Path, new_key: Path) -> None:
    before, derived = [await keys_in(folder, one) for one in SERVICES], derived_key(folder, "command content")
    old = master_key_path(folder).read_bytes()
    lay_beside(folder, new_key)
    assert await rewrap(folder) == 2 * len(PEOPLE)
    assert [await keys_in(folder, one) for one in SERVICES] == before
    assert derived_key(folder, "command content") == derived
    assert not any(old in content for content in contents(folder))
    assert master_key_path(folder).read_bytes() == bytes(range(32))
    master_key_path(folder).write_bytes(old)
    with pytest.raises(FileRefused, match="is not the key"):
        await open_service_storage(folder, "visits", CLOCK)


async def test_a_running_service_goes_on_meanwhile(folder: Path, new_key: Path) -> None:
    running = await open_service_storage(folder, "visits", CLOCK)
    first = await running.vault.key_for_sealing(PEOPLE[0])
    lay_beside(folder, new_key)
    early = await running.vault.key_for_sealing("early")
    await rewrap(folder)
    late = await running.vault.key_for_sealing("late")
    assert await running.vault.keys_for_opening([PEOPLE[0], "early", "late"]) == {
        PEOPLE[0]: first,
        "early": early,
        "late": late,
    }
    await running.close()
    assert await keys_in(folder, people=["early", "late"]) == {"early": early, "late": late}


async def test_a_crash_between_any_two_steps_is_gone_on_from(
    folder: Path, new_key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, wrapped_anew = await keys_in(folder), 0
    monkeypatch.setattr(master_key_rotation, "_AT_ONCE", 3)

    def dies(_count: int) -> None:
        raise Crash

    while wrapped_anew < 4:
        lay_beside(folder, new_key)
        with pytest.raises(Crash):
            await rewrap(folder, dies)
        wrapped_anew += 1
        assert await keys_in(folder) == before
    lay_beside(folder, new_key)
    await rewrap(folder)
    assert await keys_in(folder) == before
    assert not next_master_key_path(folder).exists()


async def test_who_is_erased_meanwhile_stays_erased(
    folder: Path, new_key: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = await open_service_storage(folder, "visits", CLOCK)
    original = master_key_rotation.Database.write

    async def destroyed_before(self: Any, kind: Any, item: Any) -> Any:
        if kind is master_key_rotation._REPLACE and self.path.name == "visits.vault.db":
            await running.vault.destroy(PEOPLE[0])
        return await original(self, kind, item)

    monkeypatch.setattr(master_key_rotation.Database, "write", destroyed_before)
    lay_beside(folder, new_key)
    await rewrap(folder)
    assert await running.vault.state(PEOPLE[0]) is KeyState.ERASED
    await running.close()
    assert (await keys_in(folder))[PEOPLE[0]] is None


async def test_another_key_is_refused_until_the_first_has_taken_over(folder: Path, new_key: Path) -> None:
    lay_beside(folder, new_key)
    third = new_key.with_name("third.key")
    make_owner_file(third, b"3" * 32)
    with pytest.raises(FileRefused, match="another key that is taking over"):
        lay_beside(folder, third)
    with pytest.raises(FileRefused, match="taking the master key's place"):
        back_up(folder, new_key.with_name("backup"), SERVICES, ErasureList(new_key.with_name("list")), CLOCK)
    await rewrap(folder)
    with pytest.raises(FileRefused, match="is the master key already"):
        lay_beside(folder, new_key)
    lay_beside(folder, third)
    await rewrap(folder)
    assert all((await keys_in(folder)).values())


@pytest.mark.parametrize(("content", "what"), [(b"short", "holds 5 bytes"), (None, "cannot be read")])
def test_a_key_that_is_none_is_refused(folder: Path, tmp_path: Path, content: bytes | None, what: str) -> None:
    path = tmp_path / "bad.key"
    if content is not None:
        make_owner_file(path, content)
    with pytest.raises(FileRefused, match=what):
        lay_beside(folder, path)
    assert not next_master_key_path(folder).exists()
