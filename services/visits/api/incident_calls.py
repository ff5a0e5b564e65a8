"""The command about incidents: what befell a volunteer, from the door or the desk."""

from collections.abc import Mapping

from services.visits.api.bodies import IncidentBody
from services.visits.api.by_caller import by_caller
from services.visits.api.names import Enrolled, named_volunteer
from services.visits.api.visit_calls import WHO_RECORDS
from services.visits.domain.commands import ReportIncident
from shared.flows.command_envelope import Handled
from shared.http.command_calls import CommandCall, CommandContext, Target


def incident_calls(roster: Enrolled) -> tuple[CommandCall, ...]:
    """`POST /incidents`."""

    async def report(context: CommandContext, _path: Mapping[str, str], body: IncidentBody) -> Target[IncidentBody]:
        ward, incident_id = context.scope.own_ward(), str(body.id)
        command = ReportIncident(
            **by_caller(context),
            incident_id=incident_id,
            kind=body.kind,
            occurred_at=context.corrected(body.occurred_at),
            reported_at=context.reported(body.occurred_at),
            volunteer_id=await named_volunteer(context.scope, body.volunteer_id, roster),
            household_id=str(body.household_id) if body.household_id else None,
            device=body.device,
            text=body.text,
        )
        return Target(f"{ward}/incident/{incident_id}", ward, command, incident_id, decider="incident")

    return (
        CommandCall(
            "ReportIncident",
            "POST",
            "/incidents",
            IncidentBody,
            WHO_RECORDS,
            report,
            "Report what befell a volunteer; a lost phone is signed out at once",
            status=201,
            afterwards=_known_before,
        ),
    )


async def _known_before(
    _context: CommandContext, _target: Target[IncidentBody], handled: Handled
) -> Mapping[str, object]:
    return {} if handled.events else {"flags": ["incident_known"]}
