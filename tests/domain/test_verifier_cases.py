"""The verifier's cases: what steps add up to, in the order in which they happened."""

from typing import Any

import pytest

from shared.contracts.visit_parts import Case, CaseOpening
from shared.contracts.visits import CaseAmended
from tests.ledgers import reference
from tests.ward_story import WARD, WardStory, at
from verifier import figures

TODAY = "2026-11-24"
REFERENCE = reference()


@pytest.fixture
def story() -> WardStory:
    ward = WardStory()
    ward.household("h1")
    return ward


def answer(story: WardStory, **bounds: str) -> Any:
    whole: Any = figures.ward(story.events(), WARD, TODAY, REFERENCE, **bounds)
    return whole["procedures"]


def some(whole: Any, *names: str) -> tuple[Any, ...]:
    return tuple(whole[name] for name in names)


def test_sent_again_after_a_return_is_no_new_submission(story: WardStory) -> None:
    story.step("submitted", "c1", "2026-11-02", "x", mode="self")
    story.step("returned", "c1", "2026-11-05", "desk 1")
    assert some(answer(story), "submitted", "open", "returned") == (1, 1, 1)
    story.step("submitted", "c1", "2026-11-06", "y", mode="self")
    assert some(answer(story), "submitted", "open", "returned") == (1, 1, 0)


def test_a_result_without_a_submission_opens_the_case_on_its_day(story: WardStory) -> None:
    story.step("completed", "c1", "2026-11-05", "x", mode="assisted")
    day = answer(story, from_day="2026-11-05", to_day="2026-11-05")
    assert some(day, "submitted", "completed", "completed_on_the_spot") == (1, 1, 1)
    assert day["days_to_result"] == {"n": 0, "median": None}


def test_an_earlier_submission_that_arrives_later_becomes_the_opening(story: WardStory) -> None:
    story.step("completed", "c1", "2026-11-05", "x", mode="assisted", volunteer="v1")
    story.step("submitted", "c1", "2026-11-02", "y", mode="self", volunteer="v2")
    whole = answer(story)
    assert some(whole, "submitted", "completed", "completed_on_the_spot") == (1, 1, 0)
    assert whole["days_to_result"] == {"n": 1, "median": 3}
    assert whole["by_mode"] == {
        "self": {"submitted": 1, "completed": 0, "refused": 0, "withdrawn": 0},
        "assisted": {"submitted": 0, "completed": 1, "refused": 0, "withdrawn": 0},
    }


def test_a_result_without_mode_or_volunteer_counts_as_the_opening(story: WardStory) -> None:
    story.step("submitted", "c1", "2026-11-02", "x", mode="on_behalf", volunteer="v1")
    story.step("refused", "c1", "2026-11-05", "desk 1")
    story.step("submitted", "c2", "2026-11-02", "x", mode="self", volunteer="v1")
    story.step("completed", "c2", "2026-11-05", "desk 2", volunteer="v2")
    assert answer(story)["by_mode"] == {
        "on_behalf": {"submitted": 1, "completed": 0, "refused": 1, "withdrawn": 0},
        "self": {"submitted": 1, "completed": 1, "refused": 0, "withdrawn": 0},
    }
    rows: Any = {row["volunteer_id"]: row for row in figures.volunteers(story.events(), WARD)}
    assert some(rows["v1"], "submitted", "completed") == (2, 0)
    assert some(rows["v2"], "submitted", "completed") == (0, 1)


def test_a_reopening_takes_the_result_back_and_its_day_forgets_it(story: WardStory) -> None:
    story.step("submitted", "c1", "2026-11-02", "x", mode="self")
    story.step("completed", "c1", "2026-11-05", "desk 1")
    story.reopened("c1", "2026-11-07")
    assert some(answer(story), "submitted", "completed", "open") == (1, 0, 1)
    story.step("refused", "c1", "2026-11-10", "desk 2")
    assert some(answer(story, to_day="2026-11-09"), "completed", "refused") == (0, 0)
    assert some(answer(story), "completed", "refused", "open") == (0, 1, 0)
    assert answer(story)["days_to_result"] == {"n": 1, "median": 8}


def test_a_case_that_was_returned_before_its_result_is_returned_again_when_reopened(story: WardStory) -> None:
    story.step("submitted", "c1", "2026-11-02", "x", mode="self")
    story.step("returned", "c1", "2026-11-04", "desk 1")
    story.step("completed", "c1", "2026-11-05", "desk 2")
    assert answer(story)["returned"] == 0
    story.reopened("c1", "2026-11-07")
    assert some(answer(story), "open", "returned") == (1, 1)


def test_steps_after_a_result_change_nothing_until_a_reopening(story: WardStory) -> None:
    story.step("submitted", "c1", "2026-11-02", "x", mode="self")
    story.step("returned", "c1", "2026-11-08", "desk 1")
    story.step("completed", "c1", "2026-11-05", "y", mode="self")
    story.step("refused", "c1", "2026-11-09", "desk 2")
    assert some(answer(story), "completed", "refused", "open", "returned") == (1, 0, 0, 0)


