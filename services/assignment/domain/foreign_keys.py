"""Ids that another ward's roster owns already: here they cannot be used, and nothing is said of whose they are."""

from collections.abc import Mapping

from services.assignment.domain.commands import RosterCommand
from services.assignment.domain.rejections import IdTaken


def with_foreign_keys(_command: RosterCommand, _owners: Mapping[str, str]) -> RosterCommand:
    """There is no command that could live with them: raises IdTaken."""
    raise IdTaken()
