"""Who may help whom, and from when: the rules of assignment, unassignment and contact."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from services.assignment.domain.commands import AssignHousehold, SetContact, UnassignHousehold
from services.assignment.domain.evolve import RosterEvent
from services.assignment.domain.lookups import enrolled_volunteer, known_household, listed_household
from services.assignment.domain.rejections import (
    AlreadyAssigned,
    CaseloadFull,
    GuardianConsentMissing,
    NoContact,
    OccurredBeforeLastChange,
    OccurredInFuture,
)
from services.assignment.domain.state import Assigned, Roster
from shared.contracts.assignment import (
    ContactSet,
    HouseholdAssigned,
    HouseholdUnassigned,
    UnassignCause,
    VolunteerTraits,
)
from shared.kernel.days import Day, day_of, month_of

CLOCK_TOLERANCE = timedelta(minutes=5)
"""A sender's clock may be this far ahead of the server's; what it then calls the future is taken as now."""


def assign(command: AssignHousehold, state: Roster) -> Sequence[RosterEvent]:
    """Let the volunteer help the household, handing it over where that was asked for."""
    household = listed_household(state, command.household_id)
    helper = household.volunteer_id if isinstance(household, Assigned) else None
    if helper == command.volunteer_id:
        return []
    enrolled_volunteer(state, command.volunteer_id)
    if helper is not None and not command.replace:
        raise AlreadyAssigned(volunteer_id=helper)
    at = occurred(command.recorded_at, command.occurred_at, household.changed_at)
    check_may_help(state, command.household_id, command.volunteer_id, day_of(at))
    return [
        HouseholdAssigned(
            household_id=command.household_id,
            occurred_at=at,
            volunteer_id=command.volunteer_id,
            from_day=day_of(at),
            previous_volunteer_id=helper,
            sealed=sealed_reason(command.reason),
        )
    ]


def unassign(command: UnassignHousehold, state: Roster) -> Sequence[RosterEvent]:
    """End the assignment, if there is one."""
    known_household(state, command.household_id)
    return ended(state, command.household_id, command.recorded_at, "asked", command.reason)


def set_contact(command: SetContact, state: Roster) -> Sequence[RosterEvent]:
    """Take contact over from visits; an assignment ends when the roster hears that contact is not wanted."""
    known = state.contact.get(command.household_id)
    if known is not None and command.basis <= known.basis:
        return []
    contact = ContactSet(
        household_id=command.household_id,
        occurred_at=command.occurred_at,
        no_contact=command.no_contact,
        basis=command.basis,
    )
    if not command.no_contact:
        return [contact]
    return [contact, *ended(state, command.household_id, command.recorded_at, "no_contact")]


def ended(
    state: Roster, household_id: str, at: datetime, cause: UnassignCause, reason: str = ""
) -> list[HouseholdUnassigned]:
    """The end of the household's assignment at `at`, which is moved to the assignment's begin if it lies before."""
    household = state.households.get(household_id)
    if not isinstance(household, Assigned):
        return []
    at = max(at, household.changed_at)
    return [
        HouseholdUnassigned(
            household_id=household_id,
            occurred_at=at,
            volunteer_id=household.volunteer_id,
            until_day=day_of(at),
            cause=cause,
            sealed=sealed_reason(reason),
        )
    ]


def occurred(recorded_at: datetime, told: datetime | None, last_change: datetime | None = None) -> datetime:
    """When something happened: as told, else now. Raises OccurredInFuture, OccurredBeforeLastChange."""
    if told is None:
        return recorded_at if last_change is None else max(recorded_at, last_change)
    if told > recorded_at + CLOCK_TOLERANCE:
        raise OccurredInFuture()
    if last_change is not None and told < last_change:
        raise OccurredBeforeLastChange(day=day_of(last_change))
    return told if told <= recorded_at else recorded_at


def check_may_help(state: Roster, household_id: str, volunteer_id: str, day: Day) -> None:
    """Raise the reason why the volunteer could not help the household from `day` on, if there is one."""
    volunteer = enrolled_volunteer(state, volunteer_id)
    if state.wants_no_contact(household_id):
        raise NoContact()
    if lacks_consent(volunteer.traits, day):
        raise GuardianConsentMissing()
    if len(volunteer.households) >= volunteer.traits.capacity:
        raise CaseloadFull(capacity=volunteer.traits.capacity)


def lacks_consent(traits: VolunteerTraits, day: Day) -> bool:
    """Whether the volunteer is a minor on `day` and no guardian's consent is recorded."""
    return traits.minor_until is not None and month_of(day) < traits.minor_until and not traits.guardian_consent


def sealed_reason(reason: str) -> dict[str, str]:
    """The sealed part of an event that may have a reason."""
    return {"reason": reason} if reason else {}