def test_after_a_reopening_the_right_result_counts_on_its_own_day(story: WardStory) -> None:
    story.step("submitted", "c1", "2026-11-02", "x", mode="self")
    story.step("completed", "c1", "2026-11-05", "desk 1")
    story.reopened("c1", "2026-11-09")
    story.step("refused", "c1", "2026-11-05", "desk 2")
    assert some(answer(story), "completed", "refused", "open") == (0, 1, 0)
    assert answer(story)["days_to_result"] == {"n": 1, "median": 3}


def test_a_step_from_the_desk_never_opens_a_case_that_a_door_did(story: WardStory) -> None:
    story.step("submitted", "c1", "2026-11-04", "x", mode="self")
    story.step("completed", "c1", "2026-11-02", "desk 1")
    assert some(answer(story), "submitted", "completed", "completed_on_the_spot") == (1, 1, 0)
    assert answer(story)["days_to_result"] == {"n": 1, "median": 0}


def test_at_one_instant_a_reopening_follows_the_result(story: WardStory) -> None:
    story.step("completed", "c1", "2026-11-05", "z", mode="self")
    story.reopened("c1", "2026-11-05")
    assert some(answer(story), "submitted", "completed", "open") == (1, 0, 1)


def test_voiding_takes_back_the_visits_steps_and_a_step_elsewhere_opens_anew(story: WardStory) -> None:
    story.visit("x", "h1", "2026-11-02")
    story.step("submitted", "c1", "2026-11-02", "x", mode="on_behalf")
    story.step("submitted", "c2", "2026-11-02", "x", mode="on_behalf")
    story.step("completed", "c2", "2026-11-06", "desk 1", volunteer="v2")
    story.voided("x", "h1", "2026-11-02")
    day = answer(story, from_day="2026-11-06", to_day="2026-11-06")
    assert some(day, "submitted", "completed", "completed_on_the_spot", "open") == (1, 1, 1, 0)
    assert answer(story)["by_mode"] == {"assisted": {"submitted": 1, "completed": 1, "refused": 0, "withdrawn": 0}}


def test_on_time_is_a_result_on_or_before_the_latest_appointment(story: WardStory) -> None:
    for case, kind, day in (("c1", "completed", "2026-11-10"), ("c2", "withdrawn", "2026-11-11")):
        story.step("submitted", case, "2026-11-02", "x", mode="self", appointment="2026-11-10")
        story.step(kind, case, day, f"desk {case}")
    story.step("submitted", "c3", "2026-11-02", "x", mode="self")
    story.step("completed", "c3", "2026-11-03", "desk c3")
    assert some(answer(story), "closed_with_appointment", "on_time") == (2, 1)
    story.appointment("c2", "2026-11-12", "2026-11-20")
    assert some(answer(story), "closed_with_appointment", "on_time") == (2, 2)
    assert some(answer(story, from_day="2026-11-11"), "closed_with_appointment", "on_time") == (1, 1)


def test_overdue_is_open_with_an_appointment_before_today(story: WardStory) -> None:
    for case, appointment in (("c1", "2026-11-23"), ("c2", "2026-11-24"), ("c3", None)):
        story.step("submitted", case, "2026-11-02", "x", mode="self", appointment=appointment)
    assert some(answer(story), "open", "overdue") == (3, 1)
    story.appointment("c1", "2026-11-05", "2026-11-30")
    assert answer(story)["overdue"] == 0


def test_an_amendment_of_something_else_sets_no_appointment(story: WardStory) -> None:
    story.step("submitted", "c1", "2026-11-02", "x", mode="self", appointment="2026-11-20")
    case = Case(
        procedure="birth-registration",
        state="open",
        opened=CaseOpening(day="2026-11-02", mode="self"),
        appointment="2026-11-20",
    )
    moment = at("2026-11-12")
    story.tell(moment, CaseAmended(household_id="h1", case_id="c1", occurred_at=moment, before=case, after=case))
    story.step("returned", "c1", "2026-11-10", "desk 1", appointment="2026-11-30")
    assert answer(story)["overdue"] == 0


def test_days_to_result_leave_out_what_was_withdrawn_or_ended_on_the_spot(story: WardStory) -> None:
    for case, kind, day in (
        ("c1", "completed", "2026-11-04"),
        ("c2", "refused", "2026-11-10"),
        ("c3", "withdrawn", "2026-11-30"),
    ):
        story.step("submitted", case, "2026-11-02", "x", mode="self")
        story.step(kind, case, day, f"desk {case}")
    story.step("submitted", "c4", "2026-11-02", "y", mode="self", hour=9)
    story.step("completed", "c4", "2026-11-02", "y", mode="self", hour=9)
    assert answer(story)["days_to_result"] == {"n": 2, "median": 5}
    assert answer(story)["completed_on_the_spot"] == 1
    assert answer(story, from_day="2026-11-05")["days_to_result"] == {"n": 1, "median": 8}


def test_splits_hold_what_occurs_in_the_period(story: WardStory) -> None:
    story.step("submitted", "c1", "2026-11-02", "x", mode="self", procedure="digital-signature")
    story.step("submitted", "c2", "2026-11-12", "y", mode="assisted")
    day = answer(story, from_day="2026-11-10")
    flows = {"submitted": 1, "completed": 0, "refused": 0, "withdrawn": 0}
    assert day["by_procedure"] == {"birth-registration": flows}
    assert day["by_class"] == {"dossier": flows}
    assert day["by_mode"] == {"assisted": flows}
    assert set(answer(story)["by_class"]) == {"dossier", "service"}
