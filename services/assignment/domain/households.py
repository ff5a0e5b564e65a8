"""The ward's list: registering, amending, removing, restoring and erasing households; confirming villages."""

from collections.abc import Sequence

from msgspec import UNSET

from services.assignment.domain.assignments import check_may_help, ended, occurred, sealed_reason
from services.assignment.domain.commands import (
    AmendHousehold,
    DescribeVillage,
    EraseHousehold,
    RegisterHousehold,
    RemoveHousehold,
    RestoreHousehold,
)
from services.assignment.domain.evolve import RosterEvent
from services.assignment.domain.lookups import check_no_number, known_household, listed_household, village_of
from services.assignment.domain.rejections import (
    HouseholdExists,
    HouseholdIsErased,
    HouseholdUnknown,
    VillageExists,
    VillageUnnamed,
)
from services.assignment.domain.state import Assigned, Erased, Removed, Roster
from shared.contracts.assignment import (
    HouseholdAmended,
    HouseholdAssigned,
    HouseholdRegistered,
    HouseholdRemoved,
    HouseholdRestored,
    HouseholdTraits,
    PersonalDataErased,
    PriorityGroup,
    VillageConfirmed,
)
from shared.kernel.days import day_of
from shared.kernel.failures import Rejection
from shared.kernel.village_names import village_key, village_name


def register(command: RegisterHousehold, state: Roster) -> Sequence[RosterEvent]:
    """Put the household on the list, with its finder as helper where nothing speaks against that."""
    if command.household_id in state.households:
        raise HouseholdExists(field="id")
    _check_code(state, command.code, command.household_id)
    at = occurred(command.recorded_at, command.occurred_at)
    village, noted = village_of(state, command.village)
    traits = HouseholdTraits(
        village=village,
        code=command.code,
        priority=_ordered(command.priority),
        signal=command.signal,
        adults=command.adults,
    )
    registered = HouseholdRegistered(
        household_id=command.household_id,
        occurred_at=at,
        traits=traits,
        sealed={name: text for name, text in command.personal.items() if text},
    )
    return [*noted, registered, *_help_from_finder(command, state, registered)]


def _help_from_finder(
    command: RegisterHousehold, state: Roster, registered: HouseholdRegistered
) -> list[HouseholdAssigned]:
    if command.found_by is None:
        return []
    from_day = day_of(registered.occurred_at)
    try:
        check_may_help(state, command.household_id, command.found_by, from_day)
    except Rejection:
        return []
    return [
        HouseholdAssigned(
            household_id=command.household_id,
            occurred_at=registered.occurred_at,
            volunteer_id=command.found_by,
            from_day=from_day,
        )
    ]


def amend(command: AmendHousehold, state: Roster) -> Sequence[RosterEvent]:
    """Correct the traits that were given. Sealed fields cannot be compared here, so any given one is a change."""
    household = listed_household(state, command.household_id)
    helper = household.volunteer_id if isinstance(household, Assigned) else None
    if command.helped_by is not None and command.helped_by != helper:
        raise HouseholdUnknown(what="household")
    old = household.traits
    village, noted = (old.village, []) if command.village is UNSET else village_of(state, command.village)
    traits = HouseholdTraits(
        village=village,
        code=old.code if command.code is UNSET else command.code,
        priority=old.priority if command.priority is UNSET else _ordered(command.priority),
        signal=old.signal if command.signal is UNSET else command.signal,
        adults=old.adults if command.adults is UNSET else command.adults,
    )
    _check_code(state, traits.code, command.household_id)
    if traits == old and not command.personal:
        return []
    amended = HouseholdAmended(
        household_id=command.household_id,
        occurred_at=command.recorded_at,
        traits=traits,
        sealed=dict(command.personal),
    )
    return [*noted, amended]


def remove(command: RemoveHousehold, state: Roster) -> Sequence[RosterEvent]:
    """Take the household off the list, ending its assignment first."""
    household = known_household(state, command.household_id)
    if isinstance(household, Removed | Erased):
        return []
    removed = HouseholdRemoved(
        household_id=command.household_id, occurred_at=command.recorded_at, sealed=sealed_reason(command.reason)
    )
    return [*ended(state, command.household_id, command.recorded_at, "household_removed"), removed]


def restore(command: RestoreHousehold, state: Roster) -> Sequence[RosterEvent]:
    """Put a removed household back, unless its code has been given to another meanwhile."""
    household = known_household(state, command.household_id)
    if isinstance(household, Erased):
        raise HouseholdIsErased()
    if not isinstance(household, Removed):
        return []
    _check_code(state, household.traits.code, command.household_id)
    return [HouseholdRestored(household_id=command.household_id, occurred_at=command.recorded_at)]


def erase(command: EraseHousehold, state: Roster) -> Sequence[RosterEvent]:
    """Remove the household, if it is still on the list, and decide that its key is destroyed."""
    if isinstance(known_household(state, command.household_id), Erased):
        return []
    removal = remove(RemoveHousehold(recorded_at=command.recorded_at, household_id=command.household_id), state)
    return [*removal, PersonalDataErased(subject_kind="household", subject_id=command.household_id)]


def describe_village(command: DescribeVillage, state: Roster) -> Sequence[RosterEvent]:
    """Confirm a village; under a new name it keeps its key and is found by either name."""
    path_key, name_key = village_key(command.village), village_key(command.name)
    if not path_key or not name_key:
        raise VillageUnnamed("/name" if path_key else "village")
    check_no_number(command.name, "/name")
    if path_key not in state.village_keys:
        check_no_number(command.village, "village")
    village = state.village_keys.get(path_key, path_key)
    if state.village_keys.get(name_key, village) != village:
        raise VillageExists()
    confirmed = VillageConfirmed(
        village=village,
        name=village_name(command.name),
        households_total=command.households_total,
        counted_on=command.counted_on,
        source=command.source,
    )
    return [] if state.villages.get(village) == confirmed else [confirmed]


def _check_code(state: Roster, code: str | None, household_id: str) -> None:
    """A code is unique among the households on the list; one that was removed has given its code up."""
    if code is not None and state.codes.get(code, household_id) != household_id:
        raise HouseholdExists(field="code")


def _ordered(groups: Sequence[PriorityGroup]) -> tuple[PriorityGroup, ...]:
    return tuple(sorted(set(groups)))
