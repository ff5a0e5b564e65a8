"""Requests of a household about its personal data: taken, acknowledged, ended."""

from typing import assert_never

from services.visits.domain.commands import AnswerRequest, RequestCommand, TakeRequest
from services.visits.domain.evolving import with_request
from services.visits.domain.procedure_steps import given_texts
from services.visits.domain.rejections import RequestAlreadyAnswered, RequestUnknown
from services.visits.domain.standing import standing_change
from services.visits.domain.state import Household, HouseholdEvent
from services.visits.domain.timing import require_plausible
from shared.contracts.requests import RequestAnswered, RequestTaken
from shared.kernel.days import day_of


def follow_request(command: RequestCommand, household: Household) -> list[HouseholdEvent]:
    """What a request or its answer leads to."""
    match command:
        case TakeRequest():
            return take_request(command, household)
        case AnswerRequest():
            return answer_request(command, household)
        case _:
            assert_never(command)


def take_request(command: TakeRequest, household: Household) -> list[HouseholdEvent]:
    """The request, also of a household that has no visit yet, and the standing if a withdrawal changed it; nothing for
    one known before."""
    if command.request_id in household.requests:
        return []
    require_plausible(command.occurred_at, command.recorded_at, command.role)
    taken = RequestTaken(
        household_id=command.household_id,
        occurred_at=command.occurred_at,
        request_id=command.request_id,
        kind=command.kind,
        day=day_of(command.occurred_at),
        answer_by=command.answer_by,
        carry_out_by=command.carry_out_by,
        volunteer=command.volunteer_id,
        recorded_at=command.recorded_at,
        recorded_by=command.recorded_by,
        sealed=given_texts({"text": command.text}),
    )
    facts = with_request(household, taken).facts
    return [taken, *standing_change(household.standing, facts, command.household_id, command.occurred_at)]


def answer_request(command: AnswerRequest, household: Household) -> list[HouseholdEvent]:
    """The answer. A request is acknowledged once at most, and ends once."""
    situation = household.requests.get(command.request_id)
    if situation is None:
        raise RequestUnknown(request_id=command.request_id)
    if situation == "ended" or (situation == "acknowledged" and command.outcome == "acknowledged"):
        raise RequestAlreadyAnswered(request_id=command.request_id)
    occurred_at = command.occurred_at or command.recorded_at
    require_plausible(occurred_at, command.recorded_at, command.role)
    answered = RequestAnswered(
        household_id=command.household_id,
        occurred_at=occurred_at,
        request_id=command.request_id,
        outcome=command.outcome,
        recorded_by=command.recorded_by,
        sealed=given_texts({"text": command.text}),
    )
    return [answered]
