"""How much one account may ask of a service in a while: commands and exports, each out of a bucket of its own.

Sized so that nobody at work meets them: a ward's office enters 1,350 households and who helps them in one go. What
comes beyond is told when to come back. Buckets are a process's own, so more replicas give more.
"""

import asyncio

from shared.http.limits import Allowance, Limits
from shared.http.rate_limits import AllowanceUsedUp, Rate, RateLimit
from shared.kernel.scope import Role, Scope
from shared.ports.clock import Clock

HELD_SECONDS = 1.0
"""How long a refusal is held back: who asks again at once, whatever they were told, asks at most that often on each of
their connections, and costs nobody's time."""


class Allowances:
    """Of one service."""

    def __init__(self, limits: Limits, clock: Clock) -> None:
        self._commands = _bucket(limits.commands, clock)
        self._exports = _bucket(limits.exports, clock)

    async def command(self, caller: Scope, count: int = 1) -> None:
        """The caller sends `count` commands, accepted or not. Raises AllowanceUsedUp, and then none was counted."""
        if self._commands is not None and count:
            await _take(self._commands, caller, count)

    async def export(self, caller: Scope) -> None:
        """The caller reads much at once: a page of a ledger, a dossier, who opened what. Raises AllowanceUsedUp.

        Services read each other's ledgers as fast as they can.
        """
        if self._exports is not None and caller.role is not Role.SERVICE:
            await _take(self._exports, caller, 1)


async def _take(bucket: RateLimit, caller: Scope, count: int) -> None:
    try:
        bucket.take(caller.actor, count)
    except AllowanceUsedUp:
        await asyncio.sleep(HELD_SECONDS)
        raise


def _bucket(allowance: Allowance, clock: Clock) -> RateLimit | None:
    if not allowance.per_second:
        return None
    return RateLimit(Rate(allowance.burst, 1 / allowance.per_second), clock, refusal=AllowanceUsedUp)
