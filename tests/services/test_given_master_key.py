"""A folder's master key that comes from the settings: taken by a new folder, compared by a used one."""

from base64 import b64encode
from pathlib import Path

import pytest

from shared.adapters.master_key import master_key_path
from shared.adapters.owner_files import FileRefused
from shared.settings import Settings, SettingsRefused
from tests.services.running_system import WARD, running_system

KEY, OTHER = bytes(range(32)), bytes(32)


def given(key: bytes) -> Settings:
    return Settings(master_key=b64encode(key).decode())


async def test_a_new_folder_takes_it_and_a_used_one_refuses_any_other(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with running_system(data, given(KEY)) as system:
        await system.place(WARD)
    assert master_key_path(data).read_bytes() == KEY
    assert master_key_path(data).stat().st_mode & 0o777 == 0o600
    with pytest.raises(SettingsRefused, match="ONETWENTY_MASTER_KEY: is not the key of"):
        async with running_system(data, given(OTHER)):
            pytest.fail("it started")
    async with running_system(data, given(KEY)):
        assert master_key_path(data).read_bytes() == KEY
    master_key_path(data).unlink()
    with pytest.raises(SettingsRefused, match="ONETWENTY_MASTER_KEY: is not the key of"):
        async with running_system(data, given(OTHER)):
            pytest.fail("it started")
    with pytest.raises(FileRefused, match="is missing"):
        async with running_system(data):
            pytest.fail("it started")
    async with running_system(data, given(KEY)):
        assert master_key_path(data).read_bytes() == KEY
