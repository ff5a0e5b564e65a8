"""A folder that was moved goes on as single services: the same figures and answers, everything on the topics."""

import asyncio
import re
from contextlib import closing
from pathlib import Path

from shared.adapters.distributed.mongo_connection import MongoAccess, MongoConnection
from shared.adapters.master_key import derivation_path
from shared.adapters.owner_files import make_owner_file
from shared.adapters.system_clock import SystemClock
from tests.journeys.asking import Caller, caught_up, ledger, until
from tests.journeys.distributed import MASTER_KEY, Distributed, distributed
from tests.journeys.serving import onetwenty, serving, token
from tests.journeys.test_a_day_of_one_ward import WARD, begin, visit


def test_a_moved_folder_goes_on_as_single_services(tmp_path: Path) -> None:
    """Its master key has been replaced before, yet a command that is sent again is known."""
    data = tmp_path / "data"
    key = {"Idempotency-Key": SystemClock().new_id()}
    with serving(data) as process:
        household, volunteer = begin(process)
        recorded = visit(household)
        with closing(Caller(process.url, token(data, "volunteer", WARD, volunteer))) as phone:
            first = phone.send("POST", "visits/v1/visits", recorded, **key)
            assert first.status_code == 201
        with closing(Caller(process.url, token(data, "admin"))) as admin:
            before = {source: ledger(admin, source, WARD) for source in ("assignment", "visits")}
        with closing(Caller(process.url, token(data, "province"))) as province:
            until(lambda: caught_up(province, {"visits": 3}), "the figures in the folder")
            figures = province.get("reporting/v1/province")
        make_owner_file(tmp_path / "new.key", MASTER_KEY)
        onetwenty("keys", "rewrap", "--new-key", str(tmp_path / "new.key"), "--data", str(data))

    with distributed(tmp_path, {}) as system:
        system.environment["ONETWENTY_DERIVATION_KEY_FILE"] = str(derivation_path(data))
        assert "equal" in onetwenty("migrate", "--from", str(data), environment=system.environment).stdout
        system.start()
        system.await_working()
        with closing(Caller(system.url, token(system.data, "province"))) as province:
            counts = {source: len(events) for source, events in before.items()}
            until(lambda: caught_up(province, counts), "the figures of the services")
            assert {**province.get("reporting/v1/province"), "as_of": {}} == {**figures, "as_of": {}}
        with closing(Caller(system.url, token(system.data, "admin"))) as admin:
            assert {source: ledger(admin, source, WARD) for source in before} == before
        with closing(Caller(system.url, token(system.data, "volunteer", WARD, volunteer))) as phone:
            again = phone.send("POST", "visits/v1/visits", recorded, **key)
            assert (again.headers.get("Idempotent-Replayed"), again.json()) == ("true", first.json())
            assert phone.send("POST", "visits/v1/visits", visit(household)).status_code == 201
        assert asyncio.run(databases(system)) <= granted()


async def databases(system: Distributed) -> set[str]:
    """What the services have made, without the installation's prefix."""
    prefix = system.environment["ONETWENTY_MONGO_DATABASE"]
    connection = MongoConnection(MongoAccess(system.environment["ONETWENTY_MONGO_URL"], prefix))
    found = {name.removeprefix(f"{prefix}_") for name in await connection.databases()}
    await connection.close()
    return found


def granted() -> set[str]:
    """Where the compose file's user may write; the server of the tests asks nobody."""
    script = (Path(__file__).parents[2] / "deploy/mongo/prepare.js").read_text()
    listed = script.partition("const DATABASES = [")[2].partition("]")[0]
    return set(re.findall(r'"(\w+)"', listed))
