"""Rows of a list that a ward brings along: each registers, amends or enrols, one after the other, all or none."""

from collections.abc import Sequence
from typing import assert_never

from services.assignment.domain import households, volunteers
from services.assignment.domain.commands import (
    AmendHousehold,
    AmendVolunteer,
    EnrollVolunteer,
    ImportEntries,
    ImportEntry,
    RegisterHousehold,
)
from services.assignment.domain.evolve import RosterEvent, evolve
from services.assignment.domain.state import Roster


def import_entries(command: ImportEntries, state: Roster) -> Sequence[RosterEvent]:
    """The events of every entry, each decided on what those before it have done. Raises the first one's rejection."""
    events: list[RosterEvent] = []
    for entry in command.entries:
        decided, state = taken(entry, state)
        events += decided
    return events


def taken(entry: ImportEntry, state: Roster) -> tuple[Sequence[RosterEvent], Roster]:
    """The events of one entry, and the roster after them. Raises its rejection."""
    events = _decided(entry, state)
    for event in events:
        state = evolve(state, event)
    return events, state


def _decided(entry: ImportEntry, state: Roster) -> Sequence[RosterEvent]:
    match entry:
        case RegisterHousehold():
            return households.register(entry, state)
        case AmendHousehold():
            return households.amend(entry, state)
        case EnrollVolunteer():
            return volunteers.enroll(entry, state)
        case AmendVolunteer():
            return volunteers.amend(entry, state)
        case _:
            assert_never(entry)
