"""`volunteer/<id>`: a volunteer and the households they help now."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, get_args

import msgspec

from shared.contracts.assignment import (
    HouseholdAssigned,
    HouseholdUnassigned,
    PersonalDataErased,
    VolunteerAmended,
    VolunteerEnrolled,
    VolunteerReinstated,
    VolunteerRetired,
    VolunteerTraits,
)
from shared.flows.sealing import erased_texts, sealed_texts
from shared.flows.view_kinds import ViewKind
from shared.kernel.days import Day, month_of
from shared.kernel.messages import Event, LedgerEvent, SealedText

VolunteerSituation = Literal["enrolled", "retired", "erased"]


class VolunteerDocument(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A volunteer. `sealed`: name, phone, languages, guardian_consent; after an erasure only
    which of them there were."""

    id: str
    traits: VolunteerTraits
    situation: VolunteerSituation = "enrolled"
    enrolled_at: datetime | None = None
    retired_at: datetime | None = None
    retirement_reason: SealedText | None = None
    households: tuple[str, ...] = ()
    sealed: dict[str, SealedText] = {}

    @property
    def free_places(self) -> int:
        """Households that the volunteer could still take."""
        return self.traits.capacity - len(self.households) if self.situation == "enrolled" else 0

    def minor_on(self, day: Day) -> bool:
        """Whether they are under 18 on `day`: adult from the month `minor_until` on."""
        return self.traits.minor_until is not None and month_of(day) < self.traits.minor_until


_OwnFact = VolunteerEnrolled | VolunteerAmended | VolunteerRetired | VolunteerReinstated
_Concerned = _OwnFact | HouseholdAssigned | HouseholdUnassigned | PersonalDataErased
_NOBODY = VolunteerTraits(kind="other", capacity=0)


def _ids(_entry: LedgerEvent, fact: Event) -> Sequence[str]:
    match fact:
        case PersonalDataErased():
            return (fact.subject_id,) if fact.subject_kind == "volunteer" else ()
        case HouseholdAssigned(previous_volunteer_id=str(previous)) if previous != fact.volunteer_id:
            return (fact.volunteer_id, previous)
        case HouseholdAssigned() | HouseholdUnassigned():
            return (fact.volunteer_id,)
    return (fact.volunteer_id,) if isinstance(fact, _OwnFact) else ()


def _empty(_ward: str, volunteer_id: str) -> VolunteerDocument:
    return VolunteerDocument(id=volunteer_id, traits=_NOBODY)


def _fold(document: VolunteerDocument, entry: LedgerEvent, fact: Event) -> VolunteerDocument:
    match fact:
        case VolunteerEnrolled():
            document.traits, document.enrolled_at = fact.traits, fact.occurred_at
            document.sealed = sealed_texts(entry.id, fact.sealed)
        case VolunteerAmended():
            document.traits = fact.traits
            document.sealed = {**document.sealed, **sealed_texts(entry.id, fact.sealed)}
        case VolunteerRetired():
            document.situation, document.retired_at = "retired", fact.occurred_at
            document.retirement_reason = sealed_texts(entry.id, fact.sealed).get("reason")
        case VolunteerReinstated():
            document.situation, document.retired_at, document.retirement_reason = "enrolled", None, None
        case HouseholdAssigned() | HouseholdUnassigned():
            rest = tuple(one for one in document.households if one != fact.household_id)
            takes = isinstance(fact, HouseholdAssigned) and fact.volunteer_id == document.id
            document.households = (*rest, fact.household_id) if takes else rest
        case PersonalDataErased():
            document.situation, document.sealed = "erased", erased_texts(document.sealed)
            document.retirement_reason = None
    return document


def _tags(document: VolunteerDocument) -> tuple[str, ...]:
    tags = [f"is:{document.situation}"]
    if document.traits.village is not None and document.situation != "erased":
        tags.append(f"village:{document.traits.village}")
    if document.free_places > 0:
        tags.append("free-places")
    return tuple(tags)


def _sort(document: VolunteerDocument) -> str:
    return document.id


VOLUNTEERS = ViewKind(
    kind="volunteer",
    content=VolunteerDocument,
    ids=_ids,
    empty=_empty,
    fold=_fold,
    tags=_tags,
    sort=_sort,
    types=frozenset(one.__name__ for one in get_args(_Concerned)),
)
"""Tags: `is:<situation>`, `village:<key>`, `free-places`."""
