"""`onetwenty keys rewrap` where single services run: not before they know the new key, beside them, and again."""

import asyncio
from pathlib import Path

import pytest
from click.testing import Result
from pydantic import SecretBytes
from typer.testing import CliRunner

from services.cli.program import app
from services.migration.folder_move import SERVICES
from services.migration.stores import all_stores
from shared.adapters.distributed.required_settings import vault_keys
from shared.adapters.owner_files import make_owner_file
from shared.settings import Settings, SettingsRefused
from tests.journeys.moving import CLOCK, environment, settings_of
from tests.ports.commits import WARD

__all__ = ["environment"]
OLD, NEW = bytes(range(32)), b"n" * 32
PEOPLE = [f"{WARD}/household/{number}" for number in range(5)]


@pytest.fixture
def settings(environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Of processes and of the command: the old master key."""
    monkeypatch.chdir(tmp_path)
    make_owner_file(Path(environment["ONETWENTY_MASTER_KEY_FILE"]), OLD)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return settings_of(environment)


def with_keys(settings: Settings, **keys: bytes) -> Settings:
    return settings.model_copy(update={name: SecretBytes(key) for name, key in keys.items()})


async def rewrap(new_key: Path) -> Result:
    return await asyncio.to_thread(CliRunner().invoke, app, ["keys", "rewrap", "--new-key", str(new_key)])


async def keys_by(settings: Settings) -> dict[str, dict[str, bytes | None]]:
    """What a process opens and makes; its relay is held meanwhile."""
    async with all_stores(SERVICES, settings, CLOCK) as stores:
        for each in stores.values():
            for person in PEOPLE:
                await each.vault.key_for_sealing(person)
        return {name: dict(await each.vault.keys_for_opening(PEOPLE)) for name, each in stores.items()}


async def test_the_key_takes_over_beside_running_processes(settings: Settings, tmp_path: Path) -> None:
    new_key = tmp_path / "apart/new.key"
    make_owner_file(new_key, NEW)
    before, command_hashes = await keys_by(settings), vault_keys(settings).key_for("command content")
    async with all_stores(SERVICES, settings, CLOCK):
        refused = await rewrap(new_key)
    assert isinstance(refused.exception, SettingsRefused)
    assert "NEXT_MASTER_KEY: was not given to the running processes of assignment" in str(refused.exception)
    both = with_keys(settings, next_master_key=NEW)
    assert await keys_by(both) == before
    async with all_stores(SERVICES, both, CLOCK):
        done = await rewrap(new_key)
    assert done.stdout.startswith(f"{len(SERVICES) * len(PEOPLE)} keys wrapped anew"), done.output
    root = tmp_path / "apart/derivation.key"
    assert root.stat().st_mode & 0o777 == 0o600
    after = with_keys(settings, master_key=NEW, derivation_key=root.read_bytes())
    assert await keys_by(both) == await keys_by(after) == before
    assert vault_keys(after).key_for("command content") == command_hashes
    assert (await rewrap(new_key)).stdout.startswith("0 keys")


async def test_keys_that_cannot_be_meant_are_refused(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, new_key = await keys_by(settings), tmp_path / "apart/new.key"
    make_owner_file(new_key, b"short")
    refused = await rewrap(new_key)
    assert (refused.exit_code, "holds no key" in refused.stderr) == (1, True)
    new_key.write_bytes(OLD)
    assert "is the master key already" in (await rewrap(new_key)).stderr
    new_key.write_bytes(NEW)
    monkeypatch.setenv("ONETWENTY_NEXT_MASTER_KEY", "A" * 43 + "=")
    assert "NEXT_MASTER_KEY: is not the key in" in str((await rewrap(new_key)).exception)
    monkeypatch.delenv("ONETWENTY_NEXT_MASTER_KEY")
    monkeypatch.delenv("ONETWENTY_MASTER_KEY_FILE")
    monkeypatch.setenv("ONETWENTY_MASTER_KEY", "A" * 43 + "=")
    assert "MASTER_KEY: is not the key of the vault" in str((await rewrap(new_key)).exception)
    assert await keys_by(settings) == before
