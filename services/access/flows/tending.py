"""Work beside requests: hearing of sessions that another process ended, and letting go of what is over."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from services.access.credentials.families import Families
from shared.kernel.failures import Conflict, Unavailable
from shared.ports.clock import Clock

LOOK_SECONDS = 10.0
"""Between two looks for ends: all of it is in force within a minute everywhere."""
FORGET_SECONDS = 3600.0

_log = logging.getLogger(__name__)


class Forgets(Protocol):
    """What lets go of records that are over."""

    async def forget(self, now: datetime) -> None:
        """Let go of them."""
        ...


class Tending:
    """Looks after the store of credentials until stopped."""

    def __init__(self, families: Families, others: Sequence[Forgets], clock: Clock) -> None:
        self._families = families
        self._others = others
        self._clock = clock
        self._forget_at = float("-inf")
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Look at once, and then regularly."""
        while not self._stopping.is_set():
            try:
                await self._look()
            except (Unavailable, Conflict) as away:
                _log.warning("credentials will be looked at again: %s", away)
            await self._pause()

    async def stop(self) -> None:
        """End after the look that has begun."""
        self._stopping.set()

    async def _look(self) -> None:
        now = self._clock.now()
        await self._families.ends(now)
        if self._clock.monotonic() >= self._forget_at:
            self._forget_at = self._clock.monotonic() + FORGET_SECONDS
            for one in (self._families, *self._others):
                await one.forget(now)

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                await self._stopping.wait()
        except TimeoutError:
            return
