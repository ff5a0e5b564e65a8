"""How a roster changes with each event. Nothing is checked here: what is in a stream has happened."""

from dataclasses import replace
from typing import assert_never

from immutables import Map

from services.assignment.domain.state import (
    Assigned,
    Contact,
    Enrolled,
    Erased,
    Household,
    Removed,
    Retired,
    Roster,
    Unassigned,
    Village,
    Volunteer,
)
from shared.contracts.assignment import (
    ContactSet,
    HouseholdAmended,
    HouseholdAssigned,
    HouseholdRegistered,
    HouseholdRemoved,
    HouseholdRestored,
    HouseholdUnassigned,
    PersonalDataErased,
    VillageConfirmed,
    VillageNoted,
    VolunteerAmended,
    VolunteerEnrolled,
    VolunteerReinstated,
    VolunteerRetired,
)
from shared.kernel.village_names import village_key

ListEvent = HouseholdRegistered | HouseholdAmended | HouseholdRemoved | HouseholdRestored
VolunteerEvent = VolunteerEnrolled | VolunteerAmended | VolunteerRetired | VolunteerReinstated
RosterEvent = (
    ListEvent
    | VolunteerEvent
    | VillageNoted
    | VillageConfirmed
    | HouseholdAssigned
    | HouseholdUnassigned
    | ContactSet
    | PersonalDataErased
)


def evolve(state: Roster, event: RosterEvent) -> Roster:
    """The roster after `event`; the one given stays as it is."""
    match event:
        case VillageNoted() | VillageConfirmed():
            return _with_village(state, event)
        case HouseholdRegistered() | HouseholdAmended() | HouseholdRemoved() | HouseholdRestored():
            return _with_listing(state, event)
        case VolunteerEnrolled() | VolunteerAmended() | VolunteerRetired() | VolunteerReinstated():
            return _with_volunteer(state, event)
        case HouseholdAssigned():
            return _with_assignment(state, event)
        case HouseholdUnassigned():
            return _without_assignment(state, event)
        case ContactSet():
            contact = Contact(event.no_contact, event.basis)
            return replace(state, contact=state.contact.set(event.household_id, contact))
        case PersonalDataErased():
            return _with_erasure(state, event)
        case _:
            assert_never(event)


def _with_village(state: Roster, event: Village) -> Roster:
    names = state.village_keys.set(event.village, event.village).set(village_key(event.name), event.village)
    return replace(state, villages=state.villages.set(event.village, event), village_keys=names)


def _with_listing(state: Roster, event: ListEvent) -> Roster:
    household, codes = state.households.get(event.household_id), state.codes
    match event, household:
        case HouseholdRegistered(), None:
            household = Unassigned(event.traits, event.occurred_at)
            codes = _code_taken(codes, event.traits.code, event.household_id)
        case HouseholdAmended(), Unassigned() | Assigned():
            codes = _code_taken(_code_freed(codes, household.traits.code), event.traits.code, event.household_id)
            household = replace(household, traits=event.traits)
        case HouseholdRemoved(), Unassigned():
            codes = _code_freed(codes, household.traits.code)
            household = Removed(household.traits, household.changed_at)
        case HouseholdRestored(), Removed():
            codes = _code_taken(codes, household.traits.code, event.household_id)
            household = Unassigned(household.traits, household.changed_at)
        case _:
            raise _impossible(event, household)
    return replace(state, households=state.households.set(event.household_id, household), codes=codes)


def _code_taken(codes: Map[str, str], code: str | None, household_id: str) -> Map[str, str]:
    return codes if code is None else codes.set(code, household_id)


def _code_freed(codes: Map[str, str], code: str | None) -> Map[str, str]:
    return codes if code is None else codes.delete(code)


def _with_volunteer(state: Roster, event: VolunteerEvent) -> Roster:
    volunteer = state.volunteers.get(event.volunteer_id)
    match event, volunteer:
        case VolunteerEnrolled(), None:
            volunteer = Enrolled(event.traits)
        case VolunteerAmended(), Enrolled() | Retired():
            volunteer = replace(volunteer, traits=event.traits)
        case VolunteerRetired(), Enrolled():
            volunteer = Retired(volunteer.traits)
        case VolunteerReinstated(), Retired():
            volunteer = Enrolled(volunteer.traits)
        case _:
            raise _impossible(event, volunteer)
    return replace(state, volunteers=state.volunteers.set(event.volunteer_id, volunteer))


def _with_assignment(state: Roster, event: HouseholdAssigned) -> Roster:
    household = state.households[event.household_id]
    if not isinstance(household, Unassigned | Assigned):
        raise _impossible(event, household)
    volunteers = state.volunteers
    if isinstance(household, Assigned):
        volunteers = _caseload_changed(volunteers, household.volunteer_id, event.household_id, takes=False)
    volunteers = _caseload_changed(volunteers, event.volunteer_id, event.household_id, takes=True)
    assigned = Assigned(household.traits, event.volunteer_id, event.occurred_at)
    return replace(state, households=state.households.set(event.household_id, assigned), volunteers=volunteers)


def _without_assignment(state: Roster, event: HouseholdUnassigned) -> Roster:
    household = state.households[event.household_id]
    if not isinstance(household, Assigned):
        raise _impossible(event, household)
    volunteers = _caseload_changed(state.volunteers, household.volunteer_id, event.household_id, takes=False)
    unassigned = Unassigned(household.traits, event.occurred_at)
    return replace(state, households=state.households.set(event.household_id, unassigned), volunteers=volunteers)


def _caseload_changed(
    volunteers: Map[str, Volunteer], volunteer_id: str, household_id: str, *, takes: bool
) -> Map[str, Volunteer]:
    volunteer = volunteers[volunteer_id]
    if not isinstance(volunteer, Enrolled):
        raise ValueError(f"volunteer {volunteer_id} is {type(volunteer).__name__} and can have no households")
    change = volunteer.households.union if takes else volunteer.households.difference
    return volunteers.set(volunteer_id, replace(volunteer, households=change((household_id,))))


def _with_erasure(state: Roster, event: PersonalDataErased) -> Roster:
    if event.subject_kind == "household":
        return replace(state, households=state.households.set(event.subject_id, Erased()))
    return replace(state, volunteers=state.volunteers.set(event.subject_id, Erased()))


def _impossible(event: RosterEvent, situation: Household | Volunteer | None) -> ValueError:
    return ValueError(f"{type(event).__name__} cannot happen to {event.subject}, which is {type(situation).__name__}")
