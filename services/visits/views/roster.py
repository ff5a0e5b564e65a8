"""`roster-household/<id>`, `roster-volunteer/<id>`, `roster-village/<key>`: what visits needs of assignment's roster.

Dated assignments say who was responsible at a door on a day; the rest says who may see what today.
"""

from collections.abc import Sequence
from typing import get_args

import msgspec

from shared.contracts.assignment import (
    ContactSet,
    HouseholdAmended,
    HouseholdAssigned,
    HouseholdRegistered,
    HouseholdRemoved,
    HouseholdRestored,
    HouseholdUnassigned,
    Signal,
    VillageConfirmed,
    VillageNoted,
    VolunteerAmended,
    VolunteerEnrolled,
    VolunteerKind,
    VolunteerReinstated,
    VolunteerRetired,
)
from shared.flows.view_kinds import ViewKind
from shared.kernel.days import Day, month_of
from shared.kernel.messages import Event, LedgerEvent
from shared.kernel.village_names import village_key


class Assignment(msgspec.Struct, kw_only=True, omit_defaults=True):
    """`volunteer` helped from `from_day` until `until_day`, both included; without an end: helps now."""

    volunteer: str
    from_day: Day
    until_day: Day | None = None


class RosterHousehold(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A household as the roster has it. `registered` stays true when it is removed; `removed` says so."""

    id: str
    registered: bool = False
    removed: bool = False
    no_contact: bool = False
    village: str | None = None
    signal: Signal = "good"
    assignments: tuple[Assignment, ...] = ()

    @property
    def volunteer(self) -> str | None:
        """Who helps the household now."""
        last = self.assignments[-1] if self.assignments else None
        return last.volunteer if last is not None and last.until_day is None else None

    def helped_by(self, volunteer: str, day: Day) -> bool:
        """Whether `volunteer` was assigned on `day`; on a day of change both count (design.md, section 5)."""
        return any(
            one.volunteer == volunteer and one.from_day <= day and (one.until_day is None or day <= one.until_day)
            for one in self.assignments
        )


class RosterVolunteer(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A volunteer as the roster has them. `households` are those they help now."""

    id: str
    enrolled: bool = False
    retired: bool = False
    kind: VolunteerKind = "other"
    minor_until: str | None = None
    households: tuple[str, ...] = ()

    def minor_on(self, day: Day) -> bool:
        """Whether they were under 18 on `day`: adult from the month `minor_until` on."""
        return self.minor_until is not None and month_of(day) < self.minor_until


class RosterVillage(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A village with the keys of every name it was ever called by."""

    key: str
    name: str = ""
    name_keys: tuple[str, ...] = ()


_HouseholdFact = (
    HouseholdRegistered
    | HouseholdAmended
    | HouseholdRemoved
    | HouseholdRestored
    | HouseholdAssigned
    | HouseholdUnassigned
    | ContactSet
)
_VolunteerFact = VolunteerEnrolled | VolunteerAmended | VolunteerRetired | VolunteerReinstated


def _household_ids(_entry: LedgerEvent, fact: Event) -> Sequence[str]:
    return (fact.household_id,) if isinstance(fact, _HouseholdFact) else ()


def _unknown_household(_ward: str, household_id: str) -> RosterHousehold:
    return RosterHousehold(id=household_id)


def _fold_household(document: RosterHousehold, _entry: LedgerEvent, fact: Event) -> RosterHousehold:
    match fact:
        case HouseholdRegistered() | HouseholdAmended():
            document.registered = True
            document.village, document.signal = fact.traits.village, fact.traits.signal
        case HouseholdRemoved():
            document.removed = True
        case HouseholdRestored():
            document.removed = False
        case ContactSet():
            document.no_contact = fact.no_contact
        case HouseholdAssigned():
            assigned = Assignment(volunteer=fact.volunteer_id, from_day=fact.from_day)
            document.assignments = (*_ended(document.assignments, fact.from_day), assigned)
        case HouseholdUnassigned():
            document.assignments = _ended(document.assignments, fact.until_day)
    return document


def _ended(assignments: tuple[Assignment, ...], day: Day) -> tuple[Assignment, ...]:
    if assignments and assignments[-1].until_day is None:
        assignments[-1].until_day = day
    return assignments


def _volunteer_ids(_entry: LedgerEvent, fact: Event) -> Sequence[str]:
    if isinstance(fact, HouseholdAssigned) and fact.previous_volunteer_id not in (None, fact.volunteer_id):
        return (fact.volunteer_id, str(fact.previous_volunteer_id))
    return (fact.volunteer_id,) if isinstance(fact, _VolunteerFact | HouseholdAssigned | HouseholdUnassigned) else ()


def _unknown_volunteer(_ward: str, volunteer_id: str) -> RosterVolunteer:
    return RosterVolunteer(id=volunteer_id)


def _fold_volunteer(document: RosterVolunteer, _entry: LedgerEvent, fact: Event) -> RosterVolunteer:
    match fact:
        case VolunteerEnrolled() | VolunteerAmended():
            document.enrolled = True
            document.kind, document.minor_until = fact.traits.kind, fact.traits.minor_until
        case VolunteerRetired():
            document.retired = True
        case VolunteerReinstated():
            document.retired = False
        case HouseholdAssigned() | HouseholdUnassigned():
            rest = tuple(one for one in document.households if one != fact.household_id)
            taken = isinstance(fact, HouseholdAssigned) and fact.volunteer_id == document.id
            document.households = (*rest, fact.household_id) if taken else rest
    return document


def _village_ids(_entry: LedgerEvent, fact: Event) -> Sequence[str]:
    return (fact.village,) if isinstance(fact, VillageNoted | VillageConfirmed) else ()


def _unknown_village(_ward: str, key: str) -> RosterVillage:
    return RosterVillage(key=key, name_keys=(key,))


def _fold_village(document: RosterVillage, _entry: LedgerEvent, fact: Event) -> RosterVillage:
    if isinstance(fact, VillageNoted | VillageConfirmed):
        document.name = fact.name
        document.name_keys = tuple(dict.fromkeys((*document.name_keys, village_key(fact.name))))
    return document


def _village_tags(document: RosterVillage) -> tuple[str, ...]:
    return tuple(f"name:{key}" for key in document.name_keys)


ROSTER_HOUSEHOLDS = ViewKind(
    kind="roster-household",
    content=RosterHousehold,
    ids=_household_ids,
    empty=_unknown_household,
    fold=_fold_household,
    types=frozenset(one.__name__ for one in get_args(_HouseholdFact)),
)
ROSTER_VOLUNTEERS = ViewKind(
    kind="roster-volunteer",
    content=RosterVolunteer,
    ids=_volunteer_ids,
    empty=_unknown_volunteer,
    fold=_fold_volunteer,
    types=frozenset(one.__name__ for one in get_args(_VolunteerFact | HouseholdAssigned | HouseholdUnassigned)),
)

ROSTER_VILLAGES = ViewKind(
    kind="roster-village",
    content=RosterVillage,
    ids=_village_ids,
    empty=_unknown_village,
    fold=_fold_village,
    tags=_village_tags,
    types=frozenset({"VillageNoted", "VillageConfirmed"}),
)
"""Tags: `name:<key>` for every name."""
