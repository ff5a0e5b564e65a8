"""What visits publishes: what happened at the door. One stream a household, `<ward>/household/<id>`; one a phone."""

from typing import Literal

import msgspec

from shared.kernel.days import Day, Instant
from shared.kernel.messages import Event

Outcome = Literal["helped", "follow_up_only", "no_need", "refused", "nobody_home", "moved_away"]
Place = Literal["home", "village_session", "office", "phone"]
Obstacle = Literal[
    "no_signal",
    "portal_down",
    "papers_missing",
    "needs_police",
    "no_phone_or_sim",
    "language",
    "holder_absent",
    "other",
]
Step = Literal["submitted", "returned", "completed", "refused", "withdrawn"]
Mode = Literal["self", "assisted", "on_behalf"]
Channel = Literal["online", "paper"]
ResultKind = Literal["completed", "refused", "withdrawn"]
CaseState = Literal["open", "closed"]
ConsentAnswer = Literal["given", "refused", "withdrawn"]


class _Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    pass


class CaseOpening(_Part, frozen=True, kw_only=True):
    """The day a case was opened, in which mode, and by which volunteer (none: a coordinator alone)."""

    day: Day
    mode: Mode
    volunteer: str | None = None


class CaseResult(_Part, frozen=True, kw_only=True):
    """How and when a case ended, and for whom it counts."""

    kind: ResultKind
    day: Day
    mode: Mode
    volunteer: str | None = None


class Case(_Part, frozen=True, kw_only=True):
    """A case as a whole. `returned`: open, and its last step was a return. `on_the_spot`: opened and closed in one
    record (a visit or one call from the desk). Closed exactly when it has a result."""

    procedure: str
    state: CaseState
    opened: CaseOpening
    result: CaseResult | None = None
    returned: bool = False
    appointment: Day | None = None
    on_the_spot: bool = False


class Standing(_Part, frozen=True, kw_only=True):
    """What all records of a household add up to. `first_met_on`: day of its earliest visit at home that found someone
    (helped, no_need, refused, follow_up_only). `helped`: any visit of outcome helped, anywhere. `self_reliant`: the
    latest declaration. `able_already`: a declaration says it could before our first visit, and it is self-reliant.
    `no_contact`: the latest consent is refused or withdrawn (consents of voided visits count too)."""

    first_met_on: Day | None = None
    helped: bool = False
    self_reliant: bool = False
    able_already: bool = False
    no_contact: bool = False


class Line(_Part, frozen=True, kw_only=True):
    """A procedure line as it was written at the door. `flag` says why it changed nothing, where it did not."""

    case_id: str
    procedure: str
    step: Step
    mode: Mode
    channel: Channel | None = None
    appointment: Day | None = None
    flag: Literal["case_already_closed", "case_elsewhere"] | None = None


class FollowUp(_Part, frozen=True, kw_only=True):
    """Something to come back for, due on a day. What it is, is sealed in its event as `follow_up/<id>`."""

    id: str
    due: Day
    kind: str | None = None
    case_id: str | None = None


class Consent(_Part, frozen=True, kw_only=True):
    """An answer to the notice of that version. Who gave it, how and on which slip is sealed."""

    answer: ConsentAnswer
    notice_version: str


class _AboutHousehold(Event, frozen=True, kw_only=True):
    household_id: str
    occurred_at: Instant

    @property
    def subject(self) -> str:
        return f"household/{self.household_id}"

    @property
    def time(self) -> Instant:
        return self.occurred_at


class VisitRecorded(_AboutHousehold, frozen=True, kw_only=True):
    """A visit of any outcome. Moves visits, people and follow-ups only; its lines act through the events beside it.

    `volunteer`: for whom it counts; none when a coordinator went alone. `reported_at`: the phone's own time, where
    `occurred_at` was corrected by the phone's clock error. `recorded_by`: the account.

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
    reported_at: Instant | None = None
    recorded_at: Instant
    recorded_by: str
    flags: tuple[str, ...] = ()

    @property
    def introduces(self) -> tuple[str, ...]:
        return (f"visit/{self.visit_id}", *(f"follow-up/{one.id}" for one in self.follow_ups))


class VisitVoided(_AboutHousehold, frozen=True, kw_only=True):
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


class _CaseEvent(_AboutHousehold, frozen=True, kw_only=True):
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


class HouseholdStandingChanged(_AboutHousehold, frozen=True, kw_only=True):
    """The household's standing differs from what it was; the first one's `before` is the empty standing."""

    before: Standing
    after: Standing


class FollowUpOpened(_AboutHousehold, frozen=True, kw_only=True):
    """A follow-up from the desk. Sealed: `follow_up/<id>`."""

    follow_up: FollowUp

    @property
    def introduces(self) -> tuple[str, ...]:
        return (f"follow-up/{self.follow_up.id}",)


class FollowUpClosed(_AboutHousehold, frozen=True, kw_only=True):
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
)
