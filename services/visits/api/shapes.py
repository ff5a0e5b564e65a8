"""What reads of visits answer, as OpenAPI tells it. An erased household's texts read "erased"."""

from typing import Literal

from shared.contracts.visit_parts import (
    Channel,
    ConsentAnswer,
    LineFlag,
    Mode,
    Obstacle,
    Outcome,
    Place,
    ResultKind,
    Step,
)
from shared.http.shapes import Count, Id, Listing, Shape
from shared.kernel.days import Day, Instant


class ClearLine(Shape, kw_only=True):
    """A procedure line without its texts. `flag` says why it changed nothing, where it did not. `case_procedure`: what
    its case is about, where the line names another procedure."""

    case_id: Id
    procedure: str
    step: Step
    mode: Mode
    channel: Channel | None
    appointment: Day | None
    flag: LineFlag | None
    case_procedure: str | None


class VisitLine(ClearLine, kw_only=True):
    """A procedure line as it was written at the door. `explanation` of its `flag`: what to do about it."""

    dossier_code: str | None
    for_whom: str | None
    authorisation: str | None
    reason: str | None
    explanation: str | None


class NotedFollowUp(Shape, kw_only=True):
    """A follow-up as its visit noted it."""

    id: Id
    due: Day
    what: str | None
    kind: str | None
    case_id: Id | None


class Consent(Shape, kw_only=True):
    """The household's answer to a notice."""

    answer: ConsentAnswer
    notice_version: str
    by: str | None
    how: str | None
    slip: str | None


class PastConsent(Shape, kw_only=True):
    """A consent in a household's history, newest first; a withdrawal by request has a request in place of a visit."""

    answer: ConsentAnswer
    notice_version: str | None
    by: str | None
    how: str | None
    slip: str | None
    occurred_at: Instant
    visit_id: Id | None
    request_id: Id | None
    visit_voided: bool


class Voiding(Shape, kw_only=True):
    """When a visit was taken back, by which account, and why."""

    at: Instant
    by: str
    reason: str | None


class Visit(Shape, kw_only=True):
    """A visit. `flags` are those recorded, then those that follow from the roster."""

    visit_id: Id
    household_id: Id
    household_known: bool
    occurred_at: Instant
    day: Day
    outcome: Outcome
    place: Place
    people_helped: Count
    people_new: Count
    volunteer_id: Id | None
    companions: list[Id]
    obstacle: Obstacle | None
    procedures: list[VisitLine]
    follow_ups: list[NotedFollowUp]
    self_reliant: bool | None
    already: bool
    consent: Consent | None
    note: str | None
    source: Literal["phone", "paper"]
    reported_at: Instant | None
    recorded_at: Instant
    recorded_by: str
    flags: list[str]
    voided: Voiding | None


class CaseOpening(Shape, kw_only=True):
    """How a case began."""

    day: Day
    mode: Mode
    volunteer_id: Id | None


class CaseResult(CaseOpening, kw_only=True):
    """How a case ended."""

    kind: ResultKind


class CaseStep(Shape, kw_only=True):
    """One event of a case. `record`: the visit or the command in which it was recorded; `voided` flags that this visit
    was taken back. `reported_at`: the sender's own time, where its clock was corrected."""

    event: str
    occurred_at: Instant
    recorded_by: str
    day: Day | None
    record: str | None
    mode: Mode | None
    volunteer_id: Id | None
    reason: str | None
    reported_at: Instant | None
    flags: list[Literal["voided", "not_responsible", "clock_corrected"]]


class LineElsewhere(ClearLine, kw_only=True):
    """A line that another household's visit wrote about this case."""

    visit_id: Id
    household_id: Id
    day: Day
    volunteer_id: Id | None


class Case(Shape, kw_only=True):
    """A case with its steps, oldest first."""

    id: Id
    household_id: Id
    village: str | None
    procedure: str
    state: Literal["open", "returned", "closed"]
    opened: CaseOpening
    result: CaseResult | None
    appointment: Day | None
    on_the_spot: bool
    dossier_code: str | None
    for_whom: str | None
    authorisation: str | None
    steps: list[CaseStep]
    elsewhere: list[LineElsewhere]


class FollowUp(NotedFollowUp, kw_only=True):
    """Something to come back for. `volunteer_id`: who helps its household today."""

    household_id: Id
    household_known: bool
    village: str | None
    volunteer_id: Id | None
    visit_id: Id | None
    opened_at: Instant
    state: Literal["open", "closed", "voided"]
    closed_at: Instant | None


class Standing(Shape, kw_only=True):
    """What all records of a household add up to."""

    first_met_on: Day | None
    helped: bool
    self_reliant: bool
    able_already: bool
    no_contact: bool


class HouseholdHistory(Shape, kw_only=True):
    """What happened at one door, newest first; visits of 12 months, 20 at most."""

    id: Id
    household_known: bool
    removed: bool
    village: str | None
    volunteer_id: Id | None
    standing: Standing
    visits_counted: Count
    last_visit_on: Day | None
    visits: list[Visit]
    cases: list[Case]
    follow_ups: list[FollowUp]
    consents: list[PastConsent]


class Phone(Shape, kw_only=True):
    """A volunteer's phone: its last contact, and what it then had still to send."""

    device: str
    volunteer_id: Id
    last_contact: Instant
    unsent_last_reported: Count
    oldest_unsent: Instant | None
    app: str | None
    silent: bool


class Visits(Listing[Visit], kw_only=True):
    """A page of visits."""


class Cases(Listing[Case], kw_only=True):
    """A page of cases."""


class FollowUps(Listing[FollowUp], kw_only=True):
    """A page of follow-ups."""


class Phones(Listing[Phone], kw_only=True):
    """A page of phones."""
