"""The decider of an incident: it is reported once."""

from collections.abc import Mapping, Sequence

from services.visits.domain.commands import ReportIncident
from services.visits.domain.procedure_steps import given_texts
from services.visits.domain.rejections import IncidentElsewhere
from services.visits.domain.timing import require_plausible
from shared.contracts.incidents import IncidentReported
from shared.kernel.decider import Decider

Reported = bool
"""Whether the incident is known."""


def decide(command: ReportIncident, reported: Reported) -> Sequence[IncidentReported]:
    """The report; nothing for one known before."""
    if reported:
        return []
    require_plausible(command.occurred_at, command.recorded_at, command.role)
    event = IncidentReported(
        incident_id=command.incident_id,
        kind=command.kind,
        occurred_at=command.occurred_at,
        volunteer_id=command.volunteer_id,
        household_id=command.household_id,
        device=command.device,
        reported_at=command.reported_at,
        recorded_at=command.recorded_at,
        recorded_by=command.recorded_by,
        sealed=given_texts({"text": command.text}),
    )
    return [event]


def evolve(_reported: Reported, _event: IncidentReported) -> Reported:
    """Known from now on."""
    return True


def with_foreign_keys(_command: ReportIncident, owners: Mapping[str, str]) -> ReportIncident:
    """Another ward's incident has the id: raises IncidentElsewhere."""
    raise IncidentElsewhere(incident_id=next(iter(owners)).partition("/")[2])


incident_decider: Decider[ReportIncident, Reported, IncidentReported] = Decider(
    decide=decide, evolve=evolve, initial_state=bool
)
"""Of the streams `<ward>/incident/<id>`."""
