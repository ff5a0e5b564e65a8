"""The compose file's own commands, settings and secrets, run as processes: from a door to the province's figures."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from services.access.signing_keys import signing_key_of
from services.access.tokens import TokenWish, sign_token
from shared.adapters.system_clock import SystemClock
from shared.kernel.days import rfc3339
from shared.kernel.scope import Role
from tests.deploy.composed import ROOT
from tests.deploy.composed_processes import Host, everything
from tests.deploy.gateway import Gateway, gateway
from tests.deploy.kafka_broker import Broker, broker
from tests.deploy.secret_files import make_secrets
from tests.engines import mongo
from tests.engines.without import EngineMissing, fail_missing, skip_without
from tests.journeys.asking import Caller, until

pytestmark = pytest.mark.timeout(600)
WARD = "20194"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("composed")
    assert make_secrets(made / "secrets").returncode == 0
    return made


@pytest.fixture(scope="module")
def kafka(folder: Path) -> Iterator[Broker]:
    skip_without("kafka")
    try:
        with broker(ROOT / "deploy/kafka", folder, folder / "secrets/kafka") as started:
            yield started
    except EngineMissing as missing:
        fail_missing("kafka", missing)


@pytest.fixture(scope="module")
def mongo_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    skip_without("mongo")
    server = mongo.MongoWireServer(tmp_path_factory.mktemp("mongo"))
    try:
        server.start()
    except EngineMissing as missing:
        fail_missing("mongo", missing)
    yield server.url
    server.kill()


@pytest.fixture(scope="module")
def front(system: dict[str, Any], caddy: Path, kafka: Broker, mongo_url: str, folder: Path) -> Iterator[Gateway]:
    """Three replicas of visits and two of reporting behind the gateway, begun in the order that compose keeps."""
    host = Host(system, folder, kafka.address, mongo_url)
    host.once("token")
    host.once("topics")
    with (
        everything(host, {"visits": 3, "reporting": 2}) as replicas,
        gateway(caddy, replicas, ROOT / "deploy/compose/pages", folder) as running,
    ):
        yield running


@contextmanager
def calling(front: Gateway, bearer: str) -> Iterator[Caller]:
    caller = Caller(front.url, bearer)
    try:
        yield caller
    finally:
        caller.close()


def bearer(folder: Path, role: Role, volunteer: str | None = None) -> str:
    key = signing_key_of((folder / "secrets/onetwenty/signing_key").read_bytes())
    wish = TokenWish(role=role, ward=None if role is Role.PROVINCE else WARD, volunteer_id=volunteer)
    return sign_token(key, SystemClock(), wish)


def begin(desk: Caller) -> dict[str, str]:
    """A volunteer with one household; their ids."""
    roster = f"assignment/v1/wards/{WARD}"
    volunteer = desk.send("POST", f"{roster}/volunteers", {"name": "A (mẫu)", "kind": "student", "capacity": 20})
    assert volunteer.status_code == 201, volunteer.text
    household = desk.send("POST", f"{roster}/households", {"village": "Tà Lang", "priority": [], "signal": "none"})
    assert household.status_code == 201, household.text
    both = {"household_id": household.json()["id"], "volunteer_id": volunteer.json()["id"]}
    assert desk.send("POST", f"{roster}/assignments", both).status_code == 201
    return both


def test_visits_through_any_replica_reach_the_province(front: Gateway, folder: Path) -> None:
    with calling(front, bearer(folder, Role.COORDINATOR)) as desk:
        both = begin(desk)
    clock = SystemClock()
    with calling(front, bearer(folder, Role.VOLUNTEER, both["volunteer_id"])) as phone:
        for _ in range(6):
            body: dict[str, Any] = {
                "visit_id": clock.new_id(),
                "household_id": both["household_id"],
                "outcome": "helped",
            }
            body |= {"occurred_at": rfc3339(clock.now()), "people_helped": 1, "procedures": [], "follow_ups": []}
            answer = phone.send("POST", "visits/v1/visits", body)
            assert answer.status_code == 201, answer.text
    with calling(front, bearer(folder, Role.PROVINCE)) as province:
        until(lambda: province.get("reporting/v1/province")["visits"]["total"] == 6, "the visits' figures")
        until(lambda: province.get("reporting/v1/province")["households"]["visited"] == 1, "the roster's figures")


def test_the_services_token_opens_ledgers(front: Gateway, folder: Path) -> None:
    with calling(front, (folder / "token/service").read_text().strip()) as service:
        assert service.get(f"assignment/v1/ledger/{WARD}", after=0)["head"]["number"] >= 3
