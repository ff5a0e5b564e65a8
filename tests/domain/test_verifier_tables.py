"""The verifier's rows, its counts of contact, and what small numbers it withholds."""

from typing import Any

import pytest

from tests.ledgers import reference
from tests.ward_story import WARD, WardStory
from verifier import figures
from verifier.figures.withholding import hide_small

TODAY = "2026-11-24"
REFERENCE = reference()


@pytest.fixture
def story() -> WardStory:
    return WardStory()


def test_a_village_has_the_stocks_of_its_households(story: WardStory) -> None:
    story.village("ta-lang", 100)
    story.village("gian-bi")
    story.household("h1", adults=2, priority=("poor",))
    story.household("h2", village="gian-bi")
    story.visit("x", "h1", "2026-11-05")
    story.step("submitted", "c1", "2026-11-05", "x", mode="self")
    rows: Any = figures.villages(story.events(), WARD)
    assert [row["village"] for row in rows] == ["gian-bi", "ta-lang"]
    row = rows[1]
    assert row.pop("priority")["poor"] == {"registered": 1, "visited": 1, "self_reliant": 0}
    assert row == {
        "village": "ta-lang",
        "name": "Ta-Lang",
        "confirmed": True,
        "total": 100,
        "registered": 1,
        "assigned": 0,
        "visited": 1,
        "helped": 1,
        "self_reliant": 0,
        "self_reliant_already": 0,
        "no_contact": 0,
        "adults": 2,
        "open_cases": 1,
    }


def test_a_volunteers_row_counts_their_own(story: WardStory) -> None:
    story.volunteer("v1", 5)
    story.household("h1")
    story.assigned("h1", "v1")
    for name, day in (("x", "2026-11-05"), ("y", "2026-11-05"), ("z", "2026-11-06")):
        story.visit(name, "h1", day, volunteer="v1", people_helped=1)
    story.visit("u", "h1", "2026-11-05", volunteer="stranger")
    story.step("completed", "c1", "2026-11-05", "x", mode="self", volunteer="v1")
    rows: Any = figures.volunteers(story.events(), WARD, to_day="2026-11-05")
    assert rows[1] == {
        "volunteer_id": "v1",
        "retired": False,
        "capacity": 5,
        "caseload": 1,
        "visits": 2,
        "people_helped": 2,
        "active_days": 1,
        "submitted": 1,
        "completed": 1,
    }
    assert (rows[0]["volunteer_id"], rows[0]["capacity"], rows[0]["visits"]) == ("stranger", None, 1)


def test_volunteers_by_how_many_visits_they_made(story: WardStory) -> None:
    for name, visits in (("v0", 0), ("v1", 1), ("v4", 4), ("v5", 5), ("v20", 20)):
        story.volunteer(name)
        for index in range(visits):
            story.visit(f"{name}/{index}", "h1", "2026-11-05", volunteer=name)
    story.retired("v4")
    assert figures.visit_spread(story.events(), WARD) == {"0": 1, "1-4": 2, "5-19": 1, "20+": 1}
    assert figures.visit_spread(story.events(), None, "2026-11-06") == {"0": 4, "1-4": 0, "5-19": 0, "20+": 0}


def test_a_procedures_row_counts_its_cases(story: WardStory) -> None:
    story.step("submitted", "c1", "2026-11-02", "x", mode="self")
    story.step("completed", "c1", "2026-11-06", "desk")
    story.step("completed", "c2", "2026-11-06", "y", mode="self")
    assert figures.procedures(story.events(), REFERENCE) == [
        {
            "procedure": "birth-registration",
            "class": "dossier",
            "submitted": 2,
            "completed": 2,
            "refused": 0,
            "withdrawn": 0,
            "on_the_spot": 1,
            "days_to_result": {"n": 1, "median": 4},
        }
    ]
    assert figures.procedures(story.events(), REFERENCE, from_day="2026-11-07") == []


def test_a_trend_has_a_row_for_every_day_or_month_between_its_bounds(story: WardStory) -> None:
    story.visit("x", "h1", "2026-10-31", people_helped=2, volunteer="v1")
    story.visit("y", "h1", "2026-10-30", volunteer="v1")
    story.visit("z", "h1", "2026-11-30", volunteer="v1")
    days: Any = figures.trend(story.events(), WARD, "2026-10-31", "2026-11-02", "day")
    assert [(row["period"], row["visits"]) for row in days] == [("2026-10-31", 1), ("2026-11-01", 0), ("2026-11-02", 0)]
    months = figures.trend(story.events(), None, "2026-10-31", "2026-11-29", "month")
    assert months[0] == {
        "period": "2026-10",
        "visits": 1,
        "people_helped": 2,
        "submitted": 0,
        "completed": 0,
        "refused": 0,
        "withdrawn": 0,
        "active_volunteers": 1,
        "recorded_late": 0,
    }
    assert (months[1]["period"], months[1]["visits"]) == ("2026-11", 0)


