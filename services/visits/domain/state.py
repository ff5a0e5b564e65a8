"""A household as its records say. Sealed texts never enter the state."""

from datetime import datetime
from typing import Literal

import msgspec
from immutables import Map

from services.visits.domain.cases import CaseHistory
from services.visits.domain.standing import StandingFacts
from shared.contracts.requests import RequestAnswered, RequestTaken
from shared.contracts.visit_parts import Obstacle, Outcome, Place, Standing
from shared.contracts.visits import (
    CaseAmended,
    CaseReopened,
    CaseRestated,
    FollowUpClosed,
    FollowUpOpened,
    HouseholdStandingChanged,
    ProcedureCompleted,
    ProcedureRefused,
    ProcedureReturned,
    ProcedureSubmitted,
    ProcedureWithdrawn,
    VisitRecorded,
    VisitVoided,
)
from shared.kernel.days import Day

ProcedureStep = ProcedureSubmitted | ProcedureReturned | ProcedureCompleted | ProcedureRefused | ProcedureWithdrawn
HouseholdEvent = (
    VisitRecorded
    | VisitVoided
    | ProcedureStep
    | CaseReopened
    | CaseAmended
    | CaseRestated
    | HouseholdStandingChanged
    | FollowUpOpened
    | FollowUpClosed
    | RequestTaken
    | RequestAnswered
)
FollowUpSituation = Literal["open", "closed", "taken_back"]
RequestSituation = Literal["unanswered", "acknowledged", "ended"]


class CountedVisit(msgspec.Struct, frozen=True, kw_only=True):
    """A visit that stands. `cases` are those that its lines touched, `follow_ups` those that it opened."""

    visit_id: str
    occurred_at: datetime
    day: Day
    outcome: Outcome
    place: Place
    people_helped: int
    people_new: int
    volunteer: str | None
    obstacle: Obstacle | None
    self_reliant: bool | None
    already: bool
    cases: tuple[str, ...]
    follow_ups: tuple[str, ...]
    recorded_at: datetime
    recorded_by: str


class VoidedVisit(msgspec.Struct, frozen=True):
    """A visit that was taken back; of it only the id is still known here."""


Visit = CountedVisit | VoidedVisit


class Household(msgspec.Struct, frozen=True):
    """All that a household's stream says. `standing` is the one last said; `facts` are what it follows from."""

    visits: Map[str, Visit] = Map()
    cases: Map[str, CaseHistory] = Map()
    follow_ups: Map[str, FollowUpSituation] = Map()
    requests: Map[str, RequestSituation] = Map()
    facts: StandingFacts = StandingFacts()
    standing: Standing = Standing()


def counted_visits(household: Household, but: str) -> list[CountedVisit]:
    """The visits that stand, without one."""
    visits = household.visits.values()
    return [visit for visit in visits if isinstance(visit, CountedVisit) and visit.visit_id != but]
