"""Commands about visits: recording one, taking one back."""

from collections.abc import Mapping

from services.visits.api.bodies import FollowUpNotedBody, ProcedureLineBody, VisitBody, VoidBody
from services.visits.api.by_caller import by_caller
from services.visits.api.names import Enrolled, named_volunteer
from services.visits.api.owners import Owners, household_stream
from services.visits.domain.commands import ConsentAnswered, NewFollowUp, ProcedureLine, RecordVisit, VoidVisit
from services.visits.domain.rejections import VisitUnknown
from shared.flows.command_envelope import Handled
from shared.http.command_calls import CommandCall, CommandContext, Target
from shared.kernel.scope import Role

WHO_RECORDS = frozenset({Role.VOLUNTEER, Role.COORDINATOR})


def visit_calls(owners: Owners, roster: Enrolled) -> tuple[CommandCall, ...]:
    """`POST /visits` and `POST /visits/{visit_id}/void`."""

    async def record(context: CommandContext, _path: Mapping[str, str], body: VisitBody) -> Target[VisitBody]:
        ward = context.scope.own_ward()
        volunteer_id = await named_volunteer(context.scope, body.volunteer_id, roster)
        command = _record_visit(context, body, volunteer_id)
        stream = household_stream(ward, command.household_id)
        reported_at = context.reported(body.occurred_at) if body.source == "phone" else None
        return Target(stream, ward, command, command.visit_id, reported_at=reported_at)

    async def known_before(_context: CommandContext, _target: Target[VisitBody], handled: Handled) -> dict[str, object]:
        return {} if handled.events else {"flags": ["visit_known"]}

    async def void(context: CommandContext, path: Mapping[str, str], body: VoidBody) -> Target[VoidBody]:
        ward, visit_id = context.scope.own_ward(), path["visit_id"]
        unknown = VisitUnknown(visit_id=visit_id)
        household_id = await owners.household_of(context.scope, f"visit/{visit_id}", unknown)
        command = VoidVisit(
            **by_caller(context),
            household_id=household_id,
            visit_id=visit_id,
            reason=body.reason,
        )
        return Target(household_stream(ward, household_id), ward, command, visit_id)

    return (
        CommandCall(
            "RecordVisit",
            "POST",
            "/visits",
            VisitBody,
            WHO_RECORDS,
            record,
            "Record a visit",
            status=201,
            afterwards=known_before,
        ),
        CommandCall("VoidVisit", "POST", "/visits/{visit_id}/void", VoidBody, WHO_RECORDS, void, "Take a visit back"),
    )


def _record_visit(context: CommandContext, body: VisitBody, volunteer_id: str | None) -> RecordVisit:
    """A phone's clock error is taken out of the visit's time; what was copied from paper was read from no phone."""
    return RecordVisit(
        **by_caller(context),
        household_id=str(body.household_id),
        visit_id=str(body.visit_id),
        occurred_at=context.corrected(body.occurred_at) if body.source == "phone" else body.occurred_at,
        outcome=body.outcome,
        place=body.place,
        people_helped=body.people_helped,
        people_new=body.people_new,
        volunteer_id=volunteer_id,
        companions=tuple(str(one) for one in body.companions),
        obstacle=body.obstacle,
        procedures=tuple(_line(line) for line in body.procedures),
        follow_ups=tuple(noted(one) for one in body.follow_ups),
        self_reliant=body.self_reliant,
        already=body.already,
        consent=_consent(body),
        note=body.note,
        source=body.source,
    )


def _line(line: ProcedureLineBody) -> ProcedureLine:
    return ProcedureLine(
        case_id=str(line.case_id),
        procedure=line.procedure,
        step=line.step,
        mode=line.mode,
        channel=line.channel,
        appointment=line.appointment.isoformat() if line.appointment else None,
        dossier_code=line.dossier_code,
        for_whom=line.for_whom,
        authorisation=line.authorisation,
        reason=line.reason,
    )


def noted(one: FollowUpNotedBody) -> NewFollowUp:
    """A follow-up as the domain takes it."""
    case_id = str(one.case_id) if one.case_id else None
    return NewFollowUp(id=str(one.id), due=one.due.isoformat(), what=one.what, kind=one.kind, case_id=case_id)


def _consent(body: VisitBody) -> ConsentAnswered | None:
    if body.consent is None:
        return None
    given = body.consent
    return ConsentAnswered(
        answer=given.answer, by=given.by, how=given.how, notice_version=given.notice_version, slip=given.slip
    )
