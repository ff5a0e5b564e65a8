"""A lease kept alive while its role is played, asked for again as soon as there is a doubt."""

from shared.ports.clock import Clock
from shared.ports.lease import Lease, LeaseStore

LEASE_SECONDS = 10.0
RENEW_SECONDS = 3.0


class HeldLease:
    """One holder's view of one lease. `epoch` is 0 while somebody else holds it."""

    def __init__(self, leases: LeaseStore, clock: Clock, name: str, holder: str) -> None:
        self._leases = leases
        self._clock = clock
        self._name = name
        self._holder = holder
        self._lease: Lease | None = None
        self._renew_at = 0.0

    @property
    def epoch(self) -> int:
        """The epoch in which this holder plays the role."""
        return self._lease.epoch if self._lease is not None else 0

    async def hold(self) -> int:
        """Take or extend the lease where that is due. Returns the epoch, 0 while another holds it."""
        moment = self._clock.monotonic()
        if self._lease is None or moment >= self._renew_at:
            self._lease = await self._leases.acquire(self._name, self._holder, self._clock.now(), LEASE_SECONDS)
            self._renew_at = moment + RENEW_SECONDS
        return self.epoch

    def doubt(self) -> None:
        """Ask the store before the role is played again."""
        self._renew_at = 0.0

    async def give_up(self) -> None:
        """Let somebody else have it at once."""
        lease, self._lease = self._lease, None
        if lease is not None:
            await self._leases.release(lease)
