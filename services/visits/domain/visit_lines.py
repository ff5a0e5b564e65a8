"""The procedure lines of a visit: which of them count, and what those do to their cases."""

from immutables import Map

from services.visits.domain.cases import UNKNOWN_CASE, CaseHistory, StepTaken, opening_of, position
from services.visits.domain.commands import ProcedureLine, RecordVisit
from services.visits.domain.procedure_steps import procedure_step
from services.visits.domain.state import Household, ProcedureStep
from shared.contracts.visit_parts import Line, LineFlag


def follow_lines(command: RecordVisit, household: Household) -> tuple[tuple[Line, ...], list[ProcedureStep]]:
    """The lines as they are kept, and the events of those that count, chained where two concern one case."""
    cases: Map[str, CaseHistory] = household.cases
    kept: list[Line] = []
    steps: list[ProcedureStep] = []
    for line in command.procedures:
        history = cases.get(line.case_id, UNKNOWN_CASE)
        procedure = history.current.procedure if history.current else line.procedure
        taken = _step_taken(command, line, procedure)
        flag = _flag(line.case_id in command.cases_elsewhere, history, taken)
        kept.append(_line(line, flag, procedure))
        if flag is not None:
            continue
        after = history.taking(taken)
        steps.append(
            procedure_step(
                command.household_id, line.case_id, taken, history, after, channel=line.channel, texts=texts_of(line)
            )
        )
        cases = cases.set(line.case_id, after)
    return tuple(kept), steps


def _flag(elsewhere: bool, history: CaseHistory, taken: StepTaken) -> LineFlag | None:
    """Why a line changes nothing. A closed case still takes a submission from before its present opening, and any that
    shows the first door of a case of which only the desk's steps were left."""
    if elsewhere:
        return "case_elsewhere"
    if history.current is None or history.current.state == "open":
        return None
    opening = opening_of(history.records)
    if taken.step == "submitted" and opening and (opening.from_desk or position(taken) < position(opening)):
        return None
    return "case_already_closed"


def _step_taken(command: RecordVisit, line: ProcedureLine, procedure: str) -> StepTaken:
    """The step as its case takes it, which keeps its procedure whatever the line names."""
    return StepTaken(
        occurred_at=command.occurred_at,
        record=command.visit_id,
        step=line.step,
        procedure=procedure,
        recorded_at=command.recorded_at,
        recorded_by=command.recorded_by,
        mode=line.mode,
        volunteer=command.volunteer_id,
        appointment=line.appointment,
    )


def _line(line: ProcedureLine, flag: LineFlag | None, case_procedure: str) -> Line:
    return Line(
        case_id=line.case_id,
        procedure=line.procedure,
        step=line.step,
        mode=line.mode,
        channel=line.channel,
        appointment=line.appointment,
        flag=flag,
        case_procedure=None if case_procedure == line.procedure else case_procedure,
    )


def texts_of(line: ProcedureLine) -> dict[str, str | None]:
    """The texts of a line to be sealed, by field."""
    return {
        "dossier_code": line.dossier_code,
        "for_whom": line.for_whom,
        "authorisation": line.authorisation,
        "reason": line.reason,
    }
