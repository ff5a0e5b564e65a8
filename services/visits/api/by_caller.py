"""What every command of visits carries beside its own fields: who gave it, when, under which id."""

from datetime import datetime
from typing import TypedDict

from shared.http.command_calls import CommandContext
from shared.kernel.scope import Role


class ByCaller(TypedDict):
    """The fields that all commands of visits share."""

    command_id: str
    recorded_at: datetime
    recorded_by: str
    role: Role


def by_caller(context: CommandContext) -> ByCaller:
    """Those fields, of one call."""
    return ByCaller(
        command_id=context.command_id,
        recorded_at=context.recorded_at,
        recorded_by=context.scope.actor,
        role=context.scope.role,
    )
