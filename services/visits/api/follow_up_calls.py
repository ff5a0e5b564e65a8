"""Commands about follow-ups from the desk: noting one, closing one."""

from collections.abc import Mapping

from services.visits.api.bodies import ClosureBody, FollowUpBody
from services.visits.api.by_caller import by_caller
from services.visits.api.owners import Owners, household_stream
from services.visits.api.visit_calls import WHO_RECORDS
from services.visits.domain.commands import CloseFollowUp, NewFollowUp, OpenFollowUp
from services.visits.domain.rejections import FollowUpUnknown
from shared.http.command_calls import CommandCall, CommandContext, Target

_NOTE = "/households/{household_id}/follow-ups"
_CLOSE = "/follow-ups/{follow_up_id}/closure"


def follow_up_calls(owners: Owners) -> tuple[CommandCall, ...]:
    """`POST /households/{household_id}/follow-ups` and `POST /follow-ups/{follow_up_id}/closure`."""

    async def close(context: CommandContext, path: Mapping[str, str], body: ClosureBody) -> Target[ClosureBody]:
        return await _closed(owners, context, path["follow_up_id"], body)

    note_call = CommandCall(
        "OpenFollowUp", "POST", _NOTE, FollowUpBody, WHO_RECORDS, _note, "Note something to come back for", status=201
    )
    return (
        note_call,
        CommandCall("CloseFollowUp", "POST", _CLOSE, ClosureBody, WHO_RECORDS, close, "Close a follow-up"),
    )


async def _note(context: CommandContext, path: Mapping[str, str], body: FollowUpBody) -> Target[FollowUpBody]:
    ward, household_id = context.scope.own_ward(), path["household_id"]
    follow_up = NewFollowUp(
        id=str(body.id) if body.id else context.new_id("follow-up"),
        due=body.due.isoformat(),
        what=body.what,
        kind=body.kind,
        case_id=str(body.case_id) if body.case_id else None,
    )
    command = OpenFollowUp(
        **by_caller(context),
        household_id=household_id,
        occurred_at=context.corrected(body.occurred_at),
        follow_up=follow_up,
    )
    reported_at = context.reported(body.occurred_at)
    return Target(household_stream(ward, household_id), ward, command, follow_up.id, reported_at=reported_at)


async def _closed(owners: Owners, context: CommandContext, follow_up_id: str, body: ClosureBody) -> Target[ClosureBody]:
    ward = context.scope.own_ward()
    unknown = FollowUpUnknown(follow_up_id=follow_up_id)
    household_id = await owners.household_of(context.scope, f"follow-up/{follow_up_id}", unknown)
    command = CloseFollowUp(
        **by_caller(context),
        household_id=household_id,
        follow_up_id=follow_up_id,
        occurred_at=context.corrected(body.occurred_at),
    )
    reported_at = context.reported(body.occurred_at)
    return Target(household_stream(ward, household_id), ward, command, follow_up_id, reported_at=reported_at)
