"""Single services while their servers are not there yet, go away and come back; and while one of their own dies."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import httpx
import pytest

from shared.adapters.system_clock import SystemClock
from shared.kernel.days import rfc3339
from tests.engines.kafka import KafkaServer
from tests.engines.mongo import MongoWireServer
from tests.engines.without import EngineMissing, fail_missing, skip_without
from tests.journeys.asking import Caller, ledger, until
from tests.journeys.distributed import Distributed
from tests.journeys.serving import onetwenty, token

pytestmark = pytest.mark.timeout(300)
CLOCK = SystemClock()
WARD = "20194"
PASSWORD = "nắng sớm trên cầu sông Hàn"
SERVICES = ("access", "assignment", "visits", "reporting")
WRITING = ("assignment", "visits")
SECONDS = 45
"""Within which everything works again, on a machine that is busy with other things."""


class Served:
    """The system on servers of its own, which can be stopped; what it said before these were there."""

    def __init__(self, system: Distributed, mongo: MongoWireServer, kafka: KafkaServer) -> None:
        self.system = system
        self.mongo = mongo
        self.kafka = kafka
        self.desk = Caller(system.url, token(system.data, "coordinator", WARD))
        self.province = Caller(system.url, token(system.data, "province"))
        self.admin = Caller(system.url, token(system.data, "admin"))
        self.volunteer = CLOCK.new_id()
        self.phone = Caller(system.url, token(system.data, "volunteer", WARD, self.volunteer))
        self.before = {service: self.readiness(service) for service in SERVICES}
        self.answer_before = self.enrol(self.volunteer)
        (another,) = system.start({"visits": 1})
        system.hide(another)
        self.code_before = another.stop()

    def readiness(self, service: str) -> tuple[int, dict[str, str]]:
        """Whether a service can work, and what it waits for."""
        answer = httpx.get(f"{self.system.url}/api/{service}/readyz", timeout=10)
        return answer.status_code, answer.json()["waiting_for"] if answer.status_code in (200, 503) else {}

    def until_ready(self) -> None:
        """Wait until no service waits for anything."""
        until(lambda: all(self.readiness(one) == (200, {}) for one in SERVICES), "every service", SECONDS)

    def enrol(self, volunteer: str) -> httpx.Response:
        body = {"id": volunteer, "name": "A (mẫu)", "kind": "student", "capacity": 20}
        return self.desk.send("POST", f"assignment/v1/wards/{WARD}/volunteers", body)

    def visit(self, visit: dict[str, Any]) -> httpx.Response:
        """Send a visit; sent again, it is the same command."""
        return self.phone.send("POST", "visits/v1/visits", visit, **{"Idempotency-Key": visit["visit_id"]})

    def visits_counted(self) -> int:
        figures = self.province.get("reporting/v1/province")
        assert figures["visits"]["total"] <= len(self.recorded())
        return int(figures["visits"]["total"])

    def recorded(self) -> list[str]:
        """The visits in the ledger."""
        return [event["id"] for event in ledger(self.admin, "visits", WARD) if "VisitRecorded" in event["type"]]

    def close(self) -> None:
        for caller in (self.desk, self.province, self.admin, self.phone):
            caller.close()


def new_visit() -> dict[str, Any]:
    return {
        "visit_id": CLOCK.new_id(),
        "household_id": CLOCK.new_id(),
        "occurred_at": rfc3339(CLOCK.now() - timedelta(minutes=20)),
        "outcome": "helped",
        "people_helped": 1,
        "procedures": [],
        "follow_ups": [],
    }


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    skip_without("mongo", "kafka")
    folder = tmp_path_factory.mktemp("away")
    for name in ("mongo", "kafka", "services"):
        (folder / name).mkdir()
    try:
        mongo, kafka = MongoWireServer(folder / "mongo"), KafkaServer(folder / "kafka")
    except EngineMissing as missing:
        fail_missing("kafka", missing)
    system = Distributed(folder / "services", mongo.url, kafka.bootstrap)
    try:
        system.start()
        running = Served(system, mongo, kafka)
        with ThreadPoolExecutor() as side_by_side:
            list(side_by_side.map(lambda server: server.start(), (mongo, kafka)))
        assert onetwenty("topics", environment=system.environment).stdout.count("created") > 0
        running.until_ready()
        assert running.enrol(running.volunteer).status_code == 201
        yield running
        running.close()
    finally:
        codes = system.stop()
        mongo.kill()
        kafka.kill()
    assert {code for service in codes.values() for code in service} == {0}


def is_replayed(answer: httpx.Response) -> bool:
    return answer.status_code == 201 and answer.headers.get("idempotent-replayed") == "true"


def assert_try_again(answer: httpx.Response) -> None:
    assert answer.status_code == 503, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["retry-after"]) > 0


def test_a_service_starts_before_its_servers_and_says_what_it_waits_for(served: Served) -> None:
    for service in SERVICES:
        status, waits = served.before[service]
        assert status == 503
        assert {"mongo", "kafka"} <= waits.keys(), waits
    assert_try_again(served.answer_before)
    assert served.code_before == 0


def test_topics_that_are_there_are_left_alone(served: Served) -> None:
    said = onetwenty("topics", "--check", environment=served.system.environment)
    assert said.stdout.strip() == "every topic is as it must be"


def test_while_mongo_is_away_everything_answers_try_again_and_nothing_is_lost(served: Served) -> None:
    visit = new_visit()
    served.mongo.stop()
    try:
        assert_try_again(served.visit(visit))
        assert_try_again(served.desk.send("GET", f"assignment/v1/wards/{WARD}/households"))
        until(lambda: all("mongo" in served.readiness(service)[1] for service in WRITING), "mongo is named", SECONDS)
        assert [served.readiness(service)[0] for service in SERVICES] == [503] * len(SERVICES)
        assert all(httpx.get(f"{served.system.url}/api/{one}/healthz").status_code == 200 for one in SERVICES)
        looked = onetwenty("doctor", environment=served.system.environment, check=False)
        assert looked.returncode == 1
        assert "✗ MongoDB: " in looked.stdout
        assert "✓ topics: " in looked.stdout
    finally:
        served.mongo.start()
    until(lambda: served.visit(visit).status_code == 201, "the visit is taken", SECONDS)
    assert is_replayed(served.visit(visit))
    served.until_ready()
    until(lambda: served.visits_counted() == len(served.recorded()), "the figures", SECONDS)


def test_while_kafka_is_away_visits_are_taken_and_figures_stand(served: Served) -> None:
    before = served.visits_counted()
    served.kafka.stop()
    try:
        taken = [served.visit(new_visit()) for _ in range(3)]
        assert [answer.status_code for answer in taken] == [201] * 3
        assert served.enrol(CLOCK.new_id()).status_code == 201
        until(lambda: "kafka" in served.readiness("visits")[1], "kafka is named", SECONDS)
        assert [served.readiness(service)[0] for service in SERVICES] == [200] * len(SERVICES)
        assert served.visits_counted() == before
    finally:
        served.kafka.start()
    served.until_ready()
    until(lambda: served.visits_counted() == before + 3, "the figures", SECONDS)


def test_a_second_replica_takes_over_the_relay_of_one_that_was_killed(served: Served) -> None:
    (first,) = served.system.of("visits")
    (second,) = served.system.start({"visits": 1})
    before = served.visits_counted()
    served.until_ready()
    visits = [new_visit() for _ in range(4)]
    assert [served.visit(visit).status_code for visit in visits] == [201] * 4
    assert all(is_replayed(served.visit(visit)) for visit in visits for _ in range(3))
    served.system.hide(first)
    first.kill()
    assert served.visit(new_visit()).status_code == 201
    until(lambda: served.visits_counted() == before + 5, "the second relay", SECONDS)
    assert second.runs


def test_a_process_with_another_master_key_ends_and_says_so(served: Served) -> None:
    other = served.system.process("visits", ONETWENTY_MASTER_KEY_FILE="", ONETWENTY_MASTER_KEY="A" * 43 + "=")
    assert other.ended() == 1
    assert "ONETWENTY_MASTER_KEY: is not the key of the vault of visits" in other.log.read_text()


def test_an_account_made_at_the_machine_signs_in_and_its_session_ends_everywhere(served: Served) -> None:
    wish = ("--role", "coordinator", "--ward", WARD, "--name", "lan.haivan")
    made = onetwenty("account", "create", *wish, environment=served.system.environment).stdout
    one_time = made.rsplit("one-time password: ", 1)[1].strip()
    browser = {"Sec-Fetch-Site": "same-origin"}
    sign_in = {"name": "lan.haivan", "password": one_time, "new_password": PASSWORD, "kind": "office", "device": "PC"}
    signed_in = served.admin.send("POST", "access/v1/sessions", sign_in, **browser)
    assert signed_in.status_code == 201, signed_in.text
    desk = Caller(served.system.url, signed_in.json()["access_token"])
    assert desk.get(f"assignment/v1/wards/{WARD}/volunteers")["items"]
    assert desk.send("DELETE", "access/v1/sessions", **browser).status_code == 200
    reads = {"assignment": "volunteers", "visits": "visits"}
    for service, what in reads.items():
        path = f"{service}/v1/wards/{WARD}/{what}"
        until(lambda path=path: desk.send("GET", path).status_code == 401, f"{service} refuses", SECONDS)  # type: ignore[misc]
    desk.close()


def test_doctor_finds_nothing_wrong_and_a_rebuild_is_equal(served: Served) -> None:
    looked = onetwenty("doctor", environment=served.system.environment)
    assert "relay of visits" in looked.stdout
    assert "✗" not in looked.stdout
    rebuilt = onetwenty("rebuild", "--ward", WARD, "--switch", environment=served.system.environment)
    assert rebuilt.stdout.count("equal, switched") == 4
    until(lambda: served.visits_counted() == len(served.recorded()), "the switched figures", SECONDS)
    answer = served.visit(new_visit())
    assert answer.status_code == 201
    until(lambda: served.visits_counted() == len(served.recorded()), "a visit after the switch", SECONDS)
