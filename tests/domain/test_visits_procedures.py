"""Lines of visits that name another procedure than their case: kept as written, acting on the case as it is."""

from shared.contracts.visit_parts import Case, CaseOpening
from shared.contracts.visits import ProcedureCompleted, VisitRecorded
from tests.domain.visits_examples import DECIDER, after, day, line, visit, void
from tests.given_when_then import given

OPEN = Case(
    procedure="birth-registration",
    state="open",
    opened=CaseOpening(day="2026-11-02", mode="assisted", volunteer="lan"),
)


def test_a_line_of_another_procedure_acts_on_its_case_which_keeps_its_own() -> None:
    opening = visit(procedures=(line(),))
    other = visit("v2", occurred_at=day(3), procedures=(line("completed", procedure="digital-signature"),))
    visited, completed, *_ = given(DECIDER, *after(opening)).when(other).events()
    assert isinstance(visited, VisitRecorded)
    assert isinstance(completed, ProcedureCompleted)
    (written,) = visited.lines
    assert (written.procedure, written.case_procedure, written.flag) == (
        "digital-signature",
        "birth-registration",
        None,
    )
    assert "procedure_differs" in visited.flags
    assert completed.procedure == "birth-registration"
    assert DECIDER.fold(after(opening, other, void("v2", on=4))).cases["c1"].current == OPEN


def test_an_earlier_submission_of_another_procedure_opens_the_case_but_changes_no_procedure() -> None:
    late = visit("v2", occurred_at=day(6), procedures=(line(),))
    early = visit(procedures=(line(procedure="digital-signature"),))
    assert DECIDER.fold(after(late, early)).cases["c1"].current == OPEN
