"""Cases as the lines of visits tell them, in whatever order the visits arrive."""

from collections.abc import Sequence

import pytest

from services.visits.domain.state import HouseholdEvent
from shared.contracts.visit_parts import Case, CaseOpening, CaseResult, Step
from shared.contracts.visits import (
    ProcedureCompleted,
    ProcedureRefused,
    ProcedureReturned,
    ProcedureSubmitted,
    ProcedureWithdrawn,
    VisitRecorded,
)
from tests.domain.visits_examples import (
    DECIDER,
    HOUSEHOLD,
    MINE,
    after,
    complete,
    day,
    give_back,
    line,
    refuse,
    reopen,
    visit,
    void,
)
from tests.given_when_then import given

OPENED = CaseOpening(day="2026-11-02", mode="assisted", volunteer="lan")
OPEN = Case(procedure="birth-registration", state="open", opened=OPENED)


def case_after(*history: HouseholdEvent, case_id: str = "c1") -> Case | None:
    return DECIDER.fold(history).cases[case_id].current


def lines_of(events: Sequence[HouseholdEvent]) -> list[str | None]:
    assert isinstance(events[0], VisitRecorded)
    return [line.flag for line in events[0].lines]


def test_a_submission_opens_a_case() -> None:
    sent = line(channel="online", appointment="2026-11-09", dossier_code="H17.19", for_whom="cháu Na")
    events = given(DECIDER).when(visit(procedures=(sent,))).events()
    assert events[1] == ProcedureSubmitted(
        household_id=HOUSEHOLD,
        occurred_at=day(2),
        case_id="c1",
        before=None,
        after=Case(procedure="birth-registration", state="open", opened=OPENED, appointment="2026-11-09"),
        record="v1",
        recorded_at=day(2, hour=1),
        recorded_by=MINE,
        procedure="birth-registration",
        step_day="2026-11-02",
        mode="assisted",
        volunteer="lan",
        channel="online",
        appointment="2026-11-09",
        sealed={"dossier_code": "H17.19", "for_whom": "cháu Na"},
    )
    assert events[1].introduces == ("case/c1",)


@pytest.mark.parametrize(
    ("step", "event"),
    [("completed", ProcedureCompleted), ("refused", ProcedureRefused), ("withdrawn", ProcedureWithdrawn)],
)
def test_a_result_without_a_submission_opens_and_closes_on_its_day(step: Step, event: type) -> None:
    events = given(DECIDER).when(visit(procedures=(line(step, mode="self"),))).events()
    opening = CaseOpening(day="2026-11-02", mode="self", volunteer="lan")
    result = CaseResult(kind=step, day="2026-11-02", mode="self", volunteer="lan")
    assert type(events[1]) is event
    assert events[1].after == Case(
        procedure="birth-registration", state="closed", opened=opening, result=result, on_the_spot=True
    )


def test_a_return_without_a_submission_opens_the_case_as_returned() -> None:
    history = after(visit(procedures=(line("returned"),)))
    assert isinstance(history[1], ProcedureReturned)
    assert case_after(*history) == Case(procedure="birth-registration", state="open", opened=OPENED, returned=True)


def test_a_submission_after_a_return_sends_the_same_case_again() -> None:
    history = after(visit(procedures=(line(),)), visit("v2", occurred_at=day(4), procedures=(line("returned"),)))
    assert case_after(*history) == Case(procedure="birth-registration", state="open", opened=OPENED, returned=True)
    again = visit("v3", occurred_at=day(6), procedures=(line(),))
    event = given(DECIDER, *history).when(again).events()[1]
    assert isinstance(event, ProcedureSubmitted)
    assert event.after == OPEN
    assert event.introduces == ()


def test_a_second_submission_of_an_open_case_changes_nothing_and_is_kept() -> None:
    history = after(visit(procedures=(line(),)))
    event = given(DECIDER, *history).when(visit("v2", occurred_at=day(4), procedures=(line(),))).events()[1]
    assert (event.before, event.after) == (OPEN, OPEN)


def test_two_lines_for_one_case_are_two_events_in_a_chain() -> None:
    submitted, completed = after(visit(procedures=(line(), line("completed"))))[1:3]
    assert isinstance(submitted, ProcedureSubmitted)
    assert isinstance(completed, ProcedureCompleted)
    assert (submitted.before, submitted.after) == (None, OPEN)
    assert completed.before == OPEN
    assert completed.after is not None
    assert completed.after.on_the_spot


def test_lines_of_one_visit_count_in_the_order_in_which_they_stand() -> None:
    case = case_after(*after(visit(procedures=(line(mode="assisted"), line("completed", mode="self")))))
    assert case is not None
    assert case.result is not None
    assert (case.opened.mode, case.result.mode) == ("assisted", "self")


def test_completed_in_another_record_of_the_same_instant_is_not_on_the_spot() -> None:
    case = case_after(*after(visit(procedures=(line(),)), visit("v2", procedures=(line("completed"),))))
    assert case is not None
    assert (case.state, case.on_the_spot) == ("closed", False)


def test_a_late_result_from_before_everything_known_makes_the_rest_count_for_nothing() -> None:
    returned = line("returned", mode="self", appointment="2026-11-20")
    history = after(visit("v2", occurred_at=day(6), procedures=(returned,)), visit(procedures=(line("completed"),)))
    result = CaseResult(kind="completed", day="2026-11-02", mode="assisted", volunteer="lan")
    assert case_after(*history) == Case(
        procedure="birth-registration", state="closed", opened=OPENED, result=result, on_the_spot=True
    )


