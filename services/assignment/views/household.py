"""`household/<id>`: a household with its dated assignments, as a ward's list shows it."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Literal, get_args

import msgspec

from shared.contracts.assignment import (
    ContactSet,
    HouseholdAmended,
    HouseholdAssigned,
    HouseholdRegistered,
    HouseholdRemoved,
    HouseholdRestored,
    HouseholdTraits,
    HouseholdUnassigned,
    PersonalDataErased,
    UnassignCause,
)
from shared.flows.sealing import erased_texts, sealed_texts
from shared.flows.view_kinds import ViewKind
from shared.kernel.days import Day
from shared.kernel.messages import Event, LedgerEvent, SealedText

MOST_ASSIGNMENTS = 100
"""Dated assignments kept, the latest; a household changes hands a few times a year."""

HouseholdSituation = Literal["unregistered", "listed", "removed", "erased"]


class DatedAssignment(msgspec.Struct, kw_only=True, omit_defaults=True):
    """`volunteer` helps from `since` on, until `until` when that is known. On a day of change both count.

    `reason` is why it began, `end_reason` why it ended; a hand-over's end has no reason of its own.
    """

    volunteer: str
    since: datetime
    from_day: Day
    until: datetime | None = None
    until_day: Day | None = None
    cause: UnassignCause | Literal["handed_over"] | None = None
    reason: SealedText | None = None
    end_reason: SealedText | None = None


class HouseholdDocument(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A household. `unregistered` when visits was heard about it and the ward was not yet.

    `sealed`: head_name, phone, address, location, language, each as last written; after an erasure
    only which of them there were.
    """

    id: str
    situation: HouseholdSituation = "unregistered"
    traits: HouseholdTraits | None = None
    registered_at: datetime | None = None
    removed_at: datetime | None = None
    removal_reason: SealedText | None = None
    no_contact: bool = False
    assignments: tuple[DatedAssignment, ...] = ()
    sealed: dict[str, SealedText] = {}

    @property
    def current(self) -> DatedAssignment | None:
        """The assignment that lasts, if there is one."""
        last = self.assignments[-1] if self.assignments else None
        return last if last is not None and last.until is None else None


_OwnFact = (
    HouseholdRegistered
    | HouseholdAmended
    | HouseholdRemoved
    | HouseholdRestored
    | HouseholdAssigned
    | HouseholdUnassigned
    | ContactSet
)


def _ids(_entry: LedgerEvent, fact: Event) -> Sequence[str]:
    if isinstance(fact, PersonalDataErased):
        return (fact.subject_id,) if fact.subject_kind == "household" else ()
    return (fact.household_id,) if isinstance(fact, _OwnFact) else ()


def _empty(_ward: str, household_id: str) -> HouseholdDocument:
    return HouseholdDocument(id=household_id)


def _fold(document: HouseholdDocument, entry: LedgerEvent, fact: Event) -> HouseholdDocument:
    match fact:
        case HouseholdRegistered():
            document.situation, document.registered_at = "listed", fact.occurred_at
            document.traits, document.sealed = fact.traits, sealed_texts(entry.id, fact.sealed)
        case HouseholdAmended():
            document.traits = fact.traits
            document.sealed = {**document.sealed, **sealed_texts(entry.id, fact.sealed)}
        case HouseholdRemoved():
            document.situation, document.removed_at = "removed", fact.occurred_at
            document.removal_reason = _reason(entry, fact)
        case HouseholdRestored():
            document.situation, document.removed_at, document.removal_reason = "listed", None, None
        case HouseholdAssigned() | HouseholdUnassigned():
            _change_hands(document, entry, fact)
        case ContactSet():
            document.no_contact = fact.no_contact
        case PersonalDataErased():
            _erase(document)
    return document


def _change_hands(
    document: HouseholdDocument, entry: LedgerEvent, fact: HouseholdAssigned | HouseholdUnassigned
) -> None:
    last = document.current
    if last is not None:
        last.until = fact.occurred_at
    if isinstance(fact, HouseholdUnassigned):
        if last is not None:
            last.until_day, last.cause, last.end_reason = fact.until_day, fact.cause, _reason(entry, fact)
        return
    if last is not None:
        last.until_day, last.cause = fact.from_day, "handed_over"
    begun = DatedAssignment(
        volunteer=fact.volunteer_id, since=fact.occurred_at, from_day=fact.from_day, reason=_reason(entry, fact)
    )
    document.assignments = (*document.assignments, begun)[-MOST_ASSIGNMENTS:]


def _erase(document: HouseholdDocument) -> None:
    document.situation, document.sealed, document.removal_reason = "erased", erased_texts(document.sealed), None
    for assignment in document.assignments:
        assignment.reason = assignment.end_reason = None


def _reason(entry: LedgerEvent, fact: Event) -> SealedText | None:
    return sealed_texts(entry.id, fact.sealed).get("reason")


def _tags(document: HouseholdDocument) -> tuple[str, ...]:
    tags = [f"is:{document.situation}"]
    if document.traits is not None and document.situation != "erased":
        tags += [f"village:{document.traits.village}", *(f"priority:{group}" for group in document.traits.priority)]
        tags += ["priority:no-signal"] if document.traits.signal == "none" else []
    if document.situation == "listed":
        current = document.current
        tags.append("unassigned" if current is None else f"volunteer:{current.volunteer}")
    return tuple(tags)


def _sort(document: HouseholdDocument) -> str:
    """By village, then list code with its numbers read as numbers; those without a code last."""
    if document.traits is None:
        return "~"
    code = document.traits.code
    place = "~" if code is None else re.sub(r"\d+", lambda number: number.group().zfill(9), code.casefold())
    return f"{document.traits.village}/{place}"


HOUSEHOLDS = ViewKind(
    kind="household",
    content=HouseholdDocument,
    ids=_ids,
    empty=_empty,
    fold=_fold,
    tags=_tags,
    sort=_sort,
    types=frozenset(one.__name__ for one in get_args(_OwnFact | PersonalDataErased)),
)
"""Tags: `is:<situation>`; `village:<key>`, `priority:<group>` (with no-signal); while listed `volunteer:<id>` or
`unassigned`."""
