"""Turns at the write path, given to callers in rotation: who asks a hundred times at once waits behind themselves."""

import asyncio
from collections import OrderedDict, deque

from shared.http.refusals import TooManyRequests

WIDTH = 64
"""Commands handled at once: enough for the store to gather them into one commit."""
SHARE = 4
"""Of these, those of one caller: who comes next waits behind no more of anybody's."""
WAITING = 200
"""Commands of one caller that may wait at once; a phone sends two batches of a hundred at most."""
RETRY_SECONDS = 2


class FairQueue:
    """Lets `width` pass at once, of one caller `share` at the most. Who must wait is let in by rotation between
    callers, each caller's own in the order in which they came."""

    def __init__(self, width: int = WIDTH, waiting: int = WAITING, share: int = SHARE) -> None:
        self._free = width
        self._limit = waiting
        self._share = share
        self._held: dict[str, int] = {}
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()

    async def enter(self, caller: str) -> None:
        """Wait for a turn, which `leave` ends. Raises TooManyRequests when too many of this caller's wait already."""
        if self._may_pass(caller):
            self._pass(caller)
        else:
            await self._wait(caller)

    def _may_pass(self, caller: str) -> bool:
        return self._free > 0 and self._held.get(caller, 0) < self._share

    def _pass(self, caller: str) -> None:
        self._free -= 1
        self._held[caller] = self._held.get(caller, 0) + 1

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
            self.leave(caller)
            return
        own = self._waiting.get(caller)
        if own is not None and turn in own:
            own.remove(turn)
            self._forget_if_empty(caller)

    def leave(self, caller: str) -> None:
        """End a turn of the caller's: the next in the rotation who holds less than a share has it."""
        self._free += 1
        self._held[caller] -= 1
        if not self._held[caller]:
            del self._held[caller]
        while (following := next(filter(self._may_pass, self._waiting), None)) is not None:
            self._let_in(following)

    def _let_in(self, caller: str) -> None:
        turn = self._waiting[caller].popleft()
        self._waiting.move_to_end(caller)
        self._forget_if_empty(caller)
        if not turn.done():
            self._pass(caller)
            turn.set_result(None)

    def _forget_if_empty(self, caller: str) -> None:
        if not self._waiting[caller]:
            del self._waiting[caller]
