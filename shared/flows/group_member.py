"""One member of a reader group: joins, hands on what it hears, and gives partitions up without losing work.

What is away is tried again in place, so that a store that is away for a minute does not make members leave and join.
"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Protocol

from shared.kernel.failures import Conflict, Failure, Unavailable
from shared.ports.event_bus import Delivery, EventBus, Subscription

BATCH_EVENTS = 2_000
LOOK_SECONDS = 2.0
"""How often heads are compared and places committed."""
RETRY_SECONDS = 0.5

_log = logging.getLogger(__name__)


class Follower(Protocol):
    """What is done with what a member hears. Every method may raise Unavailable or Conflict: it is tried again."""

    async def take(self, delivery: Delivery) -> None:
        """Handle one delivery; it comes once more after a failure."""
        ...

    async def look(self) -> None:
        """Find and fill what no message brought. It goes on beside deliveries."""
        ...

    async def commit_places(self, subscription: Subscription) -> None:
        """Commit the place of each partition up to which everything is surely written."""
        ...

    async def finish(self, subscription: Subscription) -> None:
        """Write everything that was handled, and commit its places."""
        ...

    async def begin(self) -> None:
        """The group has been joined. It raises nothing of the kind."""
        ...

    def interrupt(self) -> None:
        """Partitions are about to move: stop what takes long, for all members wait for it."""
        ...

    def forget(self) -> None:
        """What was taken and not committed is delivered again, here or elsewhere."""
        ...

    def moved(self) -> None:
        """Partitions have moved."""
        ...


class GroupMember:
    """Keeps one follower in its group; the group's moves come to it."""

    def __init__(self, bus: EventBus, group: str, sources: Sequence[str], follower: Follower) -> None:
        self.group = group
        self.sources = tuple(sources)
        self._bus = bus
        self._follower = follower
        self._subscription: Subscription | None = None
        self._turn = asyncio.Lock()
        self._moves = 0
        self._stopping = asyncio.Event()
        self._waits_for: str | None = None

    def owns(self, ward: str) -> bool:
        """Whether the ward's events come here now."""
        return self._subscription is not None and self._subscription.owns(ward)

    async def ready(self) -> str | None:
        """What this member waits for; None when all goes well."""
        return self._waits_for

    async def join(self) -> Subscription:
        """Become a member. Raises Unavailable."""
        self._subscription = await self._bus.subscribe(self.group, self.sources, self)
        return self._subscription

    async def run(self) -> None:
        """Belong to the group until stopped or cancelled."""
        while not self._stopping.is_set():
            try:
                subscription = await self.join()
            except Unavailable as away:
                await self._wait_for(away)
                continue
            self._waits_for = None
            try:
                await self._follow(subscription)
            finally:
                self._subscription = None
                await subscription.close()

    async def stop(self) -> None:
        """Finish what is at hand, write it, and let `run` end."""
        self._stopping.set()
        if self._subscription is not None:
            await self._subscription.close()

    async def look(self) -> None:
        """Fill what no message brought, and commit places, as far as that can be done now."""
        try:
            await self._follower.look()
            async with self._turn:
                if self._subscription is not None:
                    await self._follower.commit_places(self._subscription)
        except (Unavailable, Conflict) as away:
            _log.warning("%s waits: %s", self.group, away.in_words)

    async def giving_up(self) -> None:
        self._follower.interrupt()
        async with self._turn:
            self._moves += 1
            if self._subscription is not None:
                await self._finish(self._subscription)
            self._follower.forget()

    async def taken_over(self) -> None:
        self._follower.moved()

    async def _follow(self, subscription: Subscription) -> None:
        async with asyncio.TaskGroup() as beside:
            look = beside.create_task(self._look_regularly())
            await self._follower.begin()
            while not self._stopping.is_set():
                await self._hear(subscription)
            async with self._turn:
                await self._finish(subscription)
            look.cancel()

    async def _hear(self, subscription: Subscription) -> None:
        try:
            deliveries = await subscription.receive(BATCH_EVENTS)
        except Unavailable as away:
            await self._wait_for(away)
            return
        self._waits_for = None
        moves = self._moves
        for delivery in deliveries:
            await self._hand_on(delivery, moves)

    async def _hand_on(self, delivery: Delivery, moves: int) -> None:
        """Until it is handled, or partitions have moved: then it is delivered again, here or elsewhere."""
        while moves == self._moves:
            try:
                async with self._turn:
                    if moves == self._moves:
                        await self._follower.take(delivery)
            except (Unavailable, Conflict) as away:
                if self._stopping.is_set():
                    return
                await self._wait_for(away)
            else:
                self._waits_for = None
                return

    async def _finish(self, subscription: Subscription) -> None:
        try:
            await self._follower.finish(subscription)
        except (Unavailable, Conflict) as away:
            _log.warning("%s could not commit its places: %s", self.group, away)

    async def _look_regularly(self) -> None:
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await self.look()

    async def _wait_for(self, away: Failure) -> None:
        _log.warning("%s waits: %s", self.group, away.in_words)
        self._waits_for = away.in_words
        try:
            async with asyncio.timeout(RETRY_SECONDS):
                await self._stopping.wait()
        except TimeoutError:
            return
