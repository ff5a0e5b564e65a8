"""Commands about volunteers, from the table of interface.md."""

from collections.abc import Mapping

from msgspec import UNSET

from services.assignment.api.bodies import ReasonBody, VolunteerAmendmentBody, VolunteerBody
from services.assignment.api.rosters import COORDINATOR, target
from services.assignment.domain.commands import (
    AmendVolunteer,
    EnrollVolunteer,
    EraseVolunteer,
    ReinstateVolunteer,
    RetireVolunteer,
)
from shared.http.command_calls import CommandCall, CommandContext, NoBody, Target

_ALL = "/wards/{ward}/volunteers"
_ONE = _ALL + "/{volunteer_id}"


def volunteer_calls() -> tuple[CommandCall, ...]:
    """The rows about volunteers."""
    return (
        CommandCall("EnrollVolunteer", "POST", _ALL, VolunteerBody, COORDINATOR, _enroll, "Enroll a volunteer", 201),
        CommandCall(
            "AmendVolunteer", "PATCH", _ONE, VolunteerAmendmentBody, COORDINATOR, _amend, "Amend what is known of one"
        ),
        CommandCall(
            "RetireVolunteer",
            "POST",
            _ONE + "/retirement",
            ReasonBody,
            COORDINATOR,
            _retire,
            "Retire a volunteer; their households become unassigned",
        ),
        CommandCall(
            "ReinstateVolunteer",
            "POST",
            _ONE + "/reinstatement",
            NoBody,
            COORDINATOR,
            _reinstate,
            "Take a retirement back",
        ),
        CommandCall(
            "EraseVolunteer",
            "POST",
            _ONE + "/erasure",
            NoBody,
            COORDINATOR,
            _erase,
            "Retire a volunteer for good and destroy the key of their personal data",
        ),
    )


async def _enroll(context: CommandContext, ids: Mapping[str, str], body: VolunteerBody) -> Target[VolunteerBody]:
    command = EnrollVolunteer(
        recorded_at=context.recorded_at,
        volunteer_id=str(body.id) if body.id else context.new_id("volunteer"),
        kind=body.kind,
        capacity=body.capacity,
        village=body.village,
        minor_until=body.minor_until,
        guardian_consent=body.guardian_consent is not None,
        personal=_personal(body),
    )
    return target(context, ids, command, command.volunteer_id)


async def _amend(
    context: CommandContext, ids: Mapping[str, str], body: VolunteerAmendmentBody
) -> Target[VolunteerAmendmentBody]:
    given = body.model_fields_set
    command = AmendVolunteer(
        recorded_at=context.recorded_at,
        volunteer_id=ids["volunteer_id"],
        kind=body.kind if "kind" in given else UNSET,
        capacity=body.capacity if "capacity" in given else UNSET,
        village=body.village if "village" in given else UNSET,
        minor_until=body.minor_until if "minor_until" in given else UNSET,
        guardian_consent=body.guardian_consent is not None if "guardian_consent" in given else UNSET,
        personal=_personal(body),
    )
    return target(context, ids, command, command.volunteer_id)


async def _retire(context: CommandContext, ids: Mapping[str, str], body: ReasonBody) -> Target[ReasonBody]:
    volunteer_id = ids["volunteer_id"]
    command = RetireVolunteer(recorded_at=context.recorded_at, volunteer_id=volunteer_id, reason=body.reason)
    return target(context, ids, command, volunteer_id)


async def _reinstate(context: CommandContext, ids: Mapping[str, str], _body: NoBody) -> Target[NoBody]:
    command = ReinstateVolunteer(recorded_at=context.recorded_at, volunteer_id=ids["volunteer_id"])
    return target(context, ids, command, command.volunteer_id)


async def _erase(context: CommandContext, ids: Mapping[str, str], _body: NoBody) -> Target[NoBody]:
    command = EraseVolunteer(recorded_at=context.recorded_at, volunteer_id=ids["volunteer_id"])
    return target(context, ids, command, command.volunteer_id)


def _personal(body: VolunteerBody | VolunteerAmendmentBody) -> dict[str, str]:
    consent = body.guardian_consent
    texts = {
        "name": body.name,
        "phone": body.phone or "",
        "languages": ",".join(dict.fromkeys(body.languages)),
        "guardian_consent": f"{consent.given_on.isoformat()} {consent.slip}" if consent else "",
    }
    return {name: text for name, text in texts.items() if name in body.model_fields_set}
