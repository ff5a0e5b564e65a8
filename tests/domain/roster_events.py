"""A small ward for examples of the roster: Lan and Minh, two households, and what may happen to them."""

from datetime import UTC, datetime, timedelta

from services.assignment.domain.commands import AssignHousehold, RegisterHousehold
from shared.contracts.assignment import (
    HouseholdAssigned,
    HouseholdRegistered,
    HouseholdRemoved,
    HouseholdRestored,
    HouseholdTraits,
    HouseholdUnassigned,
    PersonalDataErased,
    UnassignCause,
    VillageNoted,
    VolunteerEnrolled,
    VolunteerRetired,
    VolunteerTraits,
)

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
EARLIER = NOW - timedelta(days=30)
LAN, MINH = "volunteer-lan", "volunteer-minh"
HOUSE, OTHER_HOUSE = "house-1", "house-2"
TA_LANG = VillageNoted(village="tà-lang", name="Tà Lang")


def enrolled(
    volunteer_id: str = LAN, *, capacity: int = 20, minor_until: str | None = None, consent: bool = False
) -> VolunteerEnrolled:
    traits = VolunteerTraits(kind="youth_union", capacity=capacity, minor_until=minor_until, guardian_consent=consent)
    return VolunteerEnrolled(volunteer_id=volunteer_id, occurred_at=EARLIER, traits=traits)


def registered(household_id: str = HOUSE, code: str | None = None) -> HouseholdRegistered:
    traits = HouseholdTraits(village="tà-lang", code=code)
    return HouseholdRegistered(household_id=household_id, occurred_at=EARLIER, traits=traits)


def assigned(
    household_id: str = HOUSE, volunteer_id: str = LAN, at: datetime = EARLIER, previous: str | None = None
) -> HouseholdAssigned:
    day = (at + timedelta(hours=7)).strftime("%Y-%m-%d")
    return HouseholdAssigned(
        household_id=household_id,
        occurred_at=at,
        volunteer_id=volunteer_id,
        from_day=day,
        previous_volunteer_id=previous,
    )


def unassigned(
    household_id: str = HOUSE, volunteer_id: str = LAN, at: datetime = NOW, *, cause: UnassignCause = "asked"
) -> HouseholdUnassigned:
    day = (at + timedelta(hours=7)).strftime("%Y-%m-%d")
    return HouseholdUnassigned(
        household_id=household_id, occurred_at=at, volunteer_id=volunteer_id, until_day=day, cause=cause
    )


def removed(household_id: str = HOUSE) -> HouseholdRemoved:
    return HouseholdRemoved(household_id=household_id, occurred_at=NOW)


def restored(household_id: str = HOUSE) -> HouseholdRestored:
    return HouseholdRestored(household_id=household_id, occurred_at=NOW)


def retired(volunteer_id: str = LAN) -> VolunteerRetired:
    return VolunteerRetired(volunteer_id=volunteer_id, occurred_at=NOW)


def household_erased(household_id: str = HOUSE) -> PersonalDataErased:
    return PersonalDataErased(subject_kind="household", subject_id=household_id)


def volunteer_erased(volunteer_id: str = LAN) -> PersonalDataErased:
    return PersonalDataErased(subject_kind="volunteer", subject_id=volunteer_id)


def assign(
    household_id: str = HOUSE, volunteer_id: str = LAN, *, replace: bool = False, occurred_at: datetime | None = None
) -> AssignHousehold:
    return AssignHousehold(
        recorded_at=NOW,
        household_id=household_id,
        volunteer_id=volunteer_id,
        replace=replace,
        occurred_at=occurred_at,
    )


def register(
    household_id: str = HOUSE,
    *,
    village: str = "Tà Lang",
    code: str | None = None,
    found_by: str | None = None,
    occurred_at: datetime | None = None,
) -> RegisterHousehold:
    return RegisterHousehold(
        recorded_at=NOW,
        household_id=household_id,
        village=village,
        code=code,
        found_by=found_by,
        occurred_at=occurred_at,
    )
