"""What becomes of a case after the visit, told from the desk."""

from datetime import timedelta

import pytest

from services.visits.domain.rejections import (
    CaseNotClosed,
    CaseNotOpen,
    CaseUnknown,
    ClockAhead,
    ClockBehind,
    NotYourResult,
    ReopeningTooLate,
)
from shared.contracts.visit_parts import Case, CaseOpening, CaseResult
from shared.contracts.visits import (
    CaseAmended,
    CaseReopened,
    ProcedureCompleted,
    ProcedureRefused,
    ProcedureReturned,
    ProcedureWithdrawn,
)
from shared.kernel.failures import NotFound
from tests.domain.visits_examples import (
    DECIDER,
    HOUSEHOLD,
    MINE,
    OFFICE,
    OTHERS,
    after,
    amend,
    complete,
    day,
    give_back,
    line,
    refuse,
    reopen,
    visit,
    void,
    withdraw,
)
from tests.given_when_then import given

OPENED = CaseOpening(day="2026-11-02", mode="assisted", volunteer="lan")
OPEN = Case(procedure="birth-registration", state="open", opened=OPENED)
SUBMITTED = after(visit(procedures=(line(),)))


def closed(kind, volunteer="lan") -> Case:
    result = CaseResult(kind=kind, day="2026-11-05", mode="assisted", volunteer=volunteer)
    return Case(procedure="birth-registration", state="closed", opened=OPENED, result=result)


def test_a_completion_closes_the_case_in_the_mode_and_for_the_opener() -> None:
    given(DECIDER, *SUBMITTED).when(complete(who=OFFICE, command_id="k1", reason="đã trả kết quả")).then(
        ProcedureCompleted(
            household_id=HOUSEHOLD,
            occurred_at=day(5),
            case_id="c1",
            before=OPEN,
            after=closed("completed"),
            record="k1",
            recorded_at=day(5),
            recorded_by=OFFICE,
            procedure="birth-registration",
            step_day="2026-11-05",
            sealed={"reason": "đã trả kết quả"},
        )
    )


@pytest.mark.parametrize(
    ("command", "event", "kind"),
    [(refuse, ProcedureRefused, "refused"), (withdraw, ProcedureWithdrawn, "withdrawn")],
)
def test_the_other_results_close_the_case_for_whom_they_name(command, event, kind) -> None:
    (result,) = given(DECIDER, *SUBMITTED).when(command(volunteer_id="minh")).events()
    assert type(result) is event
    assert result.after == closed(kind, "minh")


def test_a_return_waits_for_another_submission() -> None:
    (event,) = given(DECIDER, *SUBMITTED).when(give_back(reason="thiếu giấy")).events()
    assert isinstance(event, ProcedureReturned)
    assert event.after == Case(procedure="birth-registration", state="open", opened=OPENED, returned=True)
    assert event.sealed == {"reason": "thiếu giấy"}


def test_a_returned_case_that_is_completed_is_returned_no_more() -> None:
    assert DECIDER.fold(after(visit(procedures=(line(),)), give_back(), complete())).cases["c1"].current == closed(
        "completed"
    )


@pytest.mark.parametrize("command", [complete, refuse, withdraw, give_back])
def test_a_step_needs_an_open_case(command) -> None:
    history = (*SUBMITTED, *given(DECIDER, *SUBMITTED).when(complete()).events())
    given(DECIDER, *history).when(command(7)).then_rejects(CaseNotOpen, case_id="c1")


@pytest.mark.parametrize("command", [complete, refuse, withdraw, give_back, reopen, amend])
def test_a_case_that_nobody_recorded_is_not_found(command) -> None:
    rejection = given(DECIDER, *SUBMITTED).when(command(case_id="c9")).then_rejects(CaseUnknown)
    assert isinstance(rejection, NotFound)


def test_a_case_that_went_with_its_visit_is_not_found() -> None:
    given(DECIDER, *SUBMITTED, *given(DECIDER, *SUBMITTED).when(void()).events()).when(complete()).then_rejects(
        CaseUnknown
    )


@pytest.mark.parametrize("command", [complete, refuse, withdraw, give_back])
def test_a_desk_has_no_better_clock_than_a_door(command) -> None:
    ahead = command(occurred_at=day(6, hour=1))
    given(DECIDER, *SUBMITTED).when(ahead).then_rejects(ClockAhead)
    behind = command(recorded_at=day(5) + timedelta(days=181), occurred_at=day(4))
    given(DECIDER, *SUBMITTED).when(behind).then_rejects(ClockBehind)


def test_a_reopening_takes_the_result_back() -> None:
    history = after(visit(procedures=(line(),)), complete())
    given(DECIDER, *history).when(reopen(command_id="k2", reason="trả nhầm")).then(
        CaseReopened(
            household_id=HOUSEHOLD,
            occurred_at=day(6),
            case_id="c1",
            before=closed("completed"),
            after=OPEN,
            record="k2",
            sealed={"reason": "trả nhầm"},
        )
    )


