"""The situations of households and volunteers, and the whole roster of a ward folded from its events.

Everything is immutable; the maps share what did not change, so an event costs O(log n) however long the list is.
"""

from dataclasses import dataclass, field
from datetime import datetime

from immutables import Map

from shared.contracts.assignment import HouseholdTraits, VillageConfirmed, VillageNoted, VolunteerTraits


@dataclass(frozen=True, slots=True)
class Unassigned:
    """On the list, nobody helps it. `changed_at`: the last assignment or unassignment, at first the registration."""

    traits: HouseholdTraits
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Assigned:
    """On the list, and `volunteer_id` has helped it since `changed_at`."""

    traits: HouseholdTraits
    volunteer_id: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Removed:
    """Not on the list any more; can come back."""

    traits: HouseholdTraits
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Erased:
    """A household or volunteer whose personal data is destroyed; only the id is still taken."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """A volunteer at work, with the ids of their households."""

    traits: VolunteerTraits
    households: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Retired:
    """A volunteer who left and has no households."""

    traits: VolunteerTraits


@dataclass(frozen=True, slots=True)
class Contact:
    """Whether a household may be contacted, as visits said last; `basis` is the (era, sequence) of that."""

    no_contact: bool
    basis: tuple[str, int]


Household = Unassigned | Assigned | Removed | Erased
Volunteer = Enrolled | Retired | Erased
Village = VillageNoted | VillageConfirmed


@dataclass(frozen=True, slots=True)
class Roster:
    """A ward's roster.

    `villages` holds, by key, the last thing said of a village; `village_keys` leads from the key of each name that a
    village ever had to the village. `codes` leads from a list code to the household on the list that has it.
    `contact` knows households that are not registered, too.
    """

    households: Map[str, Household] = field(default_factory=Map)
    volunteers: Map[str, Volunteer] = field(default_factory=Map)
    villages: Map[str, Village] = field(default_factory=Map)
    village_keys: Map[str, str] = field(default_factory=Map)
    codes: Map[str, str] = field(default_factory=Map)
    contact: Map[str, Contact] = field(default_factory=Map)

    def wants_no_contact(self, household_id: str) -> bool:
        """Whether visits said so last; False while nothing was said."""
        contact = self.contact.get(household_id)
        return contact is not None and contact.no_contact
