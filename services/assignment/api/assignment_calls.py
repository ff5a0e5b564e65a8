"""Commands about assignments and villages, from the table of interface.md."""

from collections.abc import Mapping

from services.assignment.api.bodies import LONGEST_VILLAGE_NAME, AssignmentBody, ReasonBody, VillageBody
from services.assignment.api.rosters import COORDINATOR, target
from services.assignment.domain.commands import AssignHousehold, DescribeVillage, UnassignHousehold
from services.assignment.domain.rejections import VillageUnnamed
from shared.http.command_calls import CommandCall, CommandContext, Target
from shared.kernel.village_names import village_key

_ALL = "/wards/{ward}/assignments"


def assignment_calls() -> tuple[CommandCall, ...]:
    """The rows about assignments and villages."""
    return (
        CommandCall(
            "AssignHousehold",
            "POST",
            _ALL,
            AssignmentBody,
            COORDINATOR,
            _assign,
            "Let a volunteer help a household, or hand it over",
            201,
        ),
        CommandCall(
            "UnassignHousehold",
            "DELETE",
            _ALL + "/{household_id}",
            ReasonBody,
            COORDINATOR,
            _unassign,
            "End a household's assignment",
        ),
        CommandCall(
            "DescribeVillage",
            "PUT",
            "/wards/{ward}/villages/{village}",
            VillageBody,
            COORDINATOR,
            _describe_village,
            "Confirm a village, under its key or any of its names",
        ),
    )


async def _assign(context: CommandContext, ids: Mapping[str, str], body: AssignmentBody) -> Target[AssignmentBody]:
    command = AssignHousehold(
        recorded_at=context.recorded_at,
        household_id=str(body.household_id),
        volunteer_id=str(body.volunteer_id),
        replace=body.replace,
        reason=body.reason or "",
        occurred_at=context.corrected(body.occurred_at) if body.occurred_at else None,
    )
    return target(context, ids, command, command.household_id, body.occurred_at)


async def _unassign(context: CommandContext, ids: Mapping[str, str], body: ReasonBody) -> Target[ReasonBody]:
    household_id = ids["household_id"]
    command = UnassignHousehold(recorded_at=context.recorded_at, household_id=household_id, reason=body.reason)
    return target(context, ids, command, household_id)


async def _describe_village(context: CommandContext, ids: Mapping[str, str], body: VillageBody) -> Target[VillageBody]:
    village = ids["village"]
    if len(village) > LONGEST_VILLAGE_NAME:
        raise VillageUnnamed("village")
    command = DescribeVillage(
        recorded_at=context.recorded_at,
        village=village,
        name=body.name,
        households_total=body.households_total,
        counted_on=body.counted_on.isoformat() if body.counted_on else None,
        source=body.source,
    )
    return target(context, ids, command, village_key(village))