def test_completed_in_another_record_is_not_on_the_spot_and_keeps_who_did_what() -> None:
    later = visit("v2", occurred_at=day(9), volunteer_id="minh", procedures=(line("completed", mode="self"),))
    case = case_after(*after(visit(procedures=(line(),)), later))
    result = CaseResult(kind="completed", day="2026-11-09", mode="self", volunteer="minh")
    assert case == Case(procedure="birth-registration", state="closed", opened=OPENED, result=result)


def test_the_latest_appointment_set_is_the_appointment_in_order_of_time() -> None:
    history = after(
        visit(procedures=(line(appointment="2026-11-09"),)),
        visit("v3", occurred_at=day(8), procedures=(line("returned", appointment="2026-11-20"),)),
        visit("v2", occurred_at=day(5), procedures=(line("submitted", appointment="2026-11-12"),)),
        visit("v4", occurred_at=day(9), procedures=(line("submitted"),)),
    )
    case = case_after(*history)
    assert case is not None
    assert (case.appointment, case.returned) == ("2026-11-20", False)


def test_an_earlier_submission_that_arrives_late_becomes_the_opening_of_an_open_case() -> None:
    history = after(visit("v2", occurred_at=day(6), procedures=(line(mode="self"),)), visit(procedures=(line(),)))
    assert case_after(*history) == OPEN


def test_an_earlier_submission_becomes_the_opening_of_a_closed_case_too() -> None:
    history = after(visit("v2", occurred_at=day(6), procedures=(line("completed", mode="self"),)))
    events = given(DECIDER, *history).when(visit(procedures=(line(),))).events()
    assert lines_of(events) == [None]
    result = CaseResult(kind="completed", day="2026-11-06", mode="self", volunteer="lan")
    assert events[1].after == Case(procedure="birth-registration", state="closed", opened=OPENED, result=result)


@pytest.mark.parametrize("step", ["submitted", "returned", "completed", "refused", "withdrawn"])
@pytest.mark.parametrize("on", [4, 8])
def test_a_line_about_a_closed_case_is_kept_and_changes_nothing(step: Step, on: int) -> None:
    history = after(visit(procedures=(line(),)), visit("v2", occurred_at=day(6), procedures=(line("completed"),)))
    (event,) = given(DECIDER, *history).when(visit("v3", occurred_at=day(on), procedures=(line(step),))).events()
    assert isinstance(event, VisitRecorded)
    assert lines_of([event]) == ["case_already_closed"]
    assert event.flags == ("consent_missing", "case_already_closed")


def test_an_earlier_return_does_not_become_the_opening_of_a_closed_case() -> None:
    history = after(visit("v2", occurred_at=day(6), procedures=(line("completed"),)))
    events = given(DECIDER, *history).when(visit(procedures=(line("returned"),))).events()
    assert lines_of(events) == ["case_already_closed"]


def test_a_case_that_another_line_of_the_visit_closed_is_closed() -> None:
    events = given(DECIDER).when(visit(procedures=(line("completed"), line("returned")))).events()
    assert lines_of(events) == [None, "case_already_closed"]


def test_a_line_about_a_case_of_another_household_is_kept_and_changes_nothing() -> None:
    foreign = visit(procedures=(line(), line(case_id="c2")), cases_elsewhere=frozenset({"c2"}))
    visited, submitted, _ = given(DECIDER).when(foreign).events()
    assert lines_of([visited]) == [None, "case_elsewhere"]
    assert visited.flags == ("consent_missing", "case_elsewhere")
    assert submitted.case_id == "c1"


def test_after_a_reopening_the_right_result_counts_on_its_own_day() -> None:
    history = after(visit(procedures=(line(),)), complete(4), reopen(8), refuse(4, command_id="k9"))
    case = case_after(*history)
    assert isinstance(history[-1], ProcedureRefused)
    assert (case.state, case.result.kind, case.result.day) == ("closed", "refused", "2026-11-04")


def test_a_reopening_takes_back_one_result_and_not_what_comes_to_light_later() -> None:
    history = after(
        visit(procedures=(line(),)),
        complete(4),
        reopen(8),
        visit("v2", occurred_at=day(6), procedures=(line("refused"),)),
    )
    assert case_after(*history).result.day == "2026-11-06"


@pytest.mark.parametrize("hour", [-8, 0])
def test_a_step_from_the_desk_follows_the_opening_whatever_its_hour(hour: int) -> None:
    submitted = visit(procedures=(line(appointment="2026-11-09"),))
    history = after(submitted, complete(occurred_at=day(2, hour=hour), command_id="a"))
    case = case_after(*history)
    assert (case.opened.volunteer, case.opened.mode, case.appointment) == ("lan", "assisted", "2026-11-09")
    assert (case.state, case.on_the_spot, case.result.day) == ("closed", False, "2026-11-02")


def test_a_return_from_the_desk_at_midnight_of_the_submissions_day_returns_the_case() -> None:
    history = after(visit(procedures=(line(),)), give_back(occurred_at=day(2, hour=-8)))
    assert case_after(*history).returned


def test_no_result_lies_before_the_day_of_the_opening() -> None:
    history = after(visit(occurred_at=day(4), procedures=(line(),)), complete(3))
    assert case_after(*history).result.day == "2026-11-04"


def test_a_case_that_went_with_a_visit_may_be_opened_anew() -> None:
    history = after(visit(procedures=(line(),)), void())
    event = given(DECIDER, *history).when(visit("v2", occurred_at=day(4), procedures=(line(),))).events()[1]
    assert isinstance(event, ProcedureSubmitted)
    assert event.before is None
