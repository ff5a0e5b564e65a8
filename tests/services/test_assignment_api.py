"""Assignment's commands over HTTP: what each answers, and what is read afterwards."""

from datetime import timedelta
from pathlib import Path

import pytest

from shared.kernel.scope import Role
from tests.services.running_assignment import (
    ASSIGNMENTS,
    HOUSEHOLDS,
    START,
    VILLAGES,
    VOLUNTEERS,
    WARD,
    Assignment,
    some_id,
)

PERSON = {
    "head_name": "Nguyễn Thị Mẫu",
    "phone": "0900 000 001",
    "address": "Số 1, thôn mẫu",
    "location": "sau nhà văn hóa",
    "language": "ktv",
}
FOUND = {"village": "Tà Lang", "priority": [], "signal": "good"}

BAD_PHONES = ("call me", "12345", "+() -", "０９０５１２３４５６", "0905/123456")


def without(field: str) -> dict[str, object]:
    return {name: value for name, value in FOUND.items() if name != field}


def contents(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir() if path.is_file())


async def test_a_registered_household_is_read_as_it_was_written(roster: Assignment) -> None:
    household_id = some_id("h1")
    body = {
        "id": household_id,
        "village": "Thôn Tà Lang",
        "priority": ["poor"],
        "signal": "none",
        "adults": 3,
        **PERSON,
    }
    answer = await roster.send("POST", HOUSEHOLDS, body)
    assert answer.status_code == 201
    assert answer.json() == {
        "id": household_id,
        "stream": f"{WARD}/roster",
        "version": 1,
        "events": ["VillageNoted", "HouseholdRegistered"],
        "flags": [],
    }
    household = (await roster.read(f"{HOUSEHOLDS}/{household_id}")).json()
    assert household.items() >= PERSON.items()
    assert household.items() >= {"village": "tà-lang", "village_name": "Thôn Tà Lang", "state": "listed"}.items()
    assert household.items() >= {"priority": ["poor"], "signal": "none", "adults": 3, "volunteer_id": None}.items()


async def test_nothing_that_identifies_people_is_stored_in_the_clear(roster: Assignment, tmp_path: Path) -> None:
    household = await roster.household(**PERSON)
    await roster.volunteer(
        name="Trần Văn Mẫu", phone="0900 000 002", guardian_consent={"given_on": "2026-11-01", "slip": "GH-77"}
    )
    await roster.send("DELETE", f"{HOUSEHOLDS}/{household}", {"reason": "chuyển đi xa"})
    assert (await roster.read(HOUSEHOLDS)).status_code == 200
    stored = contents(tmp_path)
    for secret in (*PERSON.values(), "Trần Văn Mẫu", "0900 000 002", "GH-77", "chuyển đi xa"):
        if secret != "ktv":
            assert secret.encode() not in stored


async def test_the_same_key_gives_the_same_answer_and_another_body_is_refused(roster: Assignment) -> None:
    headers = {"Idempotency-Key": some_id("key")}
    body = {"village": "Tà Lang", "priority": [], "signal": "good"}
    first = await roster.send("POST", HOUSEHOLDS, body, headers=headers)
    again = await roster.send("POST", HOUSEHOLDS, body, headers=headers)
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    other = await roster.send("POST", HOUSEHOLDS, {**body, "adults": 2}, headers=headers)
    assert (other.status_code, other.json()["type"]) == (422, "/problems/idempotency-key-reused")


async def test_amendments_change_what_they_give_and_null_takes_away(roster: Assignment) -> None:
    household = await roster.household(adults=3, **PERSON)
    amended = await roster.send("PATCH", f"{HOUSEHOLDS}/{household}", {"phone": None, "adults": None, "signal": "weak"})
    assert amended.json()["events"] == ["HouseholdAmended"]
    answer = (await roster.read(f"{HOUSEHOLDS}/{household}")).json()
    assert answer.items() >= {"phone": None, "adults": None, "signal": "weak", "code": "HV-1"}.items()
    assert answer["head_name"] == PERSON["head_name"]
    refused = await roster.send("PATCH", f"{HOUSEHOLDS}/{household}", {"village": None})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/village")
    nothing = await roster.send("PATCH", f"{HOUSEHOLDS}/{household}", {"signal": "weak"})
    assert (nothing.status_code, nothing.json()["events"]) == (200, [])


