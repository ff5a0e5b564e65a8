"""Commands about households, from the table of interface.md."""

from collections.abc import Mapping

from msgspec import UNSET

from services.assignment.api.bodies import HouseholdAmendmentBody, HouseholdBody, ReasonBody
from services.assignment.api.rosters import COORDINATOR, WHO_MEETS_HOUSEHOLDS, target
from services.assignment.domain.commands import (
    AmendHousehold,
    EraseHousehold,
    RegisterHousehold,
    RemoveHousehold,
    RestoreHousehold,
)
from shared.http.command_calls import Afterwards, CommandCall, CommandContext, NoBody, Target

SEALED_FIELDS = ("head_name", "phone", "address", "location", "language")
"""What of a household is sealed."""

_ALL = "/wards/{ward}/households"
_ONE = _ALL + "/{household_id}"


def household_calls(possible_duplicates: Afterwards) -> tuple[CommandCall, ...]:
    """The rows about households; `possible_duplicates` is what a registration's answer may carry."""
    return (
        CommandCall(
            "RegisterHousehold",
            "POST",
            _ALL,
            HouseholdBody,
            WHO_MEETS_HOUSEHOLDS,
            _register,
            "Register a household; who finds one at a door helps it if a place is free",
            status=201,
            afterwards=possible_duplicates,
        ),
        CommandCall(
            "AmendHousehold",
            "PATCH",
            _ONE,
            HouseholdAmendmentBody,
            WHO_MEETS_HOUSEHOLDS,
            _amend,
            "Amend what is known of a household",
        ),
        CommandCall(
            "RemoveHousehold", "DELETE", _ONE, ReasonBody, COORDINATOR, _remove, "Take a household off the list"
        ),
        CommandCall("RestoreHousehold", "POST", _ONE + "/restoration", NoBody, COORDINATOR, _restore, "Undo a removal"),
        CommandCall(
            "EraseHousehold",
            "POST",
            _ONE + "/erasure",
            NoBody,
            COORDINATOR,
            _erase,
            "Remove a household for good and destroy the key of its personal data",
        ),
    )


async def _register(context: CommandContext, ids: Mapping[str, str], body: HouseholdBody) -> Target[HouseholdBody]:
    command = RegisterHousehold(
        recorded_at=context.recorded_at,
        household_id=str(body.id) if body.id else context.new_id("household"),
        village=body.village,
        code=body.code,
        priority=body.priority,
        signal=body.signal,
        adults=body.adults,
        personal=_personal(body),
        found_by=context.scope.volunteer_id,
        occurred_at=context.corrected(body.occurred_at) if body.occurred_at else None,
    )
    return target(context, ids, command, command.household_id, body.occurred_at)


async def _amend(
    context: CommandContext, ids: Mapping[str, str], body: HouseholdAmendmentBody
) -> Target[HouseholdAmendmentBody]:
    given = body.model_fields_set
    command = AmendHousehold(
        recorded_at=context.recorded_at,
        household_id=ids["household_id"],
        village=body.village if "village" in given else UNSET,
        code=body.code if "code" in given else UNSET,
        priority=body.priority if "priority" in given else UNSET,
        signal=body.signal if "signal" in given else UNSET,
        adults=body.adults if "adults" in given else UNSET,
        personal=_personal(body),
        helped_by=context.scope.volunteer_id,
    )
    return target(context, ids, command, command.household_id)


async def _remove(context: CommandContext, ids: Mapping[str, str], body: ReasonBody) -> Target[ReasonBody]:
    household_id = ids["household_id"]
    command = RemoveHousehold(recorded_at=context.recorded_at, household_id=household_id, reason=body.reason)
    return target(context, ids, command, household_id)


async def _restore(context: CommandContext, ids: Mapping[str, str], _body: NoBody) -> Target[NoBody]:
    household_id = ids["household_id"]
    return target(
        context, ids, RestoreHousehold(recorded_at=context.recorded_at, household_id=household_id), household_id
    )


async def _erase(context: CommandContext, ids: Mapping[str, str], _body: NoBody) -> Target[NoBody]:
    household_id = ids["household_id"]
    return target(
        context, ids, EraseHousehold(recorded_at=context.recorded_at, household_id=household_id), household_id
    )


def _personal(body: HouseholdBody | HouseholdAmendmentBody) -> dict[str, str]:
    return {name: getattr(body, name) or "" for name in SEALED_FIELDS if name in body.model_fields_set}
