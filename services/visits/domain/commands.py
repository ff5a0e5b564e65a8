"""What may be asked of visits. Each command carries the caller and the server's time as data.

`recorded_by` is the caller's account, `recorded_at` the server's time. `command_id` is the command's own id; a step
from the desk keeps it as its record. `household_id` is the household in whose stream the command is decided.
"""

from datetime import datetime
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from shared.contracts.incidents import IncidentKind
from shared.contracts.requests import RequestKind, RequestOutcome
from shared.contracts.visit_parts import Channel, ConsentAnswer, Mode, Obstacle, Outcome, Place, Step
from shared.kernel.days import Day
from shared.kernel.scope import Role


class _ByCaller(msgspec.Struct, frozen=True, kw_only=True):
    command_id: str
    recorded_at: datetime
    recorded_by: str
    role: Role


class _OfHousehold(_ByCaller, frozen=True, kw_only=True):
    household_id: str


class ProcedureLine(msgspec.Struct, frozen=True, kw_only=True):
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


class NewFollowUp(msgspec.Struct, frozen=True, kw_only=True):
    """Something to come back for; `what` is to be done."""

    id: str
    due: Day
    what: str
    kind: str | None = None
    case_id: str | None = None


class ConsentAnswered(msgspec.Struct, frozen=True, kw_only=True):
    """A household's answer to the notice of that version: `by` whom, `how`, and on which slip."""

    answer: ConsentAnswer
    by: str
    how: str
    notice_version: str
    slip: str | None = None


class RecordVisit(_OfHousehold, frozen=True, kw_only=True):
    """A visit with everything touched in it.

    `volunteer_id` is for whom the visit counts. `cases_elsewhere` are cases that another household's stream owns: their
    lines are kept and change nothing.
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
    flags: tuple[str, ...] = ()
    cases_elsewhere: frozenset[str] = frozenset()


class VoidVisit(_OfHousehold, frozen=True, kw_only=True):
    """Take a visit back, with the cases it opened, its steps and its follow-ups."""

    visit_id: str
    reason: str


class _StepFromDesk(_OfHousehold, frozen=True, kw_only=True):
    case_id: str
    occurred_at: datetime
    reason: str | None = None
    volunteer_id: str | None = None


class CompleteCase(_StepFromDesk, frozen=True, kw_only=True):
    """The procedure ended well."""


class RefuseCase(_StepFromDesk, frozen=True, kw_only=True):
    """The office refused the application."""


class ReturnCase(_StepFromDesk, frozen=True, kw_only=True):
    """The office gave the application back to be mended."""


class WithdrawCase(_StepFromDesk, frozen=True, kw_only=True):
    """The household took the application back."""


class ReopenCase(_OfHousehold, frozen=True, kw_only=True):
    """Take a case's result back."""

    case_id: str
    occurred_at: datetime
    reason: str | None = None


class AmendCase(_OfHousehold, frozen=True, kw_only=True):
    """Set what is given. An UNSET appointment and a text of None stay as they are; an appointment of None and an empty
    text are taken away."""

    case_id: str
    appointment: Day | UnsetType | None = UNSET
    dossier_code: str | None = None
    for_whom: str | None = None


class OpenFollowUp(_OfHousehold, frozen=True, kw_only=True):
    """Something to come back for, noted at the desk."""

    follow_up: NewFollowUp
    occurred_at: datetime


class CloseFollowUp(_OfHousehold, frozen=True, kw_only=True):
    """A follow-up is done."""

    follow_up_id: str
    occurred_at: datetime


class TakeRequest(_OfHousehold, frozen=True, kw_only=True):
    """The household asks something about its personal data; the deadlines come from the law's reference data."""

    request_id: str
    kind: RequestKind
    occurred_at: datetime
    answer_by: Day
    carry_out_by: Day | None = None
    volunteer_id: str | None = None
    text: str | None = None


class AnswerRequest(_OfHousehold, frozen=True, kw_only=True):
    """The household is answered; without `occurred_at`, now."""

    request_id: str
    outcome: RequestOutcome
    occurred_at: datetime | None = None
    text: str | None = None


CaseStepCommand = CompleteCase | RefuseCase | ReturnCase | WithdrawCase
RequestCommand = TakeRequest | AnswerRequest
HouseholdCommand = (
    RecordVisit | VoidVisit | CaseStepCommand | ReopenCase | AmendCase | OpenFollowUp | CloseFollowUp | RequestCommand
)
"""Decided in `<ward>/household/<household_id>`."""


class HearPhone(_ByCaller, frozen=True, kw_only=True):
    """A phone is in contact at `recorded_at`, with `unsent` records of its own still unsent.

    Decided in `<ward>/phone/<device>`.
    """

    device: str
    volunteer_id: str
    unsent: int = 0
    oldest_unsent: datetime | None = None
    app: str | None = None


class ReportIncident(_ByCaller, frozen=True, kw_only=True):
    """Something befell a volunteer; `device`: the phone that was lost. Decided in `<ward>/incident/<id>`."""

    incident_id: str
    kind: IncidentKind
    occurred_at: datetime
    volunteer_id: str | None = None
    household_id: str | None = None
    device: str | None = None
    reported_at: datetime | None = None
    text: str | None = None


class ConfirmErasure(_ByCaller, frozen=True, kw_only=True):
    """This service's key of the subject is destroyed; `decision` is the id of the event that decided it.

    Decided in `<ward>/erasure/<subject_kind>/<subject_id>`.
    """

    subject_kind: Literal["household", "volunteer"]
    subject_id: str
    decision: str
