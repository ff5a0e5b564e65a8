"""Which times of what happened can be believed, and how long one's own record may be taken back."""

from datetime import datetime, timedelta

from services.visits.domain.rejections import ClockAhead, ClockBehind
from shared.kernel.scope import Role

AHEAD = timedelta(hours=24)
"""How far a clock may run ahead of the server's."""
BEHIND = timedelta(days=180)
"""How old a record may be when it arrives; a coordinator may enter older paper."""
OWN_RECORD = timedelta(days=7)
"""How long the one who recorded something may take it back; the coordinator always may."""


def require_plausible(occurred_at: datetime, recorded_at: datetime, role: Role) -> None:
    """Raise ClockAhead or ClockBehind when `occurred_at` cannot be believed."""
    if occurred_at > recorded_at + AHEAD:
        raise ClockAhead(hours=AHEAD // timedelta(hours=1))
    if occurred_at < recorded_at - BEHIND and role is not Role.COORDINATOR:
        raise ClockBehind(days=BEHIND.days)
