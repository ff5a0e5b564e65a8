"""A folder to be moved, empty databases to move it into, and what a move has left there."""

import os
import subprocess
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from services.migration.folder_move import SERVICES, Compared, folder_move
from shared.adapters.distributed.mongo_connection import MongoConnection
from shared.adapters.distributed.mongo_event_store import MongoEventStore
from shared.adapters.distributed.required_settings import mongo_access
from shared.adapters.master_key import master_key_path
from shared.adapters.system_clock import SystemClock
from shared.kernel.messages import Commit, LedgerEvent
from shared.ports.clock import Clock
from shared.ports.event_store import Numbering
from shared.settings import Settings
from tests.engines import mongo
from tests.engines.without import EngineMissing, fail_missing, skip_without
from tests.journeys.serving import COMMAND, onetwenty
from tests.services.running_system import OTHER_WARD, WARD, running_system


class _Later(SystemClock):
    """Ahead by longer than a lease of a process that was killed."""

    def now(self) -> datetime:
        return super().now() + timedelta(minutes=1)


CLOCK = SystemClock()
LATER = _Later()


@pytest.fixture
def demo(tmp_path: Path) -> Path:
    """A folder with some thousand commits."""
    onetwenty("demo", "--data", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """A folder with a few commits of everything in two wards."""
    async with running_system(tmp_path / "data") as system:
        for ward in (WARD, WARD, OTHER_WARD):
            await system.place(ward)
    return tmp_path / "data"


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Databases of the test's own on the run's server, and the master key of its folder."""
    skip_without("mongo")
    try:
        url = mongo.url()
    except EngineMissing as missing:
        fail_missing("mongo", missing)
    key = master_key_path(tmp_path / "data")
    names = {"MONGO_URL": url, "MONGO_DATABASE": mongo.fresh_prefix(), "MASTER_KEY_FILE": str(key)}
    return {f"ONETWENTY_{name}": value for name, value in names.items()}


def settings_of(environment: dict[str, str]) -> Settings:
    """The same as the command reads them."""
    return Settings(
        mongo_url=environment["ONETWENTY_MONGO_URL"],
        mongo_database=environment["ONETWENTY_MONGO_DATABASE"],
        master_key=Path(environment["ONETWENTY_MASTER_KEY_FILE"]).read_bytes(),
    )


@pytest.fixture
def settings(environment: dict[str, str], folder: Path) -> Settings:  # noqa: ARG001 the key lies in the folder
    return settings_of(environment)


async def moved(folder: Path, settings: Settings, clock: Clock = CLOCK) -> tuple[int, Sequence[Compared]]:
    """How many commits a whole move has looked at, and both sides compared: equal."""
    advanced: list[int] = []
    async with folder_move(folder, settings, clock) as move:
        await move.copy(advanced.append)
        compared = await move.compare()
        assert sum(advanced) == move.commits
    assert [one for one in compared if not one.equal] == []
    return sum(advanced), compared


async def commits_there(settings: Settings) -> int:
    """How many commits the databases hold."""
    connection = MongoConnection(mongo_access(settings))
    found = [await connection.collection(service, "commits").find({}, fields=["_id"]) for service in SERVICES]
    await connection.close()
    return sum(map(len, found))


async def end_of(store: MongoEventStore, ward: str) -> int:
    """The last number of a ward."""
    return (await store.last_numbers([ward]))[ward][0]


def numbering(commit: Commit, number: int) -> Numbering:
    """What a relay would write onto it."""
    return Numbering(commit_id=commit.id, ward=commit.ward, rev=0, first_number=number, numbered_at=CLOCK.now())


async def nobody(_events: Sequence[LedgerEvent]) -> None:
    return None


def migrate(folder: Path, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [COMMAND, "migrate", "--from", str(folder)],
        env={**os.environ, **environment},  # noqa: TID251 handed on to the command under test
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
