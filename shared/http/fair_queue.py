"""Turns at the write path, given to callers in rotation: who asks a hundred times at once waits behind themselves."""

import asyncio
from collections import OrderedDict, deque

from shared.http.refusals import TooManyRequests

WIDTH = 64
"""Commands handled at once: enough for the store to gather them into one commit."""
WAITING = 200
"""Commands of one caller that may wait at once; a phone sends two batches of a hundred at most."""
RETRY_SECONDS = 2


class FairQueue:
    """Lets `width` pass at once. When all turns are taken, callers take the next free ones by rotation, each caller's
    own in the order in which they came."""

    def __init__(self, width: int = WIDTH, waiting: int = WAITING) -> None:
        self._free = width
        self._limit = waiting
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    async def enter(self, caller: str) -> None:
        """Wait for a turn, which `leave` ends. Raises TooManyRequests when too many of this caller's wait already."""
        if self._free > 0:
            self._free -= 1
        else:
            await self._wait(caller)

    async def _wait(self, caller: str) -> None:
        own = self._waiting.setdefault(caller, deque())
        if len(own) >= self._limit:
            raise TooManyRequests(limit=self._limit, **{"Retry-After": RETRY_SECONDS})
        turn = asyncio.get_running_loop().create_future()
        own.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            self._give_back(caller, turn)
            raise

    def _give_back(self, caller: str, turn: asyncio.Future[None]) -> None:
        """Who stops waiting leaves the queue, or passes on the turn that was given a moment ago."""
        if turn.done() and not turn.cancelled():
            self.leave()
            return
        own = self._waiting.get(caller)
        if own is not None and turn in own:
            own.remove(turn)
            self._forget_if_empty(caller)

    def leave(self) -> None:
        """End a turn: the next caller in the rotation has it."""
        while self._waiting:
            caller, own = next(iter(self._waiting.items()))
            turn = own.popleft()
            self._waiting.move_to_end(caller)
            self._forget_if_empty(caller)
            if not turn.done():
                turn.set_result(None)
                return
        self._free += 1

    def _forget_if_empty(self, caller: str) -> None:
        if not self._waiting[caller]:
            del self._waiting[caller]
