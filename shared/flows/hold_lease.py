"""A lease kept alive while its role is played, asked for again as soon as there is a doubt."""

import asyncio

from shared.kernel.failures import Unavailable
from shared.ports.clock import Clock
from shared.ports.lease import Lease, LeaseStore

LEASE_SECONDS = 6.0
"""From the last renewal of a holder that is killed to the moment at which another can take over."""
RENEW_SECONDS = 2.0


class HeldLease:
    """One holder's view of one lease. It is held no longer than it was asked for, whatever this process was doing
    meanwhile: a holder that was paused knows at once that it may be stale."""

    def __init__(self, leases: LeaseStore, clock: Clock, name: str, holder: str) -> None:
        self._leases = leases
        self._clock = clock
        self._name = name
        self._holder = holder
        self._lease: Lease | None = None
        self._expires_at = 0.0
        self._renew_at = 0.0
        self._terms = 0
        self._asking = asyncio.Lock()

    @property
    def held(self) -> bool:
        """Whether the role is this holder's now, as far as it can know."""
        return self._lease is not None and self._clock.monotonic() < self._expires_at

    @property
    def term(self) -> int:
        """0 while it is not held; otherwise a number that is another one whenever it was not held for a moment."""
        return self._terms if self.held else 0

    async def hold(self) -> int:
        """Take or extend the lease where that is due. Returns the term, 0 while another holds it."""
        async with self._asking:
            moment = self._clock.monotonic()
            if not self.held or moment >= self._renew_at:
                await self._ask(moment)
        return self.term

    async def keep(self) -> None:
        """Extend the lease for as long as it is held, while whoever plays the role is busy with something long."""
        while True:
            await asyncio.sleep(RENEW_SECONDS / 2)
            try:
                if self.held:
                    await self.hold()
            except Unavailable:
                continue

    def doubt(self) -> None:
        """Ask the store before the role is played again."""
        self._renew_at = 0.0

    async def give_up(self) -> None:
        """Let somebody else have it at once; while the store is away, when it has expired."""
        lease, self._lease = self._lease, None
        if lease is None:
            return
        try:
            await self._leases.release(lease)
        except Unavailable:
            return

    async def _ask(self, moment: float) -> None:
        before = self._lease if self.held else None
        lease = await self._leases.acquire(self._name, self._holder, self._clock.now(), LEASE_SECONDS)
        if lease is not None and (before is None or before.epoch != lease.epoch):
            self._terms += 1
        self._lease = lease
        self._expires_at = moment + LEASE_SECONDS
        self._renew_at = moment + RENEW_SECONDS
