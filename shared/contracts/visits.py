"""What visits publishes: what happened at the door. One stream a household, `<ward>/household/<id>`; one a phone."""

from typing import Literal

from shared.contracts.incidents import IncidentReported
from shared.contracts.openings import SealedDataOpened
from shared.contracts.requests import REQUEST_EVENTS
from shared.contracts.subjects import AboutHousehold
from shared.contracts.visit_parts import (
    Case,
    Channel,
    Consent,
    FollowUp,
    Line,
    Mode,
    Obstacle,
    Outcome,
    Place,
    Standing,
)
from shared.kernel.days import Day, Instant
from shared.kernel.messages import Event


class VisitRecorded(AboutHousehold, frozen=True, kw_only=True):
    """A visit of any outcome. Moves visits, people and follow-ups only; its lines act through the events beside it.

    `volunteer`: for whom it counts; none when a coordinator went alone. `recorded_by`: the account.

    Sealed: note, consent_by, consent_how, consent_slip, `follow_up/<id>` (what is to be done), and of each line, as in
    `line/0/reason`: dossier_code, for_whom, authorisation, reason.
    """

    visit_id: str
    day: Day
    outcome: Outcome
    place: Place = "home"
    people_helped: int = 0
    people_new: int = 0
    volunteer: str | None = None
    companions: tuple[str, ...] = ()
    obstacle: Obstacle | None = None
    lines: tuple[Line, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    self_reliant: bool | None = None
    already: bool = False
    consent: Consent | None = None
    source: Literal["phone", "paper"] = "phone"
    recorded_at: Instant
    recorded_by: str
    flags: tuple[str, ...] = ()

    @property
    def introduces(self) -> tuple[str, ...]:
        return (f"visit/{self.visit_id}", *(f"follow-up/{one.id}" for one in self.follow_ups))


class VisitVoided(AboutHousehold, frozen=True, kw_only=True):
    """A visit counts nowhere any more; it repeats what it takes back. `occurred_at`, `day` are the visit's.

    `follow_ups` are all that the visit opened, closed or not. Sealed: reason.
    """

    visit_id: str
    day: Day
    outcome: Outcome
    place: Place
    people_helped: int = 0
    people_new: int = 0
    volunteer: str | None = None
    obstacle: Obstacle | None = None
    follow_ups: tuple[str, ...] = ()


class _CaseEvent(AboutHousehold, frozen=True, kw_only=True):
    """`before` is the `after` of the case's previous event, None when it did not exist. `record` is the visit or the
    command in which the step was recorded. Sealed: reason, dossier_code, for_whom, authorisation."""

    case_id: str
    before: Case | None = None
    after: Case | None = None

    @property
    def introduces(self) -> tuple[str, ...]:
        return (f"case/{self.case_id}",) if self.before is None else ()


class _CaseStep(_CaseEvent, frozen=True, kw_only=True):
    record: str
    recorded_at: Instant
    recorded_by: str
    procedure: str
    step_day: Day
    mode: Mode | None = None
    volunteer: str | None = None
    channel: Channel | None = None
    appointment: Day | None = None


class ProcedureSubmitted(_CaseStep, frozen=True, kw_only=True):
    """An application went in, at first or again after a return; or an earlier submission became known later."""


class ProcedureReturned(_CaseStep, frozen=True, kw_only=True):
    """The office gave the application back to be mended."""


class ProcedureCompleted(_CaseStep, frozen=True, kw_only=True):
    """The procedure ended well."""


class ProcedureRefused(_CaseStep, frozen=True, kw_only=True):
    """The office refused the application."""


class ProcedureWithdrawn(_CaseStep, frozen=True, kw_only=True):
    """The household took the application back."""


class CaseReopened(_CaseEvent, frozen=True, kw_only=True):
    """A result was taken back; `record` is the command. Sealed: reason."""

    record: str


class CaseAmended(_CaseEvent, frozen=True, kw_only=True):
    """Appointment, dossier code or for whom was set; the first stands in `after`, the others are sealed."""


class CaseRestated(_CaseEvent, frozen=True, kw_only=True):
    """A case became another through a void or a late record; `after` is None when nothing of it is left.

    Stands in a commit only where the commit has no other event of the case.
    """


class HouseholdStandingChanged(AboutHousehold, frozen=True, kw_only=True):
    """The household's standing differs from what it was; the first one's `before` is the empty standing."""

    before: Standing
    after: Standing


class FollowUpOpened(AboutHousehold, frozen=True, kw_only=True):
    """A follow-up from the desk. Sealed: `follow_up/<id>`."""

    follow_up: FollowUp

    @property
    def introduces(self) -> tuple[str, ...]:
        return (f"follow-up/{self.follow_up.id}",)


class FollowUpClosed(AboutHousehold, frozen=True, kw_only=True):
    """A follow-up is done."""

    follow_up_id: str


class PhoneHeard(Event, frozen=True, kw_only=True):
    """A phone was in contact: once a day, and whenever its unsent count becomes or leaves 0 or doubles."""

    device: str
    volunteer_id: str
    at: Instant
    unsent: int = 0
    oldest_unsent: Instant | None = None
    app: str | None = None

    @property
    def subject(self) -> str:
        return f"phone/{self.device}"

    @property
    def time(self) -> Instant:
        return self.at


class ErasureConfirmed(Event, frozen=True, kw_only=True):
    """This service has destroyed its key of an erased subject. Stream `<ward>/erasure/<kind>/<id>`."""

    subject_kind: Literal["household", "volunteer"]
    subject_id: str
    decision: str

    @property
    def subject(self) -> str:
        return f"{self.subject_kind}/{self.subject_id}"


EVENTS: tuple[type[Event], ...] = (
    VisitRecorded,
    VisitVoided,
    ProcedureSubmitted,
    ProcedureReturned,
    ProcedureCompleted,
    ProcedureRefused,
    ProcedureWithdrawn,
    CaseReopened,
    CaseAmended,
    CaseRestated,
    HouseholdStandingChanged,
    FollowUpOpened,
    FollowUpClosed,
    PhoneHeard,
    ErasureConfirmed,
    *REQUEST_EVENTS,
    IncidentReported,
    SealedDataOpened,
)
