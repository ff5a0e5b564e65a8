"""What calls of visits may hold, every field bounded (interface.md, visits).

Whether times can be believed is a rule's question. Passwords, one-time codes, bank data and pictures of documents have
no field on purpose.
"""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from shared.contracts.incidents import IncidentKind
from shared.contracts.requests import RequestKind, RequestOutcome
from shared.contracts.visit_parts import Channel, ConsentAnswer, Mode, Obstacle, Outcome, Place, Step
from shared.http.command_calls import Body
from shared.http.times import CalendarDay, Instant

FreeText = Annotated[str, StringConstraints(max_length=2000)]
GivenText = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
ShortText = Annotated[str, StringConstraints(max_length=200)]
GivenShortText = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
People = Annotated[int, Field(ge=0, le=99)]


class VisitsBody(Body):
    """Values keep the kind they were sent in: `"3"` is no number."""

    model_config = ConfigDict(strict=True)


class ProcedureLineBody(VisitsBody):
    """One step of one procedure, as written at the door."""

    case_id: UUID
    procedure: Code
    step: Step
    mode: Mode
    channel: Channel | None = None
    dossier_code: ShortText | None = None
    for_whom: ShortText | None = None
    appointment: CalendarDay | None = None
    authorisation: ShortText | None = None
    reason: FreeText | None = None


class FollowUpNotedBody(VisitsBody):
    """Something to come back for, noted at the door."""

    id: UUID
    due: CalendarDay
    what: GivenText
    kind: Code | None = None
    case_id: UUID | None = None


class ConsentBody(VisitsBody):
    """The household's answer to the notice of that version."""

    answer: ConsentAnswer
    by: GivenShortText
    how: GivenShortText
    notice_version: Code
    slip: ShortText | None = None


class VisitBody(VisitsBody):
    """A visit with everything touched in it. A `visit_id` recorded before changes nothing: the answer then has no
    events and the flag `visit_known`. Of `companions`, the visit's volunteer and repetitions are left out."""

    visit_id: UUID
    household_id: UUID
    occurred_at: Instant
    outcome: Outcome
    place: Place = "home"
    people_helped: People
    people_new: People = 0
    obstacle: Obstacle | None = None
    procedures: Annotated[tuple[ProcedureLineBody, ...], Field(max_length=50)]
    follow_ups: Annotated[tuple[FollowUpNotedBody, ...], Field(max_length=20)]
    self_reliant: bool | None = None
    already: bool = False
    companions: Annotated[tuple[UUID, ...], Field(max_length=10)] = ()
    consent: ConsentBody | None = None
    note: FreeText | None = None
    volunteer_id: UUID | None = None
    source: Literal["phone", "paper"] = "phone"

    @field_validator("people_new")
    @classmethod
    def _are_among_those_helped(cls, people_new: int, fields: ValidationInfo) -> int:
        helped = fields.data.get("people_helped", people_new)
        if people_new > helped:
            raise PydanticCustomError("less_than_equal", "Input should be less than or equal to {le}", {"le": helped})
        return people_new


class VoidBody(VisitsBody):
    """Why a visit is taken back."""

    reason: GivenText


class CaseStepBody(VisitsBody):
    """What became of a case. `volunteer_id` is a coordinator's to give: for whom the result counts."""

    occurred_at: Instant
    reason: FreeText | None = None
    volunteer_id: UUID | None = None


class ReopeningBody(VisitsBody):
    """A result is taken back."""

    occurred_at: Instant
    reason: FreeText | None = None


class CaseAmendmentBody(VisitsBody):
    """What is given is set; an empty text, or an `appointment` of null, takes a field away."""

    dossier_code: ShortText | None = None
    appointment: CalendarDay | None = None
    for_whom: ShortText | None = None


class FollowUpBody(VisitsBody):
    """Something to come back for, noted at the desk."""

    id: UUID | None = None
    due: CalendarDay
    what: GivenText
    kind: Code | None = None
    case_id: UUID | None = None
    occurred_at: Instant


class ClosureBody(VisitsBody):
    """When a follow-up was done."""

    occurred_at: Instant


class RequestBody(VisitsBody):
    """What a household asks about its personal data, as it said it. A coordinator may name who took it."""

    id: UUID
    kind: RequestKind
    occurred_at: Instant
    text: FreeText | None = None
    volunteer_id: UUID | None = None


class IncidentBody(VisitsBody):
    """What befell a volunteer. `device`: the phone that was lost, as it names itself to `POST /commands`. A
    coordinator may name the volunteer."""

    id: UUID
    kind: IncidentKind
    household_id: UUID | None = None
    occurred_at: Instant
    text: FreeText | None = None
    volunteer_id: UUID | None = None
    device: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")] | None = None


class RequestAnswerBody(VisitsBody):
    """What the household was answered, now or when it says."""

    outcome: RequestOutcome
    text: FreeText | None = None
    occurred_at: Instant | None = None
