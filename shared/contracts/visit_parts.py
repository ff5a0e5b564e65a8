"""What events of visits are made of: outcomes, steps and modes, a case as a whole, a household's standing."""

from typing import Literal

import msgspec

from shared.kernel.days import Day

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
LineFlag = Literal["case_already_closed", "case_elsewhere"]
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
    """A procedure line as it was written at the door. `flag` says why it changed nothing, where it did not.
    `case_procedure`: what its case is about, where the line names another procedure; the step counts for the case."""

    case_id: str
    procedure: str
    step: Step
    mode: Mode
    channel: Channel | None = None
    appointment: Day | None = None
    flag: LineFlag | None = None
    case_procedure: str | None = None


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
