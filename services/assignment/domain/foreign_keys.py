"""Ids that another ward's roster owns already: here they are simply taken."""

from collections.abc import Mapping

from services.assignment.domain.commands import RosterCommand
from services.assignment.domain.rejections import HouseholdExists, VolunteerExists


def with_foreign_keys(_command: RosterCommand, owners: Mapping[str, str]) -> RosterCommand:
    """There is no command that could live with `owners`: raises HouseholdExists or VolunteerExists."""
    if any(key.startswith("household/") for key in owners):
        raise HouseholdExists(field="id")
    raise VolunteerExists(field="id")
