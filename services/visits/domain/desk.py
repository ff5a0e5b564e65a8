"""What becomes of a case after the visit: a result, a return, a reopening, an amendment."""

from typing import assert_never

from msgspec import UNSET

from services.visits.domain.cases import Amendment, CaseHistory, StepTaken, result_of
from services.visits.domain.commands import (
    AmendCase,
    CaseStepCommand,
    CompleteCase,
    RefuseCase,
    ReopenCase,
    ReturnCase,
    WithdrawCase,
)
from services.visits.domain.procedure_steps import given_texts, procedure_step
from services.visits.domain.rejections import (
    CaseNotClosed,
    CaseNotOpen,
    CaseUnknown,
    NotYourResult,
    ReopeningTooLate,
)
from services.visits.domain.state import Household, HouseholdEvent
from services.visits.domain.timing import OWN_RECORD, require_plausible
from shared.contracts.visit_parts import Case, Step
from shared.contracts.visits import CaseAmended, CaseReopened
from shared.kernel.scope import Role


def take_step(command: CaseStepCommand, household: Household) -> list[HouseholdEvent]:
    """A step of an open case. It takes its place by `occurred_at`, though never before the opening."""
    history, case = _known_case(household, command.case_id)
    if case.state == "closed":
        raise CaseNotOpen(case_id=command.case_id)
    require_plausible(command.occurred_at, command.recorded_at, command.role)
    taken = StepTaken(
        occurred_at=command.occurred_at,
        record=command.command_id,
        step=_step_of(command),
        procedure=case.procedure,
        recorded_at=command.recorded_at,
        recorded_by=command.recorded_by,
        volunteer=command.volunteer_id,
    )
    texts = {"reason": command.reason}
    after = history.taking(taken)
    return [procedure_step(command.household_id, command.case_id, taken, history, after, texts=texts)]


def reopen_case(command: ReopenCase, household: Household) -> list[HouseholdEvent]:
    """Take the result back. A clock that puts the reopening before the result is corrected to the result's time."""
    history, case = _known_case(household, command.case_id)
    result = result_of(history.records)
    if case.state == "open" or result is None:
        raise CaseNotClosed(case_id=command.case_id)
    require_plausible(command.occurred_at, command.recorded_at, command.role)
    _require_permission(command, result)
    occurred_at = max(command.occurred_at, result.occurred_at)
    reopened = history.reopened()
    event = CaseReopened(
        household_id=command.household_id,
        occurred_at=occurred_at,
        case_id=command.case_id,
        before=history.current,
        after=reopened.current,
        record=command.command_id,
        sealed=given_texts({"reason": command.reason}),
    )
    return [event]


def amend_case(command: AmendCase, household: Household) -> list[HouseholdEvent]:
    """Set what was given, in a closed case too; nothing when nothing would change.

    The amendment follows all that is known of the case, so that its appointment is the latest.
    """
    history, case = _known_case(household, command.case_id)
    texts = {"dossier_code": command.dossier_code, "for_whom": command.for_whom}
    sealed = {field: text for field, text in texts.items() if text is not None}
    amended = history
    occurred_at = max(command.recorded_at, *(one.occurred_at for one in history.records))
    if command.appointment is not UNSET and command.appointment != case.appointment:
        amended = history.taking(Amendment(occurred_at=occurred_at, appointment=command.appointment))
    if amended is history and not sealed:
        return []
    event = CaseAmended(
        household_id=command.household_id,
        occurred_at=occurred_at,
        case_id=command.case_id,
        before=history.current,
        after=amended.current,
        sealed=sealed,
    )
    return [event]


def _known_case(household: Household, case_id: str) -> tuple[CaseHistory, Case]:
    history = household.cases.get(case_id)
    if history is None or history.current is None:
        raise CaseUnknown(case_id=case_id)
    return history, history.current


def _step_of(command: CaseStepCommand) -> Step:
    match command:
        case CompleteCase():
            return "completed"
        case RefuseCase():
            return "refused"
        case WithdrawCase():
            return "withdrawn"
        case ReturnCase():
            return "returned"
        case _:
            assert_never(command)


def _require_permission(command: ReopenCase, result: StepTaken) -> None:
    if command.role is Role.COORDINATOR:
        return
    if command.recorded_by != result.recorded_by:
        raise NotYourResult()
    if command.recorded_at > result.recorded_at + OWN_RECORD:
        raise ReopeningTooLate(days=OWN_RECORD.days)
