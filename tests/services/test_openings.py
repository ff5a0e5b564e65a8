"""Who opened whose data: recorded by each service before it answers, and read by the ward's coordinator."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from shared.kernel.scope import Role
from tests.services.running_system import OTHER_WARD, PATIENCE, WARD, Place, System, ago, running_system


@pytest.fixture
async def system(tmp_path: Path) -> AsyncIterator[System]:
    async with running_system(tmp_path / "data") as running:
        yield running


@pytest.fixture
async def place(system: System) -> Place:
    made = await system.place(WARD)
    await system.known_everywhere(WARD)
    return made


async def opened(system: System, service: str, at_least: int = 1, **filters: Any) -> list[dict[str, Any]]:
    """The calls of the ward's openings, once there are that many."""
    desk = system.bearer(Role.COORDINATOR, WARD)
    async with asyncio.timeout(PATIENCE):
        while True:
            answer = await system.call("GET", f"/api/{service}/v1/wards/{WARD}/openings", desk, **filters)
            calls = [{**call, "role": day["role"]} for day in answer.json()["items"] for call in day["opened"]]
            if sum(call["times"] for call in calls) >= at_least:
                return calls
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("service", ["assignment", "visits"])
async def test_a_caseload_is_one_entry_however_often_it_is_read(system: System, place: Place, service: str) -> None:
    me = system.bearer(Role.VOLUNTEER, WARD, place.volunteer_id)
    for _ in range(3):
        assert (await system.call("GET", f"/api/{service}/v1/caseload", me)).status_code == 200
    by_me = [one for one in await opened(system, service, 3) if one["role"] == "volunteer"]
    assert [(one["call"], one["households"], one["times"]) for one in by_me] == [
        ("GET /caseload", [place.household_id], 3)
    ]


async def test_a_household_shows_only_what_concerns_it(system: System, place: Place) -> None:
    other = await system.place(WARD)
    await system.known_everywhere(WARD)
    desk = system.bearer(Role.COORDINATOR, WARD)
    path = f"/api/assignment/v1/wards/{WARD}/households"
    await system.call("GET", path, desk)
    await system.call("GET", f"{path}/{other.household_id}", desk)
    calls = await opened(system, "assignment", 2, household=other.household_id)
    assert [(one["call"], one["households"]) for one in calls] == [
        ("GET /wards/{ward}/households", [other.household_id]),
        ("GET /wards/{ward}/households/{household_id}", [other.household_id]),
    ]
    assert [one["times"] for one in await opened(system, "assignment", household=place.household_id)] == [1]


async def test_a_search_names_who_was_shown_and_counts_who_was_compared(system: System, place: Place) -> None:
    desk = system.bearer(Role.COORDINATOR, WARD)
    found = await system.call("GET", f"/api/assignment/v1/wards/{WARD}/households", desk, q="không có ai")
    assert found.json()["items"] == []
    calls = await opened(system, "assignment")
    searched = [one for one in calls if one["call"] == "GET /wards/{ward}/households"]
    assert [(one["households"], one["compared"]) for one in searched] == [([], 1)]
    assert all(place.household_id not in one["households"] for one in calls)


async def test_commands_open_nothing(system: System, place: Place) -> None:
    me = system.bearer(Role.VOLUNTEER, WARD, place.volunteer_id)
    closed = await system.call(
        "POST", f"/api/visits/v1/follow-ups/{place.follow_up_id}/closure", me, {"occurred_at": ago(minutes=1)}
    )
    assert closed.status_code == 200
    assert await opened(system, "visits", 0) == []


async def test_days_and_accounts_filter(system: System, place: Place) -> None:
    me = system.bearer(Role.VOLUNTEER, WARD, place.volunteer_id)
    await system.call("GET", "/api/visits/v1/caseload", me)
    desk = system.bearer(Role.COORDINATOR, WARD)
    await opened(system, "visits")
    path = f"/api/visits/v1/wards/{WARD}/openings"
    (day,) = (await system.call("GET", path, desk)).json()["items"]
    both = {"from": day["day"], "to": day["day"], "actor": day["actor"]}
    assert (await system.call("GET", path, desk, **both)).json()["items"] == [day]
    for other in ({"from": "2099-01-01"}, {"to": "2001-01-01"}, {"actor": "somebody-else"}):
        assert (await system.call("GET", path, desk, **other)).json()["items"] == []
    elsewhere = system.bearer(Role.COORDINATOR, OTHER_WARD)
    assert (await system.call("GET", path, elsewhere)).status_code == 404
