"""Who is asking, and what they may see: the first argument of every command and query."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shared.kernel.failures import NotFound


class Role(StrEnum):
    """The roles of interface.md; each token carries exactly one."""

    VOLUNTEER = "volunteer"
    COORDINATOR = "coordinator"
    PROVINCE = "province"
    AUDITOR = "auditor"
    ADMIN = "admin"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Scope:
    """One caller. `ward` is the canonical code of the caller's only ward, None for those who have none.

    `actor` is the token's `sub`: an opaque account id, written into every commit. `session_id` is the sign-in behind
    the token, if there is one. `ended_at`: that session is over, and only what happened before may still be sent.
    """

    role: Role
    actor: str
    ward: str | None = None
    volunteer_id: str | None = None
    session_id: str | None = None
    ended_at: datetime | None = None

    def require_ward(self, ward: str) -> str:
        """`ward` when it is the caller's own; NotFound otherwise, for what is out of scope does not exist."""
        if ward != self.ward:
            raise NotFound(what="ward")
        return ward

    def own_ward(self) -> str:
        """The caller's ward; NotFound for a caller without one."""
        if self.ward is None:
            raise NotFound(what="ward")
        return self.ward
