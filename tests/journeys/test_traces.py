"""One trace shows a visit from the phone to the figures, and tells nothing of anybody."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.journeys.asking import Caller, caught_up, until
from tests.journeys.collector import Collector, Received, collecting
from tests.journeys.distributed import distributed
from tests.journeys.modes import System
from tests.journeys.serving import Serving, serving, token
from tests.journeys.test_a_day_of_one_ward import CLOCK, WARD, visit

TRACE, PHONE = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
PARENT = f"00-{TRACE}-{PHONE}-01"
NAME, NOTE, ADDRESS = "Bà Lê Thị Mẫu", "Con gái đi làm xa, mắt kém", "Tổ 7, gần chợ Nam Ô"
PLANTED = (NAME, NOTE, ADDRESS, "0905123456")
ROUTE = "POST /api/visits/v1/visits"
COMMAND = "command RecordVisit"


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with collecting() as running:
        yield running


@pytest.fixture(scope="module")
def running(collector: Collector, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    to = {"ONETWENTY_TRACES": collector.url, "ONETWENTY_LOG_LEVEL": "DEBUG"}
    with serving(tmp_path_factory.mktemp("traced") / "data", environment=to) as process:
        yield process


def someone_met(running: System, parent: str, **more: Any) -> httpx.Response:
    """A household with everything personal that it may have, visited once under `parent`."""
    with closing(Caller(running.url, token(running.data, "coordinator", WARD))) as desk:
        volunteer = {"name": NAME, "phone": "0905123456", "kind": "student", "capacity": 20}
        volunteer_id = desk.send("POST", f"assignment/v1/wards/{WARD}/volunteers", volunteer).json()["id"]
        household = {"village": "Tà Lang", "head_name": NAME, "phone": "0905123456", "address": ADDRESS}
        whole = household | {"priority": [], "signal": "weak"}
        household_id = desk.send("POST", f"assignment/v1/wards/{WARD}/households", whole).json()["id"]
        ids = {"household_id": household_id, "volunteer_id": volunteer_id}
        assert desk.send("POST", f"assignment/v1/wards/{WARD}/assignments", ids).status_code == 201
    with closing(Caller(running.url, token(running.data, "volunteer", WARD, volunteer_id))) as phone:
        body = visit(household_id) | {"note": NOTE} | more
        return phone.send("POST", "visits/v1/visits", body, traceparent=parent)


def test_one_trace_shows_a_visit_from_the_phone_to_the_figures(running: Serving, collector: Collector) -> None:
    assert someone_met(running, PARENT).status_code == 201
    wanted = (ROUTE, COMMAND, "relay visits", "project visits", "project reporting")
    spans = collector.of_trace(TRACE, *wanted)
    assert set(spans) == set(wanted)
    request, command = spans[ROUTE], spans[COMMAND]
    assert (request.parent, command.parent) == (PHONE, request.span)
    assert {spans[name].parent for name in wanted[2:]} == {command.span}
    assert request.attributes["http.route"] == "/api/visits/v1/visits"
    assert request.attributes["http.response.status_code"] == 201
    assert spans["relay visits"].attributes["onetwenty.ward"] == WARD
    assert collector.paths == {"/v1/traces"}
    says = request.resource
    assert (says["service.name"], says["service.version"], len(says["service.instance.id"])) == (
        "onetwenty",
        "0.1.0",
        36,
    )


def test_the_commit_and_the_log_carry_the_trace(running: Serving, collector: Collector) -> None:
    trace = "a" * 32
    answer = someone_met(running, f"00-{trace}-{PHONE}-01")
    command = collector.of_trace(trace, COMMAND)[COMMAND]
    with closing(Caller(running.url, token(running.data, "admin"))) as admin:
        events = admin.get(f"visits/v1/ledger/{WARD}", limit=200)["items"]
    carried = {event["traceparent"] for event in events if event["stream"] == answer.json()["stream"]}
    assert carried == {f"00-{trace}-{command.span}-01"}
    lines = [json.loads(line) for line in running.log.read_text().splitlines()]
    logged = [line for line in lines if line.get("trace_id") == trace]
    assert [line["route"] for line in logged] == ["/api/visits/v1/visits"]


def test_a_trace_tells_nothing_of_anybody(running: Serving, collector: Collector) -> None:
    trace = "b" * 32
    refused = someone_met(running, f"00-{trace}-{PHONE}-01", people_helped=NOTE)
    assert refused.status_code == 422
    rejected = someone_met(running, f"00-{trace}-{PHONE}-01", occurred_at="2031-01-01T00:00:00Z")
    assert rejected.status_code == 409
    spans = collector.of_trace(trace, ROUTE, COMMAND)
    assert spans[COMMAND].attributes["onetwenty.refused"] == "clock-ahead"
    everything = b"".join(collector.raw)
    assert everything
    assert not [text for text in PLANTED if text.encode() in everything]


STRANGE = [f"00-{'0' * 32}-{PHONE}-01", f"00-{TRACE}-{'0' * 16}-01", f"ff-{TRACE}-{PHONE}-01", PARENT * 9]


def test_a_strange_parent_begins_a_trace_of_its_own(running: Serving, collector: Collector) -> None:
    before = len(collector.spans)
    assert [someone_met(running, parent).status_code for parent in STRANGE] == [201] * len(STRANGE)

    def requests() -> list[Received]:
        return [span for span in collector.spans[before:] if span.name == ROUTE]

    until(lambda: len(requests()) == len(STRANGE), "the requests' spans")
    assert {(span.parent, span.trace == TRACE) for span in requests()} == {("", False)}


def test_a_caller_who_does_not_record_is_not_recorded(running: Serving, collector: Collector) -> None:
    trace = "c" * 32
    assert someone_met(running, f"00-{trace}-{PHONE}-00").status_code == 201
    assert someone_met(running, f"00-{'d' * 32}-{PHONE}-01").status_code == 201
    collector.of_trace("d" * 32, ROUTE, COMMAND, "relay visits", "project reporting")
    assert not [span for span in collector.spans if span.trace == trace]


def test_one_trace_goes_through_single_services(collector: Collector, tmp_path: Path) -> None:
    trace = "e" * 32
    with distributed(tmp_path, {}) as system:
        system.environment["ONETWENTY_TRACES"] = collector.url
        system.start()
        system.await_working()
        assert someone_met(system, f"00-{trace}-{PHONE}-01").status_code == 201
        spans = collector.of_trace(trace, ROUTE, COMMAND, "relay visits", "project visits", "project reporting")
    from_whom = {name: span.resource["service.name"] for name, span in spans.items()}
    assert from_whom.pop("project reporting") == "reporting"
    assert set(from_whom.values()) == {"visits"}
    assert spans["project reporting"].parent == spans["relay visits"].parent == spans[COMMAND].span


def test_a_collector_that_is_away_is_told_once_and_harms_nothing(tmp_path: Path) -> None:
    with collecting() as gone:
        address = gone.url
    with serving(tmp_path / "data", environment={"ONETWENTY_TRACES": address}) as process:
        for _ in range(3):
            assert someone_met(process, PARENT).status_code == 201
        with closing(Caller(process.url, token(process.data, "province"))) as province:
            until(lambda: caught_up(province, {"visits": 9}), "the figures")
        until(lambda: "are lost" in process.log.read_text(), "the warning")
        began = CLOCK.monotonic()
        assert process.stop() == 0
        assert CLOCK.monotonic() - began < 10
    assert process.log.read_text().count("traces are lost: their collector takes none") == 1


def test_what_is_recorded_last_is_sent_at_the_end(tmp_path: Path) -> None:
    with collecting() as collector, serving(tmp_path / "data", environment={"ONETWENTY_TRACES": collector.url}) as one:
        assert someone_met(one, PARENT).status_code == 201
        assert one.stop() == 0
        assert {ROUTE, COMMAND, "relay visits"} <= {span.name for span in collector.spans if span.trace == TRACE}
