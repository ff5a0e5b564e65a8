"""`onetwenty restored`: MongoDB put back from a backup beside a Kafka that knows more, and nobody erased comes back."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from services.migration.folder_move import SERVICES
from shared.adapters.distributed.mongo_connection import MongoAccess, MongoConnection
from shared.adapters.system_clock import SystemClock
from tests.engines import kafka
from tests.journeys.asking import Caller, caught_up, ledger, until
from tests.journeys.distributed import Distributed, distributed
from tests.journeys.serving import onetwenty, token
from tests.journeys.test_a_day_of_one_ward import WARD, begin, visit

ROSTER = f"assignment/v1/wards/{WARD}/households"
NAME = "Bà Lê Thị Mẫu"


TRUTH = ("commits", "ledgers", "meta", "subjects")


class Dump:
    """What cannot be folded again, as `mongodump` and `mongorestore --drop` copy it; views stay ahead of it."""

    def __init__(self, system: Distributed) -> None:
        self._access = MongoAccess(
            system.environment["ONETWENTY_MONGO_URL"], system.environment["ONETWENTY_MONGO_DATABASE"]
        )
        self._kept: dict[tuple[str, str], list[dict[str, Any]]] = {}
        asyncio.run(self._take())

    def put_back(self) -> None:
        asyncio.run(self._put_back())

    async def _take(self) -> None:
        connection = MongoConnection(self._access)
        for place in product((f"{service}{part}" for service in SERVICES for part in ("", "_vault")), TRUTH):
            self._kept[place] = await connection.collection(*place).find({})
        await connection.close()

    async def _put_back(self) -> None:
        connection = MongoConnection(self._access)
        for place, documents in self._kept.items():
            await connection.collection(*place).delete({})
            await connection.collection(*place).insert_each(documents)
        await connection.close()


@pytest.fixture
def system(tmp_path: Path) -> Iterator[Distributed]:
    with distributed(tmp_path) as running:
        running.await_working()
        yield running


def restored(system: Distributed, *options: str, **environment: str) -> Any:
    return onetwenty("restored", *options, environment={**system.environment, **environment}, check=False)


def stop_all(system: Distributed) -> None:
    for _, process in reversed(system.processes):
        system.hide(process)
        assert process.stop() == 0


@contextmanager
def callers(system: Distributed, volunteer: str = "") -> Iterator[tuple[Caller, Caller, Caller, Caller]]:
    """An admin, a coordinator, a volunteer's phone, the province."""
    roles = (("admin",), ("coordinator", WARD), ("volunteer", WARD, volunteer or SystemClock().new_id()), ("province",))
    with ExitStack() as stack:
        admin, desk, phone, province = (
            stack.enter_context(closing(Caller(system.url, token(system.data, *role)))) for role in roles
        )
        yield admin, desk, phone, province


def test_a_restore_loses_no_visit_of_a_phone_and_brings_nobody_back(system: Distributed, tmp_path: Path) -> None:
    household, volunteer = begin(system)
    key = {"Idempotency-Key": SystemClock().new_id()}
    kept = visit(household)
    listed = tmp_path / "erasures.jsonl"
    with callers(system, volunteer) as (admin, desk, phone, province):
        body = {"village": "Tà Lang", "priority": [], "signal": "weak", "head_name": NAME}
        gone = desk.send("POST", ROSTER, body).json()["id"]
        until(lambda: caught_up(province, {"assignment": len(ledger(admin, "assignment", WARD))}), "what is backed up")
        backup = Dump(system)
        assert phone.send("POST", "visits/v1/visits", kept, **key).status_code == 201
        assert desk.send("POST", f"{ROSTER}/{gone}/erasure").status_code == 200
        until(lambda: caught_up(province, {"visits": 3}), "the visit that will be lost")
        eras = {event["era"] for event in ledger(admin, "assignment", WARD)}
    onetwenty("erasures", str(listed), environment=system.environment)
    assert gone in listed.read_text()
    in_use = restored(system)
    assert (in_use.returncode, "Stop every process" in in_use.stderr) == (1, True)
    stop_all(system)
    backup.put_back()

    refuses_without_evidence(system)
    done = restored(system)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 people stay erased, 1 of them the backup had brought back" in done.stdout
    again = restored(system, "--erasures", str(listed))
    assert "1 people stay erased, 0 of them the backup had brought back" in again.stdout

    system.start()
    system.await_working()
    with callers(system, volunteer) as (admin, desk, phone, province):
        assert phone.send("POST", "visits/v1/visits", kept, **key).status_code == 201
        new = ledger(admin, "assignment", WARD)
        assert {event["era"] for event in new}.isdisjoint(eras)
        until(lambda: caught_up(province, {"assignment": len(new), "visits": 4}), "the figures of the new era")
        figures = province.get("reporting/v1/province")
        assert (figures["visits"]["total"], figures["households"]["registered"]) == (1, 1)
        assert desk.get(f"{ROSTER}/{household}")["id"] == household
        assert NAME not in desk.send("GET", f"{ROSTER}/{gone}").text


def refuses_without_evidence(system: Distributed) -> None:
    elsewhere = {"ONETWENTY_KAFKA_PREFIX": kafka.fresh_prefix()}
    refused = restored(system, **elsewhere)
    assert (refused.returncode, "Kafka has no topic" in refused.stderr) == (1, True), refused.stderr
    onetwenty("topics", environment=system.environment | elsewhere, check=False)
    refused = restored(system, **elsewhere)
    assert (refused.returncode, f"older than the backup in 1 wards, {WARD}" in refused.stderr) == (1, True)
