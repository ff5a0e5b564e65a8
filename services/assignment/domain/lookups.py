"""Finding what a command is about, or saying why it cannot be."""

import re

from services.assignment.domain.rejections import (
    HouseholdIsErased,
    HouseholdIsRemoved,
    HouseholdUnknown,
    VillageHoldsNumber,
    VillageUnnamed,
    VolunteerIsErased,
    VolunteerIsRetired,
    VolunteerUnknown,
)
from services.assignment.domain.state import (
    Assigned,
    Enrolled,
    Erased,
    Household,
    Removed,
    Retired,
    Roster,
    Unassigned,
    Volunteer,
)
from shared.contracts.assignment import VillageNoted
from shared.kernel.village_names import village_key, village_name


def known_household(state: Roster, household_id: str) -> Household:
    """The household, whatever its situation. Raises HouseholdUnknown."""
    household = state.households.get(household_id)
    if household is None:
        raise HouseholdUnknown(what="household")
    return household


def listed_household(state: Roster, household_id: str) -> Unassigned | Assigned:
    """A household on the list. Raises HouseholdUnknown, HouseholdIsRemoved, HouseholdIsErased."""
    household = known_household(state, household_id)
    if isinstance(household, Erased):
        raise HouseholdIsErased()
    if isinstance(household, Removed):
        raise HouseholdIsRemoved()
    return household


def known_volunteer(state: Roster, volunteer_id: str) -> Volunteer:
    """The volunteer, whatever their situation. Raises VolunteerUnknown."""
    volunteer = state.volunteers.get(volunteer_id)
    if volunteer is None:
        raise VolunteerUnknown(what="volunteer")
    return volunteer


def enrolled_volunteer(state: Roster, volunteer_id: str) -> Enrolled:
    """A volunteer at work. Raises VolunteerUnknown, VolunteerIsRetired, VolunteerIsErased."""
    volunteer = known_volunteer(state, volunteer_id)
    if isinstance(volunteer, Erased):
        raise VolunteerIsErased()
    if isinstance(volunteer, Retired):
        raise VolunteerIsRetired()
    return volunteer


def village_of(state: Roster, text: str) -> tuple[str, list[VillageNoted]]:
    """The key of the village that `text` names, and the event that notes it when nobody knew it.

    Raises VillageUnnamed, VillageHoldsNumber.
    """
    key = village_key(text)
    if not key:
        raise VillageUnnamed("/village")
    known = state.village_keys.get(key)
    if known is not None:
        return known, []
    check_no_number(text, "/village")
    return key, [VillageNoted(village=key, name=village_name(text))]


_LONG_NUMBER = re.compile(r"\d(?:[ .-]?\d){8}")


def check_no_number(name: str, pointer: str) -> None:
    """Raises VillageHoldsNumber when a village would be called by nine digits in a row, written in groups or not."""
    if _LONG_NUMBER.search(village_name(name)):
        raise VillageHoldsNumber(pointer)
