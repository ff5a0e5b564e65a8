"""From a call to the roster that it is about."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.assignment.domain.commands import RosterCommand
from shared.http.command_calls import CommandContext, Target
from shared.kernel.scope import Role

COORDINATOR = frozenset({Role.COORDINATOR})
"""Who runs a ward."""
WHO_MEETS_HOUSEHOLDS = frozenset({Role.VOLUNTEER, Role.COORDINATOR})
"""Who stands at doors: a volunteer for their own households, a coordinator for all of the ward."""


def target(
    context: CommandContext,
    ids: Mapping[str, str],
    command: RosterCommand,
    answer_id: str,
    told: datetime | None = None,
) -> Target[Any]:
    """The roster of the path's ward, which must be the caller's; `told`: when it happened, by the sender's clock.

    Raises NotFound.
    """
    ward = context.scope.require_ward(ids["ward"])
    return Target(f"{ward}/roster", ward, command, answer_id, reported_at=context.reported(told))
