"""`follow-up/<id>`: something to come back for, until it is done or its visit is taken back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

import msgspec

from shared.contracts.visit_parts import FollowUp
from shared.contracts.visits import FollowUpClosed, FollowUpOpened, VisitRecorded, VisitVoided
from shared.flows.sealing import sealed_texts
from shared.flows.view_kinds import ViewKind
from shared.kernel.days import Day
from shared.kernel.messages import Event, LedgerEvent, SealedText


class FollowUpDocument(msgspec.Struct, kw_only=True, omit_defaults=True):
    """`visit` is the visit that opened it, None from the desk. `voided`: the visit was taken back."""

    id: str
    household: str = ""
    due: Day = ""
    kind: str | None = None
    case_id: str | None = None
    visit: str | None = None
    opened_at: datetime | None = None
    state: Literal["open", "closed", "voided"] = "open"
    closed_at: datetime | None = None
    what: SealedText | None = None


def _ids(_entry: LedgerEvent, fact: Event) -> Sequence[str]:
    match fact:
        case VisitRecorded():
            return [one.id for one in fact.follow_ups]
        case VisitVoided():
            return fact.follow_ups
        case FollowUpOpened():
            return (fact.follow_up.id,)
        case FollowUpClosed():
            return (fact.follow_up_id,)
    return ()


def _empty(_ward: str, follow_up_id: str) -> FollowUpDocument:
    return FollowUpDocument(id=follow_up_id)


def _fold(document: FollowUpDocument, entry: LedgerEvent, fact: Event) -> FollowUpDocument:
    match fact:
        case VisitRecorded():
            noted = next(one for one in fact.follow_ups if one.id == document.id)
            return _opened(entry, fact, noted, fact.visit_id)
        case FollowUpOpened():
            return _opened(entry, fact, fact.follow_up, None)
        case VisitVoided():
            document.state = "voided"
        case FollowUpClosed():
            document.state = "closed"
            document.closed_at = fact.occurred_at
    return document


def _opened(
    entry: LedgerEvent, fact: VisitRecorded | FollowUpOpened, noted: FollowUp, visit: str | None
) -> FollowUpDocument:
    return FollowUpDocument(
        id=noted.id,
        household=fact.household_id,
        due=noted.due,
        kind=noted.kind,
        case_id=noted.case_id,
        visit=visit,
        opened_at=fact.occurred_at,
        what=sealed_texts(entry.id, fact.sealed).get(f"follow_up/{noted.id}"),
    )


def _tags(document: FollowUpDocument) -> tuple[str, ...]:
    return (f"state:{document.state}", f"household:{document.household}")


def _sort(document: FollowUpDocument) -> str:
    return document.due


FOLLOW_UPS = ViewKind(
    kind="follow-up",
    content=FollowUpDocument,
    ids=_ids,
    empty=_empty,
    fold=_fold,
    tags=_tags,
    sort=_sort,
    types=frozenset({"VisitRecorded", "VisitVoided", "FollowUpOpened", "FollowUpClosed"}),
)
"""Listed by the day they are due. Tags: `state:open|closed|voided`, `household:<id>`."""
