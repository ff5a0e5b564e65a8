"""The roster's decider: each command is led to its rule."""

from collections.abc import Sequence
from typing import assert_never

from services.assignment.domain import assignments, households, imports, volunteers
from services.assignment.domain.commands import (
    AmendHousehold,
    AmendVolunteer,
    AssignHousehold,
    DescribeVillage,
    EnrollVolunteer,
    EraseHousehold,
    EraseVolunteer,
    HouseholdCommand,
    ImportEntries,
    RegisterHousehold,
    ReinstateVolunteer,
    RemoveHousehold,
    RestoreHousehold,
    RetireVolunteer,
    RosterCommand,
    SetContact,
    UnassignHousehold,
    VolunteerCommand,
)
from services.assignment.domain.evolve import RosterEvent, evolve
from services.assignment.domain.state import Roster
from shared.kernel.decider import Decider


def decide(command: RosterCommand, state: Roster) -> Sequence[RosterEvent]:
    """The events of `command`; none where there is nothing to do. Raises one of `rejections`."""
    match command:
        case RegisterHousehold() | AmendHousehold() | RemoveHousehold() | RestoreHousehold() | EraseHousehold():
            return _decide_household(command, state)
        case EnrollVolunteer() | AmendVolunteer() | RetireVolunteer() | ReinstateVolunteer() | EraseVolunteer():
            return _decide_volunteer(command, state)
        case DescribeVillage():
            return households.describe_village(command, state)
        case AssignHousehold():
            return assignments.assign(command, state)
        case UnassignHousehold():
            return assignments.unassign(command, state)
        case SetContact():
            return assignments.set_contact(command, state)
        case ImportEntries():
            return imports.import_entries(command, state)
        case _:
            assert_never(command)


def _decide_household(command: HouseholdCommand, state: Roster) -> Sequence[RosterEvent]:
    match command:
        case RegisterHousehold():
            return households.register(command, state)
        case AmendHousehold():
            return households.amend(command, state)
        case RemoveHousehold():
            return households.remove(command, state)
        case RestoreHousehold():
            return households.restore(command, state)
        case EraseHousehold():
            return households.erase(command, state)
        case _:
            assert_never(command)


def _decide_volunteer(command: VolunteerCommand, state: Roster) -> Sequence[RosterEvent]:
    match command:
        case EnrollVolunteer():
            return volunteers.enroll(command, state)
        case AmendVolunteer():
            return volunteers.amend(command, state)
        case RetireVolunteer():
            return volunteers.retire(command, state)
        case ReinstateVolunteer():
            return volunteers.reinstate(command, state)
        case EraseVolunteer():
            return volunteers.erase(command, state)
        case _:
            assert_never(command)


roster_decider: Decider[RosterCommand, Roster, RosterEvent] = Decider(decide, evolve, Roster)
"""The roster of one ward."""
