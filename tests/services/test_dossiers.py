"""What each service knows about a household, whole, and what never stands there."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from shared.kernel.scope import Role
from tests.services.running_system import PATIENCE, WARD, Place, System, ago, running_system, visit_of


@pytest.fixture
async def system(tmp_path: Path) -> AsyncIterator[System]:
    async with running_system(tmp_path / "data") as running:
        yield running


@pytest.fixture
async def place(system: System) -> Place:
    made = await system.place(WARD)
    await system.known_everywhere(WARD)
    return made


async def dossier(system: System, service: str, place: Place) -> dict[str, Any]:
    path = f"/api/{service}/v1/wards/{WARD}/households/{place.household_id}/dossier"
    answer = await system.call("GET", path, system.bearer(Role.COORDINATOR, WARD))
    assert answer.status_code == 200, answer.text
    content: dict[str, Any] = answer.json()
    return content


async def once_opened(system: System, place: Place) -> dict[str, Any]:
    """Assignment's dossier, once an earlier reader stands in it."""
    async with asyncio.timeout(PATIENCE):
        while True:
            told = await dossier(system, "assignment", place)
            if told["openings"]:
                return told
            await asyncio.sleep(0.01)


async def test_assignment_tells_the_record_its_helpers_and_its_readers(system: System, place: Place) -> None:
    await dossier(system, "assignment", place)
    told = await once_opened(system, place)
    assert told["household"]["head_name"] == "B (mẫu)"
    assert [one["volunteer_id"] for one in told["household"]["assignments"]] == [place.volunteer_id]
    assert told["erasure"]["state"] == "none"
    (day,) = told["openings"]
    assert [one["call"] for one in day["opened"]] == ["GET /wards/{ward}/households/{household_id}/dossier"]


async def test_visits_tells_everything_that_happened_there(system: System, place: Place) -> None:
    me = system.bearer(Role.VOLUNTEER, WARD, place.volunteer_id)
    consent = {"answer": "given", "by": "bà B", "how": "lời nói", "notice_version": "1"}
    for note in range(25):
        body = {**visit_of(place.household_id), "note": f"lần {note}", "consent": consent}
        answer = await system.call("POST", "/api/visits/v1/visits", me, body)
    seen = f"{answer.json()['stream']}:{answer.json()['version']}"
    await system.call("GET", "/api/visits/v1/caseload", me, min_version=seen)
    told = await dossier(system, "visits", place)
    assert len(told["visits"]) == 26
    assert {one["note"] for one in told["visits"]} >= {"lần 0", "lần 24"}
    assert [one["id"] for one in told["cases"]] == [place.case_id]
    assert [one["id"] for one in told["follow_ups"]] == [place.follow_up_id]
    assert [one["id"] for one in told["requests"]] == [place.request_id]
    assert {one["answer"] for one in told["consents"]} == {"given"}


async def test_incidents_are_no_part_of_it(system: System, place: Place) -> None:
    me = system.bearer(Role.VOLUNTEER, WARD, place.volunteer_id)
    incident = {"id": place.visit_id[:-4] + "abcd", "kind": "threat", "household_id": place.household_id}
    body = {**incident, "occurred_at": ago(minutes=1), "text": "CANARY bị đe dọa"}
    answer = (await system.call("POST", "/api/visits/v1/incidents", me, body)).json()
    desk, seen = system.bearer(Role.COORDINATOR, WARD), f"{answer['stream']}:{answer['version']}"
    listed = await system.call("GET", f"/api/visits/v1/wards/{WARD}/incidents", desk, min_version=seen)
    assert [one["id"] for one in listed.json()["items"]] == [incident["id"]]
    for service in ("assignment", "visits"):
        text = str(await dossier(system, service, place))
        assert "CANARY" not in text
        assert incident["id"] not in text
