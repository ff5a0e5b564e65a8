"""Following topics: every delivery is handled, then remembered; what could not be handled is delivered again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from shared.kernel.failures import Conflict, Unavailable
from shared.kernel.messages import LedgerEvent
from shared.ports.event_bus import EventBus, Subscription

BATCH_EVENTS = 2_000
RETRY_SECONDS = 0.5

Handle = Callable[[Sequence[LedgerEvent]], Awaitable[None]]
"""Handles the events of one delivery, in order. It may see them again, for a crash forgets what was not remembered."""

_log = logging.getLogger(__name__)


class TopicFollower:
    """One reader group of a service: views of another source, or a policy."""

    def __init__(self, bus: EventBus, group: str, sources: Sequence[str], handle: Handle) -> None:
        self._bus = bus
        self._group = group
        self._sources = sources
        self._handle = handle
        self._subscription: Subscription | None = None
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Follow until stopped. After Unavailable or Conflict it goes on from the place remembered last."""
        while not self._stopping.is_set():
            try:
                await self._follow()
            except (Unavailable, Conflict) as away:
                _log.warning("%s waits: %s", self._group, away)
                await self._pause()

    async def stop(self) -> None:
        """Finish what was delivered, and end."""
        self._stopping.set()
        if self._subscription is not None:
            await self._subscription.close()

    async def _follow(self) -> None:
        self._subscription = subscription = await self._bus.subscribe(self._group, self._sources)
        try:
            while not self._stopping.is_set():
                for delivery in await subscription.receive(BATCH_EVENTS):
                    await self._handle(delivery.events)
                    await subscription.commit(delivery.source, delivery.position)
        finally:
            self._subscription = None
            await subscription.close()

    async def _pause(self) -> None:
        try:
            async with asyncio.timeout(RETRY_SECONDS):
                await self._stopping.wait()
        except TimeoutError:
            return
