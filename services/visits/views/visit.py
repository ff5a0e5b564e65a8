"""`visit/<id>`: all of one visit, sealed texts included, and whether it was taken back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import msgspec

from services.visits.views.sort_keys import instant_key
from shared.contracts.subjects import CLOCK_CORRECTED
from shared.contracts.visit_parts import Consent, FollowUp, Line, Obstacle, Outcome, Place
from shared.contracts.visits import VisitRecorded, VisitVoided
from shared.flows.sealing import sealed_texts
from shared.flows.view_kinds import ViewKind
from shared.kernel.days import Day
from shared.kernel.messages import Event, LedgerEvent, SealedText


class Voiding(msgspec.Struct, kw_only=True, omit_defaults=True):
    """When and by which account a visit was taken back; the reason is sealed."""

    at: datetime
    by: str
    reason: SealedText | None = None


class VisitDocument(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A visit as recorded. `sealed` has the fields that VisitRecorded seals."""

    id: str
    household: str = ""
    occurred_at: datetime | None = None
    day: Day = ""
    outcome: Outcome = "helped"
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
    reported_at: datetime | None = None
    recorded_at: datetime | None = None
    recorded_by: str = ""
    flags: tuple[str, ...] = ()
    sealed: dict[str, SealedText] = {}
    voided: Voiding | None = None


def _ids(_entry: LedgerEvent, fact: Event) -> Sequence[str]:
    return (fact.visit_id,) if isinstance(fact, VisitRecorded | VisitVoided) else ()


def _empty(_ward: str, visit_id: str) -> VisitDocument:
    return VisitDocument(id=visit_id)


def _fold(document: VisitDocument, entry: LedgerEvent, fact: Event) -> VisitDocument:
    match fact:
        case VisitRecorded():
            return _recorded(entry, fact)
        case VisitVoided():
            reason = sealed_texts(entry.id, fact.sealed).get("reason")
            document.voided = Voiding(at=entry.recorded_at, by=entry.actor, reason=reason)
    return document


def _recorded(entry: LedgerEvent, fact: VisitRecorded) -> VisitDocument:
    return VisitDocument(
        id=fact.visit_id,
        household=fact.household_id,
        occurred_at=fact.occurred_at,
        day=fact.day,
        outcome=fact.outcome,
        place=fact.place,
        people_helped=fact.people_helped,
        people_new=fact.people_new,
        volunteer=fact.volunteer,
        companions=fact.companions,
        obstacle=fact.obstacle,
        lines=fact.lines,
        follow_ups=fact.follow_ups,
        self_reliant=fact.self_reliant,
        already=fact.already,
        consent=fact.consent,
        source=fact.source,
        reported_at=fact.reported_at,
        recorded_at=fact.recorded_at,
        recorded_by=fact.recorded_by,
        flags=fact.flags if fact.reported_at is None else (CLOCK_CORRECTED, *fact.flags),
        sealed=sealed_texts(entry.id, fact.sealed),
    )


def _tags(document: VisitDocument) -> tuple[str, ...]:
    volunteer = (f"volunteer:{document.volunteer}",) if document.volunteer else ()
    return (f"household:{document.household}", f"day:{document.day}", *volunteer)


def _sort(document: VisitDocument) -> str:
    return instant_key(document.occurred_at) if document.occurred_at else ""


VISITS = ViewKind(
    kind="visit",
    content=VisitDocument,
    ids=_ids,
    empty=_empty,
    fold=_fold,
    tags=_tags,
    sort=_sort,
    types=frozenset({"VisitRecorded", "VisitVoided"}),
)
"""Listed by when the visit happened. Tags: `household:<id>`, `volunteer:<id>`, `day:<day>`."""
