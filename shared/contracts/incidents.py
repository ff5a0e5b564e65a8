"""What visits publishes of incidents: what befell a volunteer on the way or at a door."""

from typing import Literal

from shared.kernel.days import Instant
from shared.kernel.messages import Event

IncidentKind = Literal["injury", "harassment", "threat", "dog", "money", "lost_phone", "other"]


class IncidentReported(Event, frozen=True, kw_only=True):
    """Something befell a volunteer. Stream `<ward>/incident/<id>`; never a part of its household's history.

    `volunteer_id`: whom; none when the desk tells of nobody in particular, then it is the account `recorded_by`.
    `device`: the phone that was lost, as it names itself to `POST /commands`; of a `lost_phone` without one, any of
    theirs may be it. `reported_at`: as AboutHousehold has it. Sealed with the volunteer's key, or one of its own: text.
    """

    incident_id: str
    kind: IncidentKind
    occurred_at: Instant
    volunteer_id: str | None = None
    household_id: str | None = None
    device: str | None = None
    reported_at: Instant | None = None
    recorded_at: Instant
    recorded_by: str

    @property
    def subject(self) -> str:
        return f"volunteer/{self.volunteer_id}" if self.volunteer_id else f"incident/{self.incident_id}"

    @property
    def time(self) -> Instant:
        return self.occurred_at

    @property
    def introduces(self) -> tuple[str, ...]:
        return (f"incident/{self.incident_id}",)