def test_a_reopened_case_may_end_again() -> None:
    history = after(visit(procedures=(line(),)), refuse(4), reopen(4, occurred_at=day(4, hour=1)), complete(5))
    assert DECIDER.fold(history).cases["c1"].current == closed("completed")


def test_a_reopening_from_a_slow_clock_still_takes_the_result_back() -> None:
    history = after(visit(procedures=(line(),)), complete(5, command_id="z"))
    (event,) = given(DECIDER, *history).when(reopen(5, occurred_at=day(4), command_id="a")).events()
    assert isinstance(event, CaseReopened)
    assert (event.occurred_at, event.after) == (day(5), OPEN)


def test_an_open_case_cannot_be_reopened() -> None:
    given(DECIDER, *SUBMITTED).when(reopen(who=OFFICE)).then_rejects(CaseNotClosed, case_id="c1")


def test_a_reopening_cannot_lie_in_the_future() -> None:
    history = after(visit(procedures=(line(),)), complete())
    given(DECIDER, *history).when(reopen(6, occurred_at=day(8))).then_rejects(ClockAhead)


def test_who_recorded_the_result_may_take_it_back_for_seven_days() -> None:
    history = after(visit(procedures=(line(),)), complete(5))
    assert given(DECIDER, *history).when(reopen(12)).events()
    late = reopen(12, recorded_at=day(12) + timedelta(seconds=1))
    given(DECIDER, *history).when(late).then_rejects(ReopeningTooLate, days=7)
    given(DECIDER, *history).when(reopen(6, who=OTHERS)).then_rejects(NotYourResult)


def test_a_result_from_the_door_belongs_to_who_recorded_the_visit() -> None:
    history = after(visit(procedures=(line("completed"),)))
    given(DECIDER, *history).when(reopen(3, who=OTHERS)).then_rejects(NotYourResult)
    assert given(DECIDER, *history).when(reopen(3, who=MINE)).events()


def test_the_coordinator_may_take_any_result_back_at_any_time() -> None:
    history = after(visit(procedures=(line(),)), complete(5))
    assert given(DECIDER, *history).when(reopen(29, who=OFFICE)).events()


def test_an_amendment_sets_what_it_names() -> None:
    amended = Case(procedure="birth-registration", state="open", opened=OPENED, appointment="2026-11-20")
    given(DECIDER, *SUBMITTED).when(amend(appointment="2026-11-20", dossier_code="H17.20", for_whom="")).then(
        CaseAmended(
            household_id=HOUSEHOLD,
            occurred_at=day(4),
            case_id="c1",
            before=OPEN,
            after=amended,
            sealed={"dossier_code": "H17.20", "for_whom": ""},
        )
    )


def test_an_amendment_of_a_text_alone_leaves_the_case_as_it_was() -> None:
    (event,) = given(DECIDER, *SUBMITTED).when(amend(dossier_code="H17.20")).events()
    assert (event.before, event.after) == (OPEN, OPEN)


def test_an_amendment_that_changes_nothing_is_nothing() -> None:
    history = after(visit(procedures=(line(appointment="2026-11-20"),)))
    given(DECIDER, *history).when(amend()).then_nothing()
    given(DECIDER, *history).when(amend(appointment="2026-11-20")).then_nothing()


def test_an_amendment_takes_an_appointment_away() -> None:
    history = after(visit(procedures=(line(),)), amend(appointment="2026-11-20"))
    (event,) = given(DECIDER, *history).when(amend(5, appointment=None)).events()
    assert isinstance(event, CaseAmended)
    assert event.after == OPEN
    cleared = (*history, event)
    assert DECIDER.fold(cleared).cases["c1"].current == OPEN
    given(DECIDER, *cleared).when(amend(6, appointment=None)).then_nothing()


def test_an_amendment_holds_for_a_closed_case_too() -> None:
    history = after(visit(procedures=(line(),)), complete())
    (event,) = given(DECIDER, *history).when(amend(7, appointment="2026-11-06")).events()
    assert event.after is not None
    assert (event.after.state, event.after.appointment) == ("closed", "2026-11-06")


def test_an_amendment_outlasts_a_door_whose_clock_ran_ahead() -> None:
    ahead = visit(occurred_at=day(4, hour=5), recorded_at=day(4), procedures=(line(appointment="2026-11-09"),))
    (event,) = given(DECIDER, *after(ahead)).when(amend(4, appointment="2026-11-20")).events()
    assert event.after is not None
    assert event.after.appointment == "2026-11-20"


def test_a_late_visit_does_not_undo_an_amendment() -> None:
    late = visit("v2", occurred_at=day(3), procedures=(line("submitted", appointment="2026-11-09"),))
    history = after(visit(procedures=(line(),)), amend(8, appointment="2026-11-20"), late)
    case = DECIDER.fold(history).cases["c1"].current
    assert case is not None
    assert case.appointment == "2026-11-20"