async def test_a_household_has_its_history_of_assignments(roster: Assignment) -> None:
    household = await roster.household(occurred_at="2026-11-01T08:00:00+07:00")
    lan, minh = await roster.volunteer(), await roster.volunteer(name="Demo Minh")
    early = await roster.assign(household, lan, occurred_at="2026-11-01T07:59:59+07:00")
    assert (early.status_code, early.json()["type"]) == (409, "/problems/occurred-before-last-change")
    assert (await roster.assign(household, lan, occurred_at="2026-11-01T09:00:00+07:00")).status_code == 201
    refused = await roster.assign(household, minh)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/already-assigned")
    assert refused.json()["remedy"]
    handed_over = await roster.assign(household, minh, replace=True, reason="gần nhà")
    assert handed_over.json()["events"] == ["HouseholdAssigned"]
    await roster.send("DELETE", f"{ASSIGNMENTS}/{household}", {"reason": "đi học"})
    answer = (await roster.read(f"{HOUSEHOLDS}/{household}")).json()
    assert answer["assignments"] == [
        {
            "volunteer_id": lan,
            "from_day": "2026-11-01",
            "until_day": "2026-11-24",
            "cause": "handed_over",
            "reason": None,
            "end_reason": None,
        },
        {
            "volunteer_id": minh,
            "from_day": "2026-11-24",
            "until_day": "2026-11-24",
            "cause": "asked",
            "reason": "gần nhà",
            "end_reason": "đi học",
        },
    ]


async def test_a_retirement_and_its_way_back(roster: Assignment) -> None:
    lan, household = await roster.volunteer(), await roster.household()
    await roster.assign(household, lan)
    retired = await roster.send("POST", f"{VOLUNTEERS}/{lan}/retirement", {"reason": "đi bộ đội"})
    assert retired.json()["events"] == ["HouseholdUnassigned", "VolunteerRetired"]
    answer = (await roster.read(f"{VOLUNTEERS}/{lan}")).json()
    assert (answer["state"], answer["caseload"], answer["retirement_reason"]) == ("retired", 0, "đi bộ đội")
    assert (await roster.assign(household, lan)).json()["type"] == "/problems/volunteer-retired"
    back = await roster.send("POST", f"{VOLUNTEERS}/{lan}/reinstatement")
    assert back.json()["events"] == ["VolunteerReinstated"]
    assert [one["id"] for one in await roster.items(f"{VOLUNTEERS}?state=enrolled&free_places=true")] == [lan]


async def test_a_removal_and_its_way_back(roster: Assignment) -> None:
    household = await roster.household()
    await roster.send("DELETE", f"{HOUSEHOLDS}/{household}", {"reason": "chuyển đi"})
    answer = (await roster.read(f"{HOUSEHOLDS}/{household}")).json()
    assert (answer["state"], answer["removal_reason"]) == ("removed", "chuyển đi")
    gone = await roster.send("PATCH", f"{HOUSEHOLDS}/{household}", {"adults": 1})
    assert gone.json()["type"] == "/problems/household-removed"
    assert (await roster.send("POST", f"{HOUSEHOLDS}/{household}/restoration")).json()["events"] == [
        "HouseholdRestored"
    ]
    assert [one["id"] for one in await roster.items(HOUSEHOLDS)] == [household]


