"""`onetwenty migrate`: a folder's ledgers and keys in MongoDB, the same to the last byte, however often begun."""

import asyncio
import os
import subprocess
from pathlib import Path

import pytest

from services.demo import hai_van
from services.migration.folder_move import SERVICES, folder_move
from services.migration.refusals import OtherData
from services.migration.stores import all_stores
from shared.adapters.distributed.mongo_connection import MongoConnection
from shared.adapters.distributed.required_settings import mongo_access
from shared.adapters.master_key import derivation_path
from shared.settings import Settings
from tests.journeys.moving import (
    CLOCK,
    LATER,
    commits_there,
    demo,
    environment,
    folder,
    migrate,
    moved,
    settings,
    settings_of,
)
from tests.journeys.serving import COMMAND, serving
from tests.services.running_system import WARD

__all__ = ["demo", "environment", "folder", "settings"]


def test_a_move_that_was_killed_goes_on_and_again_changes_nothing(demo: Path, environment: dict[str, str]) -> None:
    settings = settings_of(environment)
    with subprocess.Popen([COMMAND, "migrate", "--from", str(demo)], env=os.environ | environment) as half_way:  # noqa: TID251
        while not (copied := asyncio.run(commits_there(settings))):
            assert half_way.poll() is None
        half_way.kill()
    advanced, compared = asyncio.run(moved(demo, settings, LATER))
    assert 0 < copied < advanced
    again = migrate(demo, environment)
    assert (again.returncode, again.stderr) == (0, "")
    table = [words for line in again.stdout.splitlines() if (words := line.split())[-1:] == ["equal"]]
    shown = [(service, ward, int(events)) for service, ward, events, _, _, result in table]
    assert shown == [(one.service, one.ward, one.events) for one in compared]
    assert {("assignment", hai_van.WARD), ("visits", hai_van.WARD)} <= {row[:2] for row in shown}
    assert f"{demo}/keys/signing.pem" in again.stdout
    assert asyncio.run(commits_there(settings)) == advanced


async def test_what_differs_is_told(folder: Path, settings: Settings) -> None:
    await moved(folder, settings)
    mongo_side = MongoConnection(mongo_access(settings))
    commits = mongo_side.collection("visits", "commits")
    victim = (await commits.find({"ward": WARD}, order=["ledger"], limit=1))[0]
    await commits.update({"_id": victim["_id"], "rev": victim["rev"]}, {"$set": {"numbered_at": 0}})
    await mongo_side.close()
    with pytest.raises(OtherData):
        await moved(folder, settings)
    async with folder_move(folder, settings, CLOCK) as move:
        different = [(one.service, one.ward) for one in await move.compare() if not one.equal]
    assert different == [("visits", WARD)]


def test_refusals_name_the_remedy(folder: Path, environment: dict[str, str], tmp_path: Path) -> None:
    assert (run := migrate(tmp_path, environment)).returncode == 1
    assert "Check --from" in run.stderr
    assert (run := migrate(folder, {**environment, "ONETWENTY_MASTER_KEY_FILE": ""})).returncode == 1
    assert "ONETWENTY_MASTER_KEY: is not set" in run.stderr
    other = tmp_path / "other.key"
    other.write_bytes(bytes(32))
    assert (run := migrate(folder, {**environment, "ONETWENTY_MASTER_KEY_FILE": str(other)})).returncode == 1
    assert "is not the key of" in run.stderr
    derivation_path(folder).write_bytes(bytes(32))
    assert (run := migrate(folder, environment)).returncode == 1
    assert "ONETWENTY_DERIVATION_KEY: is not set, and the master key was once replaced" in run.stderr
    assert str(derivation_path(folder)) in run.stderr
    derivation_path(folder).unlink()
    assert (run := migrate(folder, {**environment, "ONETWENTY_DERIVATION_KEY_FILE": str(other)})).returncode == 1
    assert "the secrets of" in run.stderr
    with serving(folder):
        assert (run := migrate(folder, environment)).returncode == 1
    assert "is in use by process" in run.stderr
    away = {**environment, "ONETWENTY_MONGO_URL": "mongodb://127.0.0.1:1"}
    assert (run := migrate(folder, away)).returncode == 1
    assert "it goes on" in run.stderr


async def test_databases_with_other_data_are_refused(
    folder: Path, environment: dict[str, str], settings: Settings
) -> None:
    async with all_stores(SERVICES, settings, CLOCK) as stores:
        era = await stores["visits"].commits.era()
        run = await asyncio.to_thread(migrate, folder, environment)
        assert (run.returncode, run.stderr.splitlines()[0]) == (1, "assignment is running.")
    run = await asyncio.to_thread(migrate, folder, environment)
    assert (run.returncode, run.stdout) == (1, "")
    assert "the database of visits holds other data already" in run.stderr
    async with all_stores(SERVICES, settings, CLOCK) as stores:
        assert await stores["visits"].commits.era() == era
