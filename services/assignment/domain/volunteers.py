"""Enrolling, amending, retiring, reinstating and erasing volunteers."""

from collections.abc import Sequence

from msgspec import UNSET

from services.assignment.domain.assignments import ended, lacks_consent, sealed_reason
from services.assignment.domain.commands import (
    AmendVolunteer,
    EnrollVolunteer,
    EraseVolunteer,
    ReinstateVolunteer,
    RetireVolunteer,
)
from services.assignment.domain.evolve import RosterEvent
from services.assignment.domain.lookups import known_volunteer, village_of
from services.assignment.domain.rejections import (
    CapacityBelowCaseload,
    GuardianConsentMissing,
    VolunteerExists,
    VolunteerIsErased,
)
from services.assignment.domain.state import Enrolled, Erased, Retired, Roster
from shared.contracts.assignment import (
    PersonalDataErased,
    VillageNoted,
    VolunteerAmended,
    VolunteerEnrolled,
    VolunteerReinstated,
    VolunteerRetired,
    VolunteerTraits,
)
from shared.kernel.days import day_of


def enroll(command: EnrollVolunteer, state: Roster) -> Sequence[RosterEvent]:
    """Add a volunteer without households."""
    if command.volunteer_id in state.volunteers:
        raise VolunteerExists(field="id")
    village, noted = _village(state, command.village)
    traits = VolunteerTraits(
        kind=command.kind,
        capacity=command.capacity,
        village=village,
        minor_until=command.minor_until,
        guardian_consent=command.guardian_consent,
    )
    enrolled = VolunteerEnrolled(
        volunteer_id=command.volunteer_id,
        occurred_at=command.recorded_at,
        traits=traits,
        sealed={name: text for name, text in command.personal.items() if text},
    )
    return [*noted, enrolled]


def amend(command: AmendVolunteer, state: Roster) -> Sequence[RosterEvent]:
    """Correct the traits that were given; what the volunteer then is must fit the households they have."""
    volunteer = known_volunteer(state, command.volunteer_id)
    if isinstance(volunteer, Erased):
        raise VolunteerIsErased()
    old = volunteer.traits
    village, noted = (old.village, []) if command.village is UNSET else _village(state, command.village)
    traits = VolunteerTraits(
        kind=old.kind if command.kind is UNSET else command.kind,
        capacity=old.capacity if command.capacity is UNSET else command.capacity,
        village=village,
        minor_until=old.minor_until if command.minor_until is UNSET else command.minor_until,
        guardian_consent=old.guardian_consent if command.guardian_consent is UNSET else command.guardian_consent,
    )
    if isinstance(volunteer, Enrolled) and volunteer.households:
        _check_fits(traits, len(volunteer.households), command)
    if traits == old and not command.personal:
        return []
    amended = VolunteerAmended(
        volunteer_id=command.volunteer_id,
        occurred_at=command.recorded_at,
        traits=traits,
        sealed=dict(command.personal),
    )
    return [*noted, amended]


def _check_fits(traits: VolunteerTraits, caseload: int, command: AmendVolunteer) -> None:
    if traits.capacity < caseload:
        raise CapacityBelowCaseload(caseload=caseload)
    if lacks_consent(traits, day_of(command.recorded_at)):
        raise GuardianConsentMissing()


def retire(command: RetireVolunteer, state: Roster) -> Sequence[RosterEvent]:
    """Let the volunteer go, after ending each of their assignments."""
    volunteer = known_volunteer(state, command.volunteer_id)
    if not isinstance(volunteer, Enrolled):
        return []
    unassigned = [
        event
        for household_id in sorted(volunteer.households)
        for event in ended(state, household_id, command.recorded_at, "volunteer_retired")
    ]
    retired = VolunteerRetired(
        volunteer_id=command.volunteer_id, occurred_at=command.recorded_at, sealed=sealed_reason(command.reason)
    )
    return [*unassigned, retired]


def reinstate(command: ReinstateVolunteer, state: Roster) -> Sequence[RosterEvent]:
    """Take a retirement back; the households stay where they are."""
    volunteer = known_volunteer(state, command.volunteer_id)
    if isinstance(volunteer, Erased):
        raise VolunteerIsErased()
    if not isinstance(volunteer, Retired):
        return []
    return [VolunteerReinstated(volunteer_id=command.volunteer_id, occurred_at=command.recorded_at)]


def erase(command: EraseVolunteer, state: Roster) -> Sequence[RosterEvent]:
    """Retire the volunteer, if they are still enrolled, and decide that their key is destroyed."""
    if isinstance(known_volunteer(state, command.volunteer_id), Erased):
        return []
    retirement = retire(RetireVolunteer(recorded_at=command.recorded_at, volunteer_id=command.volunteer_id), state)
    return [*retirement, PersonalDataErased(subject_kind="volunteer", subject_id=command.volunteer_id)]


def _village(state: Roster, text: str | None) -> tuple[str | None, list[VillageNoted]]:
    return (None, []) if text is None else village_of(state, text)