def test_reporting_months_end_on_the_day_before_the_15th_and_know_what_came_after(story: WardStory) -> None:
    story.visit("x", "h1", "2026-10-14", late=1)
    story.visit("y", "h1", "2026-10-15", late=30)
    story.visit("z", "h1", "2026-11-14", late=1)
    rows: Any = figures.trend(story.events(), WARD, "2026-10-01", "2026-11-20", "month", month_start=15)
    assert [(row["period"], row["visits"], row["recorded_late"]) for row in rows] == [
        ("2026-10", 1, 1),
        ("2026-11", 2, 1),
        ("2026-12", 0, 0),
    ]
    days: Any = figures.trend(story.events(), WARD, "2026-11-14", "2026-11-14", "day", month_start=15)
    assert days[0]["recorded_late"] == 1
    calendar: Any = figures.trend(story.events(), WARD, "2026-10-01", "2026-11-20", "month")
    assert [row["recorded_late"] for row in calendar] == [1, 0]


def test_every_unit_has_a_row(story: WardStory) -> None:
    story.household("h1")
    story.visit("x", "h1", "2026-11-05", people_helped=2)
    rows: Any = figures.wards(story.events(), TODAY, REFERENCE)
    assert len(rows) == 94
    own = next(row for row in rows if row["ward"] == WARD)
    assert (own["started"], own["visits"], own["people_helped"], own["households"]["visited"]) == (True, 1, 2, 1)
    assert sum(row["started"] for row in rows) == 1


def test_events_are_counted_once_by_source(story: WardStory) -> None:
    story.household("h1")
    story.visit("x", "h1", "2026-11-05")
    story.visit("y", "h1", "2026-11-05")
    counts: Any = figures.as_of_counts(story.events() * 2, TODAY, REFERENCE)
    assert (counts["assignment"], counts["visits"]) == ({"events": 1}, {"events": 2})


@pytest.mark.parametrize(("last_sign", "silent"), [("2026-11-17", 1), ("2026-11-18", 0)])
def test_a_started_ward_is_silent_after_7_days_without_visit_or_phone(
    story: WardStory, last_sign: str, silent: int
) -> None:
    story.household("h1", day="2026-11-10")
    story.visit("x", "h1", "2026-11-05", late=2)
    story.phone("p1", "v1", last_sign)
    counts: Any = figures.as_of_counts(story.events(), TODAY, REFERENCE)
    assert counts["wards"] == {"total": 94, "started": 1, "silent_7_days": silent}


@pytest.mark.parametrize(
    ("signals", "last_heard", "silent"),
    [
        (("good", "none"), "2026-11-22", 0),
        (("good", "none"), "2026-11-21", 1),
        (("weak", "none"), "2026-11-18", 0),
        (("weak", "none"), "2026-11-17", 1),
        ((), "2026-10-01", 0),
    ],
)
def test_a_phone_is_silent_after_3_days_or_7_without_good_signal(
    story: WardStory, signals: tuple[str, ...], last_heard: str, silent: int
) -> None:
    for index, signal in enumerate(signals):
        story.household(f"h{index}", signal=signal)
        story.assigned(f"h{index}", "v1")
    story.phone("p1", "v1", last_heard)
    counts: Any = figures.as_of_counts(story.events(), TODAY, REFERENCE)
    assert counts["phones"]["silent"] == silent


def test_of_a_volunteers_phones_the_last_heard_counts_and_any_with_something_unsent(story: WardStory) -> None:
    story.household("h1")
    story.assigned("h1", "v1")
    story.phone("laid aside", "v1", "2026-11-02")
    story.phone("holds something", "v1", "2026-11-03", unsent=4)
    story.phone("in use", "v1", "2026-11-24", unsent=1)
    counts: Any = figures.as_of_counts(story.events(), TODAY, REFERENCE, WARD)
    assert counts["phones"] == {"known": 3, "silent": 1, "unsent_last_reported": 5}


def of_village(name: str, open_cases: int, **poor: int) -> dict[str, Any]:
    """Forty households, twenty visited and ten self-reliant; the other group is empty."""
    plain = {"registered": 40, "assigned": 40, "visited": 20, "helped": 20, "self_reliant": 10, "adults": 80}
    none = {"self_reliant_already": 0, "no_contact": 0}
    empty = {"registered": 0, "visited": 0, "self_reliant": 0}
    return {
        "village": name,
        "open_cases": open_cases,
        **plain,
        **none,
        "priority": {"poor": empty | poor, "rest": empty},
    }


def test_small_counts_and_the_next_smallest_beside_them_are_withheld() -> None:
    rows = [of_village("a", 2, registered=3), of_village("b", 9, registered=15), of_village("c", 6, registered=8)]
    shown: list[Any] = hide_small(rows)
    assert [row["priority"]["poor"]["registered"] for row in shown] == [None, 15, None]
    assert [row["open_cases"] for row in shown] == [None, 9, None]
    assert [row["registered"] for row in shown] == [40, 40, 40]


def test_nothing_small_nothing_withheld() -> None:
    rows = [of_village("a", 0, registered=5), of_village("b", 5)]
    assert hide_small(rows) == rows
    assert hide_small([]) == []


def test_a_lone_village_has_nothing_beside_it() -> None:
    (shown,) = hide_small([of_village("a", 2)])
    assert (shown["open_cases"], shown["registered"]) == (None, 40)
