"""`onetwenty migrate`: a folder's ledgers and keys in MongoDB, the same to the last byte, however often begun."""

import asyncio
import os
import subprocess
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from services.demo import hai_van
from services.migration.folder_move import SERVICES, Compared, folder_move
from services.migration.refusals import OtherData
from services.migration.stores import all_stores
from shared.adapters.distributed.mongo_connection import MongoConnection
from shared.adapters.distributed.mongo_event_store import MongoEventStore
from shared.adapters.distributed.mongo_leases import MongoLeases
from shared.adapters.distributed.required_settings import mongo_access
from shared.adapters.embedded.assembly import open_service_storage
from shared.adapters.embedded.folder_reading import commit_pages, key_pages
from shared.adapters.embedded.sqlite_credentials import open_credentials
from shared.adapters.master_key import master_key_path
from shared.adapters.system_clock import SystemClock
from shared.flows.relay_events import Relay
from shared.kernel.messages import Commit, LedgerEvent
from shared.ports.clock import Clock
from shared.ports.credential_store import Credential
from shared.ports.event_store import Numbering
from shared.ports.key_vault import KeyState
from shared.settings import Settings
from tests.engines import mongo
from tests.engines.without import EngineMissing, fail_missing, skip_without
from tests.journeys.serving import COMMAND, onetwenty, serving
from tests.ports.commits import commit as a_commit
from tests.ports.memory_engine import KeptTopics, MemoryBus
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


async def test_relays_publish_what_was_moved_with_its_numbers(folder: Path, settings: Settings) -> None:
    await moved(folder, settings)
    bus = MemoryBus(KeptTopics())
    for service in SERVICES:
        here = await open_service_storage(folder, service, CLOCK, read_only=True)
        mongo_side = MongoConnection(mongo_access(settings))
        store, leases = MongoEventStore(service, mongo_side, CLOCK), MongoLeases(service, mongo_side)
        relay = Relay(service, store, bus, leases, CLOCK, nobody, "relay")
        while await relay.run_once():
            pass
        subscription = await bus.subscribe("reader", [service])
        published: dict[str, list[LedgerEvent]] = {}
        expected = {
            ward: list(await here.event_store.read_ledger(ward, 0, 10**6)) for ward in await here.event_store.wards()
        }
        while sum(map(len, published.values())) < sum(map(len, expected.values())):
            for delivery in await subscription.receive(2_000):
                for event in delivery.events:
                    published.setdefault(event.ward, []).append(event)
        assert published == expected
        await here.close()
        await mongo_side.close()


async def test_keys_of_people_open_and_the_erased_stay_so(folder: Path, settings: Settings) -> None:
    here = await open_service_storage(folder, "assignment", CLOCK)
    subjects = [subject for page in key_pages(here.vault_database) for subject, _ in page]
    gone, kept, later = subjects[0], subjects[1], subjects[2]
    await here.vault.destroy(gone)
    opened = await here.vault.keys_for_opening([kept, later])
    await here.close()
    await moved(folder, settings)
    async with all_stores(SERVICES, settings, CLOCK) as stores:
        vault = stores["assignment"].vault
        assert await vault.keys_for_opening([gone, kept, later]) == {gone: None, **opened}
        await vault.destroy(later)
    await moved(folder, settings)
    async with all_stores(SERVICES, settings, CLOCK) as stores:
        assert await stores["assignment"].vault.state(later) is KeyState.ERASED


async def test_credentials_are_moved_once_and_what_was_used_up_stays_away(folder: Path, settings: Settings) -> None:
    here = open_credentials(folder)
    account = Credential(kind="password", id="p", account_id="a", moment=CLOCK.now(), body=b"hash")
    await here.put(account)
    await here.put(used := msgspec.structs.replace(account, rev=2, body=b"newer hash"))
    await here.put(Credential(kind="invitation", id="i", account_id="a", moment=CLOCK.now(), body=b"one"))
    await here.close()
    access = await open_service_storage(folder, "access", CLOCK)
    await access.event_store.append(a_commit(f"{WARD}/account/a"))
    await access.close()
    await moved(folder, settings)
    async with all_stores(SERVICES, settings, CLOCK) as stores:
        there = stores["access"].credentials
        assert await there.get("password", "p") == used
        assert await there.remove("invitation", "i")
    await moved(folder, settings)
    async with all_stores(SERVICES, settings, CLOCK) as stores:
        assert await stores["access"].credentials.get("invitation", "i") is None


async def test_commits_that_nobody_has_numbered_are_moved_too(folder: Path, settings: Settings) -> None:
    here = await open_service_storage(folder, "visits", CLOCK)
    first = next(iter(next(iter(commit_pages(here.database)))))
    stream = f"{first.ward}/household/new"
    late = msgspec.structs.replace(
        first, stream=stream, version=1, command_id=CLOCK.new_id(), keys=(), first_number=0, numbered_at=None, rev=0
    )
    await here.event_store.append(late)
    await here.close()
    _, compared = await moved(folder, settings)
    assert [(one.ward, one.waiting) for one in compared if one.waiting] == [(late.ward, 1)]
    async with all_stores(SERVICES, settings, CLOCK) as stores:
        await stores["visits"].commits.number([numbering(late, await end_of(stores["visits"].commits, late.ward) + 1)])
    assert (await moved(folder, settings))[1] == compared


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
