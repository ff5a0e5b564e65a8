"""The verifier's flows, its volunteers, and what does not matter to it: order, repetition, a ledger's former life."""

import random
from typing import Any

import pytest

from tests.ledgers import reference
from tests.ward_story import WARD, WardStory
from verifier import figures

TODAY = "2026-11-24"
REFERENCE = reference()


@pytest.fixture
def story() -> WardStory:
    return WardStory()


def answer(story: WardStory, **bounds: str) -> Any:
    return figures.ward(story.events(), WARD, TODAY, REFERENCE, **bounds)


def test_visits_split_by_what_occurs(story: WardStory) -> None:
    story.visit("x", "h1", "2026-11-05", people_helped=3, people_new=2)
    story.visit("y", "h1", "2026-11-06", "nobody_home")
    story.visit("z", "h2", "2026-11-06", people_helped=1, place="office", obstacle="portal_down")
    whole = answer(story)
    assert whole["visits"] == {
        "total": 3,
        "by_outcome": {"helped": 2, "nobody_home": 1},
        "by_place": {"home": 2, "office": 1},
        "by_obstacle": {"portal_down": 1},
    }
    assert (whole["people_helped"], whole["people_first_time"]) == (4, 2)


def test_bounds_limit_flows_by_the_day_in_da_nang_and_leave_stocks(story: WardStory) -> None:
    story.household("h1")
    story.visit("x", "h1", "2026-11-05", hour=0)
    story.visit("y", "h1", "2026-11-06", hour=23)
    assert answer(story, from_day="2026-11-06", to_day="2026-11-06")["visits"]["total"] == 1
    assert answer(story, to_day="2026-11-05")["visits"]["total"] == 1
    assert answer(story, from_day="2026-11-07")["visits"]["total"] == 0
    assert answer(story, from_day="2026-11-07")["households"]["visited"] == 1


def test_active_counts_volunteers_with_a_visit_retired_or_not(story: WardStory) -> None:
    for name in ("v1", "v2", "v3"):
        story.volunteer(name)
    story.visit("x", "h1", "2026-11-02", "nobody_home", volunteer="v1")
    story.visit("y", "h1", "2026-11-03", volunteer="v1")
    story.visit("z", "h1", "2026-10-26", volunteer="v2")
    story.visit("u", "h1", "2026-10-25", volunteer="v3")
    story.visit("w", "h1", "2026-11-24", volunteer=None)
    story.retired("v1")
    found = answer(story, from_day="2026-10-25", to_day="2026-10-26")["volunteers"]
    assert (found["enrolled"], found["active_this_month"], found["active_30_days"]) == (2, 1, 2)
    assert found["active_in_period"] == 2
    assert (found["retired_active_this_month"], found["retired_active_30_days"]) == (1, 1)
    assert found["retired_active_in_period"] == 0


def test_free_places_are_those_of_enrolled_volunteers(story: WardStory) -> None:
    for name, capacity in (("v1", 2), ("v2", 1), ("v3", 9)):
        story.volunteer(name, capacity)
    story.household("h1")
    story.household("h2")
    story.assigned("h1", "v1")
    story.assigned("h2", "v2")
    story.retired("v3")
    found = answer(story)["volunteers"]
    assert (found["with_free_places"], found["free_places"]) == (1, 1)


def test_the_province_is_its_wards_together(story: WardStory) -> None:
    other = WardStory("20305", story.ledgers)
    for ward in (story, other):
        ward.household("h1")
        ward.volunteer("v1", 3)
        ward.visit(f"x of {ward.ward}", "h1", "2026-11-05", volunteer="v1")
    whole: Any = figures.province(story.events(), TODAY, REFERENCE)
    assert whole["households"]["visited"] == whole["visits"]["total"] == whole["volunteers"]["active_this_month"] == 2
    assert whole["volunteers"]["free_places"] == 6


def test_order_and_repetition_of_delivery_change_nothing(story: WardStory) -> None:
    story.household("h1")
    story.assigned("h1", "v1")
    story.visit("x", "h1", "2026-11-05", people_helped=2)
    story.removed("h1")
    events = story.events()
    expected = figures.ward(events, WARD, TODAY, REFERENCE)
    shuffled = random.Random(4).sample(events + events, 2 * len(events))
    assert figures.ward(shuffled, WARD, TODAY, REFERENCE) == expected


def test_after_a_restore_only_the_new_era_counts(story: WardStory) -> None:
    story.visit("x", "h1", "2026-11-05")
    story.visit("y", "h1", "2026-11-06")
    events = story.events()
    again = [{**event, "era": "01999999-0000-7000-8000-000000000000"} for event in events[:1]]
    whole: Any = figures.ward(events + again, WARD, TODAY, REFERENCE)
    assert whole["visits"]["total"] == 1
