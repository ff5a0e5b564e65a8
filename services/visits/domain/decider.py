"""The decider of a household: every command that concerns what happened at its door."""

from collections.abc import Sequence
from typing import assert_never

from services.visits.domain.commands import (
    AmendCase,
    AnswerRequest,
    CloseFollowUp,
    CompleteCase,
    HouseholdCommand,
    OpenFollowUp,
    RecordVisit,
    RefuseCase,
    ReopenCase,
    ReturnCase,
    TakeRequest,
    VoidVisit,
    WithdrawCase,
)
from services.visits.domain.desk import amend_case, reopen_case, take_step
from services.visits.domain.evolving import evolve
from services.visits.domain.follow_ups import close_follow_up, open_follow_up
from services.visits.domain.recording import record_visit
from services.visits.domain.requests import follow_request
from services.visits.domain.state import Household, HouseholdEvent
from services.visits.domain.voiding import void_visit
from shared.kernel.decider import Decider


def household_decider(catalogue: frozenset[str]) -> Decider[HouseholdCommand, Household, HouseholdEvent]:
    """The decider of the streams `<ward>/household/<id>`. `catalogue`: every procedure's id, retired ones too."""

    def decide(command: HouseholdCommand, household: Household) -> Sequence[HouseholdEvent]:
        match command:
            case RecordVisit():
                return record_visit(command, household, catalogue)
            case VoidVisit():
                return void_visit(command, household)
            case CompleteCase() | RefuseCase() | ReturnCase() | WithdrawCase():
                return take_step(command, household)
            case ReopenCase():
                return reopen_case(command, household)
            case AmendCase():
                return amend_case(command, household)
            case OpenFollowUp():
                return open_follow_up(command, household)
            case CloseFollowUp():
                return close_follow_up(command, household)
            case TakeRequest() | AnswerRequest():
                return follow_request(command, household)
            case _:
                assert_never(command)

    return Decider(decide=decide, evolve=evolve, initial_state=Household)
