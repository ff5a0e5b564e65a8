"""One holder at a time for a role such as a service's relay, with an epoch that only grows."""

from datetime import datetime
from typing import Protocol

import msgspec


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """Who holds a role until when. A holder with a lower epoch than the stored one is stale."""

    name: str
    holder: str
    epoch: int
    expires: datetime


class LeaseStore(Protocol):
    """Leases of one service."""

    async def acquire(self, name: str, holder: str, now: datetime, seconds: float) -> Lease | None:
        """Take a free or expired lease (epoch + 1) or extend one's own (same epoch); None while another holds it."""
        ...

    async def release(self, lease: Lease) -> None:
        """Give the lease up, if it is still held in this epoch."""
        ...
