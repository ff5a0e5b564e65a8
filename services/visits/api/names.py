"""In whose name something is recorded (interface.md, Who may)."""

from typing import Protocol
from uuid import UUID

from shared.kernel.failures import Forbidden, Invalid
from shared.kernel.scope import Role, Scope


class NotYourName(Forbidden):
    """A volunteer records in their own name only."""


class VolunteerUnknown(Invalid):
    """The ward has no such volunteer."""


class Enrolled(Protocol):
    """Who belongs to a ward."""

    async def volunteer_enrolled(self, ward: str, volunteer_id: str) -> bool:
        """Whether the ward's roster knows the volunteer, retired or not."""
        ...


async def named_volunteer(scope: Scope, named: UUID | None, roster: Enrolled) -> str | None:
    """For whom a record counts: a volunteer's own; a coordinator names one of the ward, or nobody."""
    volunteer_id = None if named is None else str(named)
    if scope.role is Role.VOLUNTEER:
        if volunteer_id not in (None, scope.volunteer_id):
            raise NotYourName()
        return scope.volunteer_id
    if volunteer_id is not None and not await roster.volunteer_enrolled(scope.own_ward(), volunteer_id):
        raise VolunteerUnknown("/volunteer_id")
    return volunteer_id
