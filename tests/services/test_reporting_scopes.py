"""Who sees which figures, and what is withheld below ward level."""

import pytest

from services.reporting.domain import rejections
from services.reporting.wording import WORDING
from shared.http.wording import failures_of, unworded
from shared.kernel.scope import Role
from tests.services.running_reporting import LAN, MINH, OTHER_WARD, WARD, Reporting

EVERYWHERE = ("/province", "/wards", "/procedures", "/trend", "/periods", "/freshness")
OWN = tuple(
    path.format(ward=WARD)
    for path in (
        "/wards/{ward}",
        "/wards/{ward}/villages",
        "/wards/{ward}/volunteers",
        "/procedures?ward={ward}",
        "/trend?ward={ward}",
    )
)
OTHERS = tuple(path.replace(WARD, OTHER_WARD) for path in OWN)
ALL = {**dict.fromkeys((*EVERYWHERE, *OWN, *OTHERS), 200)}
LIMITED = {**ALL, **dict.fromkeys(OTHERS, 404)}
NOTHING = dict.fromkeys(ALL, 403)
ANSWERS = {
    Role.PROVINCE: ALL,
    Role.AUDITOR: ALL,
    Role.ADMIN: ALL,
    Role.COORDINATOR: LIMITED,
    Role.VOLUNTEER: LIMITED,
    Role.SERVICE: NOTHING,
}


@pytest.mark.parametrize("role", list(Role))
async def test_each_role_sees_what_is_its_own(reporting: Reporting, role: Role) -> None:
    given = {path: (await reporting.get(path, role=role, volunteer_id=LAN)).status_code for path in ANSWERS[role]}
    assert given == ANSWERS[role]


async def test_nobody_waits_for_a_roster_that_is_not_theirs(reporting: Reporting) -> None:
    path = f"/province?min_version={OTHER_WARD}/roster:1"
    assert (await reporting.get(path, role=Role.COORDINATOR)).status_code == 404
    assert (await reporting.get("/province?min_version=nowhere/roster:1")).status_code == 404


async def test_every_read_is_in_the_table(reporting: Reporting) -> None:
    described = (await reporting.client.get("/api/reporting/openapi.json")).json()["paths"]
    asked = {path.split("?")[0].replace(WARD, "{ward}") for path in (*EVERYWHERE, *OWN)}
    assert {path.removeprefix("/api/reporting/v1") for path in described} == asked | {"/live"}


@pytest.mark.parametrize("path", [*EVERYWHERE, *OWN, "/live"])
async def test_nobody_reads_without_a_token(reporting: Reporting, path: str) -> None:
    answer = await reporting.client.get(f"/api/reporting/v1{path}")
    assert answer.status_code == 401


async def _two_villages(reporting: Reporting) -> None:
    ward = reporting.ward()
    for village, poor in (("ta-lang", 3), ("gian-bi", 7), ("pho-nam", 9)):
        ward.village(village, 40)
        for number in range(poor):
            ward.household(f"{village}-{number}", village=village, priority=("poor",))
        for number in range(5):
            ward.household(f"{village}-other-{number}", village=village)
    for volunteer in (LAN, MINH):
        ward.volunteer(volunteer)
    for number in range(6):
        ward.visit(f"v{number}", "ta-lang-1", "2026-11-20", hour=9 + number, volunteer=LAN)
    await reporting.heard()


async def test_small_groups_of_villages_are_the_coordinators_alone(reporting: Reporting) -> None:
    await _two_villages(reporting)
    path = f"/wards/{WARD}/villages"
    full = (await reporting.read(path, role=Role.COORDINATOR))["items"]
    assert [row["priority"]["poor"]["registered"] for row in full] == [7, 9, 3]
    for role in (Role.PROVINCE, Role.AUDITOR, Role.VOLUNTEER):
        shown = (await reporting.read(path, role=role, volunteer_id=LAN))["items"]
        assert [row["priority"]["poor"]["registered"] for row in shown] == [None, 9, None]
        assert [row["registered"] for row in shown] == [12, 14, 8]


async def test_who_did_what_is_seen_by_the_coordinator_and_by_oneself(reporting: Reporting) -> None:
    await _two_villages(reporting)
    path = f"/wards/{WARD}/volunteers"
    full = await reporting.read(path, role=Role.COORDINATOR)
    assert [(row["volunteer_id"], row["visits"], row["ranked"]) for row in full["items"]] == [
        (LAN, 6, True),
        (MINH, 0, True),
    ]
    own = await reporting.read(path, role=Role.VOLUNTEER, volunteer_id=MINH)
    assert [row["volunteer_id"] for row in own["items"]] == [MINH]
    province = await reporting.read(path)
    assert province["items"] == []
    assert province["by_visits"] == {"0": 1, "1-4": 0, "5-19": 1, "20+": 0}


@pytest.mark.parametrize("span", ["from=2026-11-01&to=2026-11-30", "from=2026-10-15&to=2026-11-14", "to=2026-10-31"])
async def test_others_ask_for_whole_months(reporting: Reporting, span: str) -> None:
    await reporting.read(f"/wards/{WARD}/volunteers?{span}")


async def test_the_coordinator_asks_for_any_days(reporting: Reporting) -> None:
    await _two_villages(reporting)
    path = f"/wards/{WARD}/volunteers?from=2026-11-20&to=2026-11-20"
    rows = (await reporting.read(path, role=Role.COORDINATOR))["items"]
    assert [row["visits"] for row in rows] == [6, 0]


async def test_the_list_of_wards_holds_the_own_ward_alone(reporting: Reporting) -> None:
    await _two_villages(reporting)
    for path in ("/wards", "/freshness"):
        items = (await reporting.read(path, role=Role.COORDINATOR))["items"]
        assert [row["ward"] for row in items] == [WARD]


def test_every_refusal_has_words() -> None:
    assert unworded(WORDING, failures_of(rejections.__name__)) == []
