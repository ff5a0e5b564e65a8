"""Who may do and see what of a ward's roster."""

import pytest

from services.assignment.wording import ASSIGNMENT_WORDING
from shared.http.shared_wording import SHARED_WORDING
from shared.http.wording import failures_of, unworded
from shared.kernel.scope import Role
from tests.services.running_assignment import HOUSEHOLDS, OTHER_WARD, VILLAGES, VOLUNTEERS, WARD, Assignment, some_id

FOUND = {"village": "Hòa Xuân", "priority": [], "signal": "good"}


async def test_a_volunteer_finds_a_household_and_helps_it(roster: Assignment) -> None:
    lan = await roster.volunteer(capacity=1)
    own = roster.bearer(Role.VOLUNTEER, volunteer_id=lan)
    body = {"village": "Tà Lang", "priority": [], "signal": "weak", "head_name": "Demo"}
    found = await roster.send("POST", HOUSEHOLDS, body, caller=own)
    assert found.json()["events"] == ["VillageNoted", "HouseholdRegistered", "HouseholdAssigned"]
    second = await roster.send("POST", HOUSEHOLDS, body, caller=own)
    assert second.json()["events"] == ["HouseholdRegistered"]
    assert [one["id"] for one in await roster.items("/caseload", caller=own)] == [found.json()["id"]]
    assert (
        await roster.send("PATCH", f"{HOUSEHOLDS}/{found.json()['id']}", {"adults": 2}, caller=own)
    ).status_code == 200
    stranger = await roster.send("PATCH", f"{HOUSEHOLDS}/{second.json()['id']}", {"adults": 2}, caller=own)
    assert (stranger.status_code, stranger.json()["type"]) == (404, "/problems/household-unknown")


async def test_a_volunteer_sees_their_own_households_and_record_only(roster: Assignment) -> None:
    lan, minh = await roster.volunteer(), await roster.volunteer(name="Demo Minh")
    mine, other = await roster.household(1), await roster.household(2)
    await roster.assign(mine, lan)
    await roster.assign(other, minh)
    own = roster.bearer(Role.VOLUNTEER, volunteer_id=lan)
    statuses = {
        f"{HOUSEHOLDS}/{mine}": 200,
        f"{HOUSEHOLDS}/{other}": 404,
        f"{VOLUNTEERS}/{lan}": 200,
        f"{VOLUNTEERS}/{minh}": 404,
        VILLAGES: 200,
        HOUSEHOLDS: 403,
        VOLUNTEERS: 403,
        f"/caseload?volunteer_id={minh}": 404,
        f"/wards/{OTHER_WARD}/villages": 404,
    }
    for path, status in statuses.items():
        answer = (
            await roster.client.get(path, headers=own) if OTHER_WARD in path else await roster.read(path, caller=own)
        )
        assert answer.status_code == status, path
    assert "assignments" not in (await roster.read(f"{HOUSEHOLDS}/{mine}", caller=own)).json()


@pytest.mark.parametrize("role", [Role.PROVINCE, Role.AUDITOR, Role.ADMIN, Role.SERVICE])
async def test_nobody_beyond_the_ward_sees_households(roster: Assignment, role: Role) -> None:
    for path in (HOUSEHOLDS, VOLUNTEERS, VILLAGES, "/caseload", f"{HOUSEHOLDS}/{some_id('x')}"):
        assert (await roster.client.get(path, headers=roster.bearer(role))).status_code == 403
    refused = await roster.client.post(HOUSEHOLDS, json=FOUND, headers=roster.bearer(role))
    assert refused.status_code == 403


async def test_another_ward_does_not_exist(roster: Assignment) -> None:
    household = await roster.household()
    elsewhere = roster.bearer(Role.COORDINATOR, OTHER_WARD)
    assert (await roster.client.get(f"{HOUSEHOLDS}/{household}", headers=elsewhere)).status_code == 404
    assert (
        await roster.client.get(f"/wards/{OTHER_WARD}/households/{household}", headers=elsewhere)
    ).status_code == 404


@pytest.mark.parametrize("language", ["vi", "en"])
async def test_an_id_of_another_ward_is_refused_without_a_word_of_whose_it_is(
    roster: Assignment, language: str
) -> None:
    ids = {"households": await roster.household(), "volunteers": await roster.volunteer()}
    bodies = {"households": FOUND, "volunteers": {"name": "Demo", "kind": "student", "capacity": 5}}
    elsewhere = {**roster.bearer(Role.COORDINATOR, OTHER_WARD), "Accept-Language": language}
    problems = []
    for kind, taken in ids.items():
        body = {"id": taken, **bodies[kind]}
        refused = await roster.client.post(f"/wards/{OTHER_WARD}/{kind}", json=body, headers=elsewhere)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/id-taken")
        problems.append({name: value for name, value in refused.json().items() if name != "correlation_id"})
        own = await roster.send("POST", f"/wards/{WARD}/{kind}", body)
        assert (own.status_code, own.json()["type"]) == (409, f"/problems/{kind.removesuffix('s')}-exists")
    assert problems[0] == problems[1]


async def test_a_minors_name_is_for_coordinators(roster: Assignment) -> None:
    consent = {"given_on": "2026-11-01", "slip": "GH-77"}
    pupil = await roster.volunteer(kind="pupil", minor_until="2027-05", phone="0900000009", guardian_consent=consent)
    seen = (await roster.read(f"{VOLUNTEERS}/{pupil}")).json()
    assert seen.items() >= {"name": "Demo Lan", "minor": True, "guardian_consent": consent}.items()
    own = (await roster.read(f"{VOLUNTEERS}/{pupil}", caller=roster.bearer(Role.VOLUNTEER, volunteer_id=pupil))).json()
    assert (own["name"], own["phone"], own["guardian_consent"]) == (None, None, None)
    await roster.send("PATCH", f"{VOLUNTEERS}/{pupil}", {"guardian_consent": None, "languages": ["vi", "ktv"]})
    changed = (await roster.read(f"{VOLUNTEERS}/{pupil}")).json()
    assert (changed["guardian_consent"], changed["languages"]) == (None, ["vi", "ktv"])
    refused = await roster.assign(await roster.household(), pupil)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/guardian-consent-missing")


def test_every_refusal_has_words_in_both_languages() -> None:
    for module in ("services.assignment.domain", "services.assignment.api"):
        assert not unworded({**SHARED_WORDING, **ASSIGNMENT_WORDING}, failures_of(module))


async def test_a_refusal_speaks_the_readers_language(roster: Assignment) -> None:
    missing = f"{HOUSEHOLDS}/{some_id('nowhere')}"
    vietnamese = (await roster.read(missing)).json()
    english = (await roster.read(missing, headers={"Accept-Language": "en"})).json()
    assert vietnamese["title"] == "Không có hộ này"
    assert english["title"] == "No such household"
