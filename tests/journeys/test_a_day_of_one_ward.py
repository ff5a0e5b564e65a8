"""From nothing to the province's figures by hand, and a phone that sends twice and loses answers."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.adapters.system_clock import SystemClock
from shared.kernel.days import rfc3339
from tests.journeys.asking import Caller, caught_up, until
from tests.journeys.modes import MODES, System, running_in
from tests.journeys.serving import Serving, onetwenty, serving, token

WARD = "20194"
CLOCK = SystemClock()


def ago(**time: float) -> str:
    return rfc3339(CLOCK.now() - timedelta(**time))


@pytest.fixture(params=MODES)
def running(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[System]:
    with running_in(request.param, tmp_path) as system:
        yield system


def begin(running: System) -> tuple[str, str]:
    """A volunteer with one household; their ids."""
    desk = Caller(running.url, token(running.data, "coordinator", WARD))
    volunteer = desk.send(
        "POST", f"assignment/v1/wards/{WARD}/volunteers", {"name": "A (mẫu)", "kind": "student", "capacity": 20}
    )
    assert volunteer.status_code == 201, volunteer.text
    body = {"village": "Tà Lang", "priority": ["remote"], "signal": "none", "adults": 2}
    household = desk.send("POST", f"assignment/v1/wards/{WARD}/households", body)
    assert household.status_code == 201, household.text
    ids = {"household_id": household.json()["id"], "volunteer_id": volunteer.json()["id"]}
    assigned = desk.send("POST", f"assignment/v1/wards/{WARD}/assignments", ids)
    assert assigned.json()["events"] == ["HouseholdAssigned"]
    desk.close()
    return ids["household_id"], ids["volunteer_id"]


def visit(household: str) -> dict[str, Any]:
    line = {"case_id": CLOCK.new_id(), "procedure": "sim-registration", "step": "completed", "mode": "assisted"}
    return {
        "visit_id": CLOCK.new_id(),
        "household_id": household,
        "occurred_at": ago(minutes=20),
        "outcome": "helped",
        "people_helped": 2,
        "procedures": [line],
        "follow_ups": [],
    }


def test_an_assignment_and_a_visit_reach_the_province(running: System) -> None:
    household, volunteer = begin(running)
    phone = Caller(running.url, token(running.data, "volunteer", WARD, volunteer))
    answer = phone.send("POST", "visits/v1/visits", visit(household))
    assert answer.status_code == 201, answer.text
    assert answer.json()["events"] == ["VisitRecorded", "ProcedureCompleted", "HouseholdStandingChanged"]
    province = Caller(running.url, token(running.data, "province"))
    until(lambda: caught_up(province, {"visits": 3}), "the visit's figures")
    figures = province.get("reporting/v1/province")
    assert figures["visits"] == {"total": 1, "by_outcome": {"helped": 1}, "by_place": {"home": 1}, "by_obstacle": {}}
    assert figures["households"]["visited"] == figures["households"]["assigned"] == 1
    assert figures["procedures"]["completed_on_the_spot"] == 1
    phone.close()
    province.close()


def test_a_phone_that_sends_everything_twice_and_loses_answers_counts_once(running: System) -> None:
    household, volunteer = begin(running)
    bearer = token(running.data, "volunteer", WARD, volunteer)
    commands = [{"command_id": CLOCK.new_id(), "kind": "RecordVisit", "body": visit(household)} for _ in range(20)]
    batch = {"device": {"id": "phone-1", "unsent": 20}, "sent_at": rfc3339(CLOCK.now()), "commands": commands}
    lose_the_answer(running.url, bearer, batch)
    phone = Caller(running.url, bearer)
    first = phone.send("POST", "visits/v1/commands", batch).json()["answers"]
    second = phone.send("POST", "visits/v1/commands", batch).json()["answers"]
    assert [one["status"] for one in first + second] == [201] * 40
    assert all(one["replayed"] for one in second)
    assert [one["id"] for one in first] == [one["id"] for one in second]
    province = Caller(running.url, token(running.data, "province"))
    until(lambda: province.get("reporting/v1/province")["visits"]["total"] >= 20, "twenty visits")
    until(lambda: not province.get("reporting/v1/province")["as_of"]["visits"]["waiting"], "nothing on the way")
    figures = province.get("reporting/v1/province")
    assert figures["visits"]["total"] == 20
    assert figures["people_helped"] == 40
    phone.close()
    province.close()


def lose_the_answer(url: str, bearer: str, batch: dict[str, Any]) -> None:
    """Send the batch and hang up before its answer is read."""
    request = httpx.Request(
        "POST", f"{url}/api/visits/v1/commands", json=batch, headers={"Authorization": f"Bearer {bearer}"}
    )
    head = b"".join(name + b": " + value + b"\r\n" for name, value in request.headers.raw)
    with socket.create_connection((request.url.host, request.url.port or 80), timeout=5) as line:
        line.sendall(b"POST " + request.url.raw_path + b" HTTP/1.1\r\n" + head + b"\r\n" + request.content)


def test_it_ends_in_order_when_asked_and_goes_on_where_it_was(tmp_path: Path) -> None:
    first = Serving(tmp_path / "data")
    household, volunteer = begin(first)
    phone = Caller(first.url, token(first.data, "volunteer", WARD, volunteer))
    assert phone.send("POST", "visits/v1/visits", visit(household)).status_code == 201
    phone.close()
    assert first.stop() == 0
    with serving(tmp_path / "data") as second:
        province = Caller(second.url, token(second.data, "province"))
        until(lambda: caught_up(province, {"visits": 3}), "the figures after the start")
        assert province.get("reporting/v1/province")["visits"]["total"] == 1
        assert onetwenty("rebuild", "--data", str(second.data), "--json").returncode == 0
        province.close()


@pytest.mark.parametrize("running", ["embedded"], indirect=True)
def test_a_second_serve_on_the_folder_is_refused(running: System) -> None:
    result = onetwenty("serve", "--data", str(running.data), "--port", "0", check=False)
    assert result.returncode == 1
    assert "is in use by process" in result.stderr
