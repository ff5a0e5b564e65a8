"""Reporting over HTTP: figures of both sources, as of when, for spans of days, and what is refused."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from shared.contracts.visit_parts import Case, CaseOpening
from shared.contracts.visits import CaseRestated
from shared.kernel.scope import Role
from tests.services.running_reporting import LAN, MINH, OTHER_WARD, WARD, Reporting
from tests.ward_story import at


async def a_ward(reporting: Reporting) -> None:
    """One ward: a village, two households, two volunteers, three visits in two months."""
    ward = reporting.ward()
    ward.village("ta-lang", 40)
    ward.household("h1", adults=3, priority=("poor",))
    ward.household("h2")
    for volunteer in (LAN, MINH):
        ward.volunteer(volunteer)
    ward.assigned("h1", LAN)
    ward.visit("v1", "h1", "2026-10-30", volunteer=LAN, people_helped=2, people_new=1)
    ward.visit("v2", "h1", "2026-11-20", volunteer=LAN, people_helped=1, late=1)
    ward.visit("v3", "h9", "2026-11-20", "nobody_home", volunteer=MINH)
    await reporting.heard()


async def test_a_figure_counts_both_sources_and_says_as_of_when(reporting: Reporting) -> None:
    await a_ward(reporting)
    figures = await reporting.read(f"/wards/{WARD}")
    assert figures["households"] | {"total": 40, "registered": 2, "assigned": 1, "adults": 3} == figures["households"]
    assert figures["visits"]["by_outcome"] == {"helped": 2, "nobody_home": 1}
    assert (figures["people_helped"], figures["people_first_time"]) == (3, 1)
    now = "2026-11-24T03:00:00Z"
    assert figures["as_of"] == {
        "time": now,
        "assignment": {"events": 6, "time": now, "waiting": 0},
        "visits": {"events": 3, "time": now, "waiting": 0},
        "parked": 0,
        "phones": {"known": 0, "silent": 0, "unsent_last_reported": 0},
        "wards": {"total": 1, "started": 1, "silent_7_days": 0},
    }


async def test_the_province_is_the_sum_and_the_list_of_its_wards(reporting: Reporting) -> None:
    other = reporting.ward(OTHER_WARD)
    other.household("h1")
    await a_ward(reporting)
    province = await reporting.read("/province")
    assert (province["households"]["registered"], province["as_of"]["wards"]["started"]) == (3, 2)
    wards = await reporting.read("/wards")
    rows = {row["ward"]: row for row in wards["items"]}
    assert len(rows) == wards["as_of"]["wards"]["total"] == 94
    assert (rows[WARD]["visits"], rows[OTHER_WARD]["households"]["registered"]) == (3, 1)
    assert rows[WARD]["shares"]["visited"] == {"n": 0, "of": 2}
    assert rows[WARD]["as_of"] == {"time": "2026-11-24T03:00:00Z", "waiting": 0, "parked": 0}


async def test_figures_follow_what_happens_after_they_were_asked(reporting: Reporting) -> None:
    await a_ward(reporting)
    assert (await reporting.read("/province"))["visits"]["total"] == 3
    reporting.ward().visit("v4", "h2", "2026-11-21", volunteer=LAN)
    await reporting.heard()
    for path in ("/province", f"/wards/{WARD}"):
        assert (await reporting.read(path))["visits"]["total"] == 4
    rows = (await reporting.read("/wards"))["items"]
    assert [row["visits"] for row in rows if row["ward"] == WARD] == [4]


async def test_what_is_on_the_way_is_counted_and_the_figure_stands_as_of_what_was_folded(reporting: Reporting) -> None:
    await a_ward(reporting)
    reporting.clock.time += timedelta(minutes=5)
    ward = reporting.ward()
    ward.visit("v4", "h1", "2026-11-24", hour=2, volunteer=LAN)
    ward.visit("v5", "h1", "2026-11-24", hour=3, volunteer=LAN)
    await reporting.append()
    await reporting.publish_heads()
    figures = await _until_waiting(reporting)
    assert figures["as_of"]["visits"] == {"events": 3, "time": "2026-11-24T03:00:00Z", "waiting": 2}
    assert figures["as_of"]["assignment"]["time"] == "2026-11-24T03:05:00Z"
    assert figures["as_of"]["time"] == "2026-11-24T03:00:00Z"
    row = next(one for one in (await reporting.read("/freshness"))["items"] if one["ward"] == WARD)
    assert (row["visits"]["folded"], row["visits"]["waiting"]) == (3, 2)
    assert row["visits"]["waiting_since"] == "2026-11-23T19:00:00Z"
    await reporting.heard()
    assert (await reporting.read(f"/wards/{WARD}"))["as_of"]["time"] == "2026-11-24T03:05:00Z"


async def _until_waiting(reporting: Reporting) -> dict[str, Any]:
    async with asyncio.timeout(10):
        while not (figures := await reporting.read(f"/wards/{WARD}"))["as_of"]["visits"]["waiting"]:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return figures


async def test_an_event_that_cannot_be_folded_is_shown_and_stops_nothing(reporting: Reporting) -> None:
    ward = reporting.ward()
    ward.retired(LAN)
    await a_ward(reporting)
    province = await reporting.read("/province")
    assert province["as_of"]["parked"] == 1
    assert (province["visits"]["total"], province["as_of"]["assignment"]["events"]) == (3, 7)
    row = next(one for one in (await reporting.read("/freshness"))["items"] if one["ward"] == WARD)
    assert row["parked"] == [
        {"source": "assignment", "sequence": 1, "type": "VolunteerRetired", "reason": row["parked"][0]["reason"]}
    ]
    assert row["parked"][0]["reason"]


async def test_flows_are_those_of_the_days_asked_for_and_stocks_stand(reporting: Reporting) -> None:
    await a_ward(reporting)
    november = await reporting.read(f"/wards/{WARD}?from=2026-11-01&to=2026-11-30")
    assert november["visits"]["by_outcome"] == {"helped": 1, "nobody_home": 1}
    assert (november["people_helped"], november["households"]["registered"]) == (1, 2)
    assert november["volunteers"]["active_in_period"] == 2
    one_day = await reporting.read("/province?from=2026-10-30&to=2026-10-30")
    assert (one_day["visits"]["total"], one_day["volunteers"]["active_in_period"]) == (1, 1)
    assert (await reporting.read("/wards?to=2026-10-31"))["items"][0]["visits"] == 1
    assert (await reporting.read("/province?from=2027-01-01"))["visits"]["total"] == 0


async def test_trends_by_day_by_month_and_by_reported_month(reporting: Reporting) -> None:
    await a_ward(reporting)
    days = await reporting.read("/trend?from=2026-11-19&to=2026-11-21")
    assert [(row["period"], row["visits"], row["active_volunteers"]) for row in days["items"]] == [
        ("2026-11-19", 0, 0),
        ("2026-11-20", 2, 2),
        ("2026-11-21", 0, 0),
    ]
    months = await reporting.read(f"/trend?ward={WARD}&by=month&from=2026-10-01&to=2026-11-30")
    assert [(row["period"], row["visits"]) for row in months["items"]] == [("2026-10", 1), ("2026-11", 2)]
    reported = await reporting.read("/trend?by=month&months=reporting&from=2026-10-01&to=2026-12-14")
    assert [(row["period"], row["visits"], row["recorded_late"]) for row in reported["items"]] == [
        ("2026-10", 0, 0),
        ("2026-11", 1, 0),
        ("2026-12", 2, 0),
    ]
    assert len((await reporting.read("/trend"))["items"]) == 30


async def test_a_year_has_its_periods_as_reported_and_by_the_calendar(reporting: Reporting) -> None:
    rows = (await reporting.read("/periods"))["items"]
    year = {row["months"]: row for row in rows if row["kind"] == "year"}
    assert year["reporting"]["from"] == "2025-12-15"
    assert year["calendar"] == {
        "months": "calendar",
        "kind": "year",
        "period": "2026",
        "from": "2026-01-01",
        "to": "2026-12-31",
        "closed": False,
    }
    assert sum(row["closed"] for row in rows if row["kind"] == "month" and row["months"] == "reporting") == 11
    assert {row["period"] for row in (await reporting.read("/periods?year=2025"))["items"]} > {"2025", "2025-Q1"}


async def test_procedures_are_named_in_both_languages(reporting: Reporting) -> None:
    moment = at("2026-11-05")
    case = Case(procedure="birth-registration", state="open", opened=CaseOpening(day="2026-11-05", mode="self"))
    event = CaseRestated(household_id="h1", occurred_at=moment, case_id="c1", after=case)
    reporting.ward().tell(moment, event)
    await reporting.heard()
    for path in ("/procedures", f"/procedures?ward={WARD}&from=2026-11-05&to=2026-11-05"):
        (row,) = (await reporting.read(path))["items"]
        assert (row["procedure"], row["class"], row["submitted"]) == ("birth-registration", "dossier", 1)
        assert (row["vi"], row["en"]) == ("Đăng ký khai sinh", "Birth registration")
    assert (await reporting.read("/procedures?from=2026-11-06"))["items"] == []


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("/province?from=2026-11-31", "day-unreadable"),
        ("/province?from=1764000000", "day-unreadable"),
        ("/province?from=20261101", "day-unreadable"),
        ("/province?to=1999-12-31", "day-unreadable"),
        ("/province?from=2026-11-02&to=2026-11-01", "span-reversed"),
        ("/province?since=2026-11-02", "unknown-parameter"),
        ("/trend?from=2020-01-01&to=2026-11-01", "span-too-long"),
        ("/trend?by=week", "invalid"),
        ("/province?min_version=nothing", "min-version-malformed"),
        (f"/wards/{WARD}?min_version={WARD}/household/h1:1", "min-version-malformed"),
        (f"/wards/{WARD}/volunteers?from=2026-11-02&to=2026-11-30", "whole-months-only"),
    ],
)
async def test_what_cannot_be_asked_is_refused_with_a_remedy(reporting: Reporting, path: str, slug: str) -> None:
    problem = await reporting.read(path, 422)
    assert problem["type"] == f"/problems/{slug}"
    assert problem["remedy"]


async def test_a_read_waits_for_the_rosters_version_that_the_caller_wrote(reporting: Reporting) -> None:
    reporting.ward().household("h1")
    asked = asyncio.create_task(reporting.read(f"/wards/{WARD}?min_version={WARD}/roster:1"))
    await reporting.relayed()
    assert (await asked)["households"]["registered"] == 1
    assert (await reporting.read(f"/province?min_version={WARD}/roster:1"))["households"]["registered"] == 1
    problem = await reporting.read(f"/wards/{WARD}?min_version={OTHER_WARD}/roster:1", 404)
    assert problem["type"] == "/problems/not-found"
    problem = await reporting.read(f"/wards/{WARD}?min_version={WARD}/roster:9", 503)
    assert problem["type"] == "/problems/not-caught-up"


async def test_an_unchanged_answer_is_not_sent_again(reporting: Reporting) -> None:
    await a_ward(reporting)
    first = await reporting.get("/province")
    again = await reporting.get("/province", {"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_a_ward_goes_by_any_of_its_codes(reporting: Reporting) -> None:
    await a_ward(reporting)
    assert (await reporting.read("/wards/20195", role=Role.COORDINATOR))["households"]["registered"] == 2
    assert (await reporting.read("/wards/00000", 404))["type"] == "/problems/ward-unknown"
