"""What may be asked of visits. Each command carries the caller and the server's time as data.

`recorded_by` is the caller's account, `recorded_at` the server's time. `command_id` is the command's own id; a step
from the desk keeps it as its record. `household_id` is the household in whose stream the command is decided.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shared.contracts.visit_parts import Channel, ConsentAnswer, Mode, Obstacle, Outcome, Place, Step
from shared.kernel.days import Day
from shared.kernel.scope import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class _ByCaller:
    command_id: str
    recorded_at: datetime
    recorded_by: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfHousehold(_ByCaller):
    household_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureLine:
    """One step of one case, as written at the door. `authorisation` is the number of the authorisation's slip."""

    case_id: str
    procedure: str
    step: Step
    mode: Mode
    channel: Channel | None = None
    appointment: Day | None = None
    dossier_code: str | None = None
    for_whom: str | None = None
    authorisation: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFollowUp:
    """Something to come back for; `what` is to be done."""

    id: str
    due: Day
    what: str
    kind: str | None = None
    case_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentAnswered:
    """A household's answer to the notice of that version: `by` whom, `how`, and on which slip."""

    answer: ConsentAnswer
    by: str
    how: str
    notice_version: str
    slip: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordVisit(_OfHousehold):
    """A visit with everything touched in it.

    `occurred_at` is already corrected by the phone's clock error; `reported_at` is then the phone's own time and
    `flags` names `clock_corrected`. `volunteer_id` is for whom the visit counts. `cases_elsewhere` are cases that
    another household's stream owns: their lines are kept and change nothing.
    """

    visit_id: str
    occurred_at: datetime
    outcome: Outcome
    place: Place = "home"
    people_helped: int = 0
    people_new: int = 0
    volunteer_id: str | None = None
    companions: tuple[str, ...] = ()
    obstacle: Obstacle | None = None
    procedures: tuple[ProcedureLine, ...] = ()
    follow_ups: tuple[NewFollowUp, ...] = ()
    self_reliant: bool | None = None
    already: bool = False
    consent: ConsentAnswered | None = None
    note: str | None = None
    source: Literal["phone", "paper"] = "phone"
    reported_at: datetime | None = None
    flags: tuple[str, ...] = ()
    cases_elsewhere: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidVisit(_OfHousehold):
    """Take a visit back, with the cases it opened, its steps and its follow-ups."""

    visit_id: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _StepFromDesk(_OfHousehold):
    case_id: str
    occurred_at: datetime
    reason: str | None = None
    volunteer_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteCase(_StepFromDesk):
    """The procedure ended well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefuseCase(_StepFromDesk):
    """The office refused the application."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnCase(_StepFromDesk):
    """The office gave the application back to be mended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawCase(_StepFromDesk):
    """The household took the application back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenCase(_OfHousehold):
    """Take a case's result back."""

    case_id: str
    occurred_at: datetime
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendCase(_OfHousehold):
    """Set what is given; None leaves a field as it is, an empty text takes it away."""

    case_id: str
    appointment: Day | None = None
    dossier_code: str | None = None
    for_whom: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFollowUp(_OfHousehold):
    """Something to come back for, noted at the desk."""

    follow_up: NewFollowUp
    occurred_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseFollowUp(_OfHousehold):
    """A follow-up is done."""

    follow_up_id: str
    occurred_at: datetime


CaseStepCommand = CompleteCase | RefuseCase | ReturnCase | WithdrawCase
HouseholdCommand = RecordVisit | VoidVisit | CaseStepCommand | ReopenCase | AmendCase | OpenFollowUp | CloseFollowUp
"""Decided in `<ward>/household/<household_id>`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HearPhone(_ByCaller):
    """A phone is in contact at `recorded_at`, with `unsent` records of its own still unsent.

    Decided in `<ward>/phone/<device>`.
    """

    device: str
    volunteer_id: str
    unsent: int = 0
    oldest_unsent: datetime | None = None
    app: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmErasure(_ByCaller):
    """This service's key of the subject is destroyed; `decision` is the id of the event that decided it.

    Decided in `<ward>/erasure/<subject_kind>/<subject_id>`.
    """

    subject_kind: Literal["household", "volunteer"]
    subject_id: str
    decision: str
