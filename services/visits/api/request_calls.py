"""Commands about requests: a household asks about its personal data, and is answered."""

from collections.abc import Mapping

from services.visits.api.bodies import RequestAnswerBody, RequestBody
from services.visits.api.by_caller import by_caller
from services.visits.api.names import Enrolled, named_volunteer
from services.visits.api.owners import household_stream
from services.visits.api.reading import AT_THE_DESK
from services.visits.api.visit_calls import WHO_RECORDS
from services.visits.domain.commands import AnswerRequest, TakeRequest
from services.visits.domain.deadlines import deadlines
from shared.flows.command_envelope import Handled
from shared.http.command_calls import CommandCall, CommandContext, Target
from shared.kernel.days import day_of
from shared.reference.holidays import add_working_days

_ALL = "/wards/{ward}/households/{household_id}/requests"


def request_calls(roster: Enrolled) -> tuple[CommandCall, ...]:
    """`POST /wards/{ward}/households/{household_id}/requests` and `…/{request_id}/answer`."""

    async def take(context: CommandContext, path: Mapping[str, str], body: RequestBody) -> Target[RequestBody]:
        ward = context.scope.require_ward(path["ward"])
        volunteer_id = await named_volunteer(context.scope, body.volunteer_id, roster)
        command = _taken(context, path["household_id"], body, volunteer_id)
        stream = household_stream(ward, command.household_id)
        return Target(stream, ward, command, command.request_id, reported_at=context.reported(body.occurred_at))

    return (
        CommandCall(
            "TakeRequest",
            "POST",
            _ALL,
            RequestBody,
            WHO_RECORDS,
            take,
            "Take down what a household asks about its personal data",
            status=201,
            afterwards=_known_before,
        ),
        CommandCall(
            "AnswerRequest",
            "POST",
            _ALL + "/{request_id}/answer",
            RequestAnswerBody,
            AT_THE_DESK,
            _answer,
            "Note what a household was answered; all outcomes but acknowledged end the request",
        ),
    )


async def _known_before(
    _context: CommandContext, _target: Target[RequestBody], handled: Handled
) -> Mapping[str, object]:
    return {} if handled.events else {"flags": ["request_known"]}


def _taken(context: CommandContext, household_id: str, body: RequestBody, volunteer_id: str | None) -> TakeRequest:
    occurred_at = context.corrected(body.occurred_at)
    due = deadlines(body.kind, day_of(occurred_at), add_working_days)
    return TakeRequest(
        **by_caller(context),
        household_id=household_id,
        request_id=str(body.id),
        kind=body.kind,
        occurred_at=occurred_at,
        answer_by=due.answer_by,
        carry_out_by=due.carry_out_by,
        volunteer_id=volunteer_id,
        text=body.text,
    )


async def _answer(
    context: CommandContext, path: Mapping[str, str], body: RequestAnswerBody
) -> Target[RequestAnswerBody]:
    ward, request_id = context.scope.require_ward(path["ward"]), path["request_id"]
    command = AnswerRequest(
        **by_caller(context),
        household_id=path["household_id"],
        request_id=request_id,
        outcome=body.outcome,
        occurred_at=context.corrected(body.occurred_at) if body.occurred_at else None,
        text=body.text,
    )
    stream = household_stream(ward, command.household_id)
    return Target(stream, ward, command, request_id, reported_at=context.reported(body.occurred_at))
