"""`household/<id>`: a household's standing and consents, and which of its visits, cases and follow-ups to open."""

from bisect import insort
from collections.abc import Sequence
from datetime import datetime
from typing import get_args

import msgspec

from services.visits.views.case import CaseFact
from shared.contracts.requests import RequestTaken
from shared.contracts.visit_parts import Case, ConsentAnswer, Outcome, Standing
from shared.contracts.visits import FollowUpClosed, FollowUpOpened, HouseholdStandingChanged, VisitRecorded, VisitVoided
from shared.flows.sealing import sealed_texts
from shared.flows.view_kinds import ViewKind
from shared.kernel.days import Day
from shared.kernel.messages import Event, LedgerEvent, SealedText

MOST_VISITS = 20
"""Visits that a household's history holds (design.md, Bounded work)."""
MOST_CLOSED_CASES = 20
MOST_OPEN = 200
"""Open cases, and open follow-ups, that are named in the document; more are found by their own lists."""
MOST_CONSENTS = 50


class VisitPlace(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A visit of the history, by id."""

    at: datetime
    id: str
    day: Day
    outcome: Outcome
    voided: bool = False


class ConsentHeld(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One answer to a notice, in a visit; or a withdrawal that was asked for in a request, without a notice.

    `sealed`: consent_by, consent_how, consent_slip.
    """

    answer: ConsentAnswer
    notice_version: str | None = None
    at: datetime
    visit: str | None = None
    request: str | None = None
    voided: bool = False
    sealed: dict[str, SealedText] = {}


class HouseholdDocument(msgspec.Struct, kw_only=True, omit_defaults=True):
    """`visits` and `consents` by when they happened; `visits_counted` are those not taken back."""

    id: str
    standing: Standing = Standing()
    visits: tuple[VisitPlace, ...] = ()
    visits_counted: int = 0
    consents: tuple[ConsentHeld, ...] = ()
    open_cases: tuple[str, ...] = ()
    closed_cases: tuple[str, ...] = ()
    open_follow_ups: tuple[str, ...] = ()

    @property
    def last_visit_on(self) -> Day | None:
        """Day of the latest visit that was not taken back."""
        return max((visit.day for visit in self.visits if not visit.voided), default=None)


_Concerned = (
    CaseFact | VisitRecorded | VisitVoided | HouseholdStandingChanged | FollowUpOpened | FollowUpClosed | RequestTaken
)


def _ids(_entry: LedgerEvent, fact: Event) -> Sequence[str]:
    return (fact.household_id,) if isinstance(fact, _Concerned) else ()


def _empty(_ward: str, household_id: str) -> HouseholdDocument:
    return HouseholdDocument(id=household_id)


def _fold(document: HouseholdDocument, entry: LedgerEvent, fact: Event) -> HouseholdDocument:
    match fact:
        case VisitRecorded():
            _visited(document, entry, fact)
        case VisitVoided():
            _voided(document, fact)
        case HouseholdStandingChanged():
            document.standing = fact.after
        case RequestTaken():
            if fact.kind == "withdrawal":
                _answered(document, ConsentHeld(answer="withdrawn", at=fact.occurred_at, request=fact.request_id))
        case FollowUpOpened():
            document.open_follow_ups = (*document.open_follow_ups, fact.follow_up.id)[-MOST_OPEN:]
        case FollowUpClosed():
            document.open_follow_ups = _without(document.open_follow_ups, fact.follow_up_id)
        case _ if isinstance(fact, CaseFact):
            _case_moved(document, fact.case_id, fact.after)
    return document


def _when_visited(place: VisitPlace) -> tuple[datetime, str]:
    return place.at, place.id


def _visited(document: HouseholdDocument, entry: LedgerEvent, fact: VisitRecorded) -> None:
    place = VisitPlace(at=fact.occurred_at, id=fact.visit_id, day=fact.day, outcome=fact.outcome)
    visits = list(document.visits)
    insort(visits, place, key=_when_visited)
    document.visits = tuple(visits[-MOST_VISITS:])
    document.visits_counted += 1
    document.open_follow_ups = (*document.open_follow_ups, *(one.id for one in fact.follow_ups))[-MOST_OPEN:]
    if fact.consent is None:
        return
    held = ConsentHeld(
        answer=fact.consent.answer,
        notice_version=fact.consent.notice_version,
        at=fact.occurred_at,
        visit=fact.visit_id,
        sealed=sealed_texts(entry.id, fact.sealed, ("consent_by", "consent_how", "consent_slip")),
    )
    _answered(document, held)


def _answered(document: HouseholdDocument, held: ConsentHeld) -> None:
    consents = sorted((*document.consents, held), key=lambda one: (one.at, one.visit or one.request or ""))
    document.consents = tuple(consents[-MOST_CONSENTS:])


def _voided(document: HouseholdDocument, fact: VisitVoided) -> None:
    for place in document.visits:
        place.voided = place.voided or place.id == fact.visit_id
    for held in document.consents:
        held.voided = held.voided or held.visit == fact.visit_id
    document.visits_counted -= 1
    document.open_follow_ups = _without(document.open_follow_ups, *fact.follow_ups)


def _case_moved(document: HouseholdDocument, case_id: str, after: Case | None) -> None:
    open_cases = _without(document.open_cases, case_id)
    closed_cases = _without(document.closed_cases, case_id)
    if after is not None and after.state == "open":
        open_cases = (*open_cases, case_id)
    elif after is not None:
        closed_cases = (*closed_cases, case_id)
    document.open_cases = open_cases[-MOST_OPEN:]
    document.closed_cases = closed_cases[-MOST_CLOSED_CASES:]


def _without(ids: tuple[str, ...], *gone: str) -> tuple[str, ...]:
    return tuple(one for one in ids if one not in gone)


HOUSEHOLDS = ViewKind(
    kind="household",
    content=HouseholdDocument,
    ids=_ids,
    empty=_empty,
    fold=_fold,
    types=frozenset(one.__name__ for one in get_args(_Concerned)),
)
