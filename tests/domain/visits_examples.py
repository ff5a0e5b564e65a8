"""One household, its people and its clock, for the examples of the visits decider."""

from datetime import UTC, datetime, timedelta
from typing import Any

from services.visits.domain.commands import (
    AmendCase,
    AnswerRequest,
    CloseFollowUp,
    CompleteCase,
    HouseholdCommand,
    NewFollowUp,
    OpenFollowUp,
    ProcedureLine,
    RecordVisit,
    RefuseCase,
    ReopenCase,
    ReturnCase,
    TakeRequest,
    VoidVisit,
    WithdrawCase,
)
from services.visits.domain.decider import household_decider
from services.visits.domain.state import Household, HouseholdEvent
from shared.contracts.visit_parts import Mode, Step
from shared.kernel.decider import Decider
from shared.kernel.scope import Role

HOUSEHOLD = "h1"
DECIDER: Decider[HouseholdCommand, Household, HouseholdEvent] = household_decider(
    frozenset({"birth-registration", "digital-signature"})
)
MORNING = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
"""08:00 on 2 November in Da Nang."""
MINE = "account-lan"
OTHERS = "account-minh"
OFFICE = "account-office"


def day(number: int, hour: int = 0) -> datetime:
    """08:00 of a day of November in Da Nang, and some hours later."""
    return MORNING + timedelta(days=number - 2, hours=hour)


def visit(visit_id: str = "v1", **given: Any) -> RecordVisit:
    """A visit on 2 November by Lan that helped one person, recorded an hour later unless said otherwise."""
    occurred_at = given.get("occurred_at", MORNING)
    usual: dict[str, Any] = {
        "occurred_at": occurred_at,
        "recorded_at": occurred_at + timedelta(hours=1),
        "outcome": "helped",
        "people_helped": 1,
        "volunteer_id": "lan",
    }
    return RecordVisit(visit_id=visit_id, **(by(MINE) | usual | given))


def line(step: Step = "submitted", case_id: str = "c1", mode: Mode = "assisted", **given: Any) -> ProcedureLine:
    """A line about a birth registration."""
    usual: dict[str, Any] = {"procedure": "birth-registration"}
    return ProcedureLine(case_id=case_id, step=step, mode=mode, **(usual | given))


def follow_up(follow_up_id: str = "f1", **given: Any) -> NewFollowUp:
    """Something to come back for on 20 November."""
    usual: dict[str, Any] = {"due": "2026-11-20", "what": "Mang theo giấy chứng sinh"}
    return NewFollowUp(id=follow_up_id, **(usual | given))


def void(visit_id: str = "v1", on: int = 3, who: str = MINE, **given: Any) -> VoidVisit:
    usual: dict[str, Any] = {"reason": "Nhầm nhà", "recorded_at": day(on)}
    return VoidVisit(visit_id=visit_id, **(by(who) | usual | given))


def complete(on: int = 5, case_id: str = "c1", who: str = MINE, **given: Any) -> CompleteCase:
    return CompleteCase(**_desk(on, case_id, who, given))


def refuse(on: int = 5, case_id: str = "c1", who: str = MINE, **given: Any) -> RefuseCase:
    return RefuseCase(**_desk(on, case_id, who, given))


def give_back(on: int = 4, case_id: str = "c1", who: str = MINE, **given: Any) -> ReturnCase:
    return ReturnCase(**_desk(on, case_id, who, given))


def withdraw(on: int = 5, case_id: str = "c1", who: str = MINE, **given: Any) -> WithdrawCase:
    return WithdrawCase(**_desk(on, case_id, who, given))


def reopen(on: int = 6, case_id: str = "c1", who: str = MINE, **given: Any) -> ReopenCase:
    return ReopenCase(**_desk(on, case_id, who, given))


def amend(on: int = 4, case_id: str = "c1", who: str = MINE, **given: Any) -> AmendCase:
    return AmendCase(case_id=case_id, recorded_at=day(on), **by(who), **given)


def open_follow_up(follow_up_id: str = "f1", on: int = 3, **given: Any) -> OpenFollowUp:
    return OpenFollowUp(
        follow_up=follow_up(follow_up_id, **given), occurred_at=day(on), recorded_at=day(on), **by(OFFICE)
    )


def close_follow_up(follow_up_id: str = "f1", on: int = 4) -> CloseFollowUp:
    return CloseFollowUp(follow_up_id=follow_up_id, occurred_at=day(on), recorded_at=day(on), **by(MINE))


def take_request(request_id: str = "r1", on: int = 3, kind: Any = "access", **given: Any) -> TakeRequest:
    usual: dict[str, Any] = {"occurred_at": day(on), "recorded_at": day(on), "answer_by": "2026-11-20"}
    return TakeRequest(request_id=request_id, kind=kind, **(usual | by(MINE) | given))


def answer_request(request_id: str = "r1", on: int = 4, outcome: Any = "done", **given: Any) -> AnswerRequest:
    usual: dict[str, Any] = {"occurred_at": day(on), "recorded_at": day(on)}
    return AnswerRequest(request_id=request_id, outcome=outcome, **(usual | by(OFFICE) | given))


def by(who: str) -> dict[str, Any]:
    """The caller's part of a command; the office is the coordinator."""
    role = Role.COORDINATOR if who == OFFICE else Role.VOLUNTEER
    return {"household_id": HOUSEHOLD, "command_id": "cmd", "recorded_by": who, "role": role}


def after(*commands: HouseholdCommand) -> tuple[HouseholdEvent, ...]:
    """All events of commands accepted one after the other: a history that can have happened."""
    events: list[HouseholdEvent] = []
    for command in commands:
        events.extend(DECIDER.decide(command, DECIDER.fold(events)))
    return tuple(events)


def _desk(on: int, case_id: str, who: str, given: dict[str, Any]) -> dict[str, Any]:
    return {"case_id": case_id, "occurred_at": day(on), "recorded_at": day(on)} | by(who) | given