@pytest.mark.parametrize(
    ("method", "path", "body", "pointer"),
    [
        ("POST", HOUSEHOLDS, {**FOUND, "colour": "red"}, "/colour"),
        ("POST", HOUSEHOLDS, without("village"), "/village"),
        ("POST", HOUSEHOLDS, without("priority"), "/priority"),
        ("POST", HOUSEHOLDS, without("signal"), "/signal"),
        ("POST", HOUSEHOLDS, {**FOUND, "village": "—"}, "/village"),
        ("POST", HOUSEHOLDS, {**FOUND, "signal": "strong"}, "/signal"),
        ("POST", HOUSEHOLDS, {**FOUND, "adults": "3"}, "/adults"),
        ("POST", HOUSEHOLDS, {**FOUND, "occurred_at": "2026-11-01"}, "/occurred_at"),
        *(("POST", HOUSEHOLDS, {**FOUND, "phone": phone}, "/phone") for phone in BAD_PHONES),
        ("POST", HOUSEHOLDS, {**FOUND, "village": "Thôn 0905 123 456"}, "/village"),
        ("PUT", f"{VILLAGES}/tà-lang", {"name": "Tổ 123456789"}, "/name"),
        ("PUT", f"{VILLAGES}/0905123456", {"name": "Tổ 12"}, "village"),
        ("POST", VOLUNTEERS, {"name": "A", "kind": "student", "capacity": 21}, "/capacity"),
        ("POST", VOLUNTEERS, {"name": "A", "kind": "student", "capacity": 1, "minor_until": "2027-13"}, "/minor_until"),
        ("POST", ASSIGNMENTS, {"household_id": "x", "volunteer_id": some_id("v")}, "/household_id"),
        ("DELETE", f"{ASSIGNMENTS}/{some_id('h')}", {}, "/reason"),
        ("PUT", f"{VILLAGES}/—", {"name": "A"}, "village"),
    ],
)
async def test_bad_input_is_named(
    roster: Assignment, method: str, path: str, body: dict[str, object], pointer: str
) -> None:
    answer = await roster.send(method, path, body)
    assert answer.status_code == 422, answer.text
    assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]


async def test_a_batch_answers_each_command(roster: Assignment) -> None:
    lan, household = some_id("lan"), some_id("household")
    commands = [
        ("EnrollVolunteer", {"ward": WARD, "id": lan, "name": "Demo", "kind": "student", "capacity": 1}),
        ("RegisterHousehold", {"ward": WARD, "id": household, **FOUND}),
        ("AssignHousehold", {"ward": WARD, "household_id": household, "volunteer_id": some_id("nobody")}),
        ("AssignHousehold", {"ward": WARD, "household_id": household, "volunteer_id": lan}),
        ("AmendHousehold", {"ward": WARD, "household_id": household, "adults": 2}),
        ("DescribeVillage", {"ward": WARD, "village": "Tà Lang", "name": "Tà Lang"}),
    ]
    body = {
        "sent_at": START.isoformat(),
        "commands": [
            {"command_id": some_id(f"command {number}"), "kind": kind, "body": fields}
            for number, (kind, fields) in enumerate(commands)
        ],
    }
    answer = await roster.client.post("/commands", json=body, headers=roster.bearer(Role.COORDINATOR))
    assert [one["status"] for one in answer.json()["answers"]] == [201, 201, 404, 201, 200, 200]


async def test_a_phones_wrong_clock_is_corrected(roster: Assignment) -> None:
    ahead = START + timedelta(hours=3)
    command = {
        "command_id": some_id("command"),
        "kind": "RegisterHousehold",
        "body": {"ward": WARD, "id": some_id("h"), **FOUND, "occurred_at": ahead.isoformat()},
    }
    body = {"sent_at": ahead.isoformat(), "commands": [command]}
    lan = await roster.volunteer()
    own = roster.bearer(Role.VOLUNTEER, volunteer_id=lan)
    (answer,) = (await roster.client.post("/commands", json=body, headers=own)).json()["answers"]
    assert answer["events"] == ["VillageNoted", "HouseholdRegistered", "HouseholdAssigned"]
    assert answer["flags"] == ["clock_corrected"]
    alone = await roster.send("POST", HOUSEHOLDS, {**FOUND, "occurred_at": ahead.isoformat()})
    assert (alone.status_code, alone.json()["type"]) == (409, "/problems/occurred-in-future")
