"""Work that a round begins and need not wait for, so that a door that answers slowly or not at all holds up nothing."""

import asyncio
from collections.abc import Callable, Coroutine


class BesideRounds:
    """One piece of work at a time, of one kind. `on_done` is called when a piece has ended, however."""

    def __init__(self, on_done: Callable[[], None]) -> None:
        self._on_done = on_done
        self._task: asyncio.Task[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether a piece goes on, or has ended and was not settled yet."""
        return self._task is not None

    def begin(self, work: Coroutine[None, None, None]) -> None:
        """Begin a piece; the last one must have been settled."""
        self._task = asyncio.create_task(work)
        self._task.add_done_callback(lambda _: self._on_done())

    async def settle(self, seconds: float) -> bool:
        """Wait for the piece, `seconds` at most; whether none goes on any more. Raises what it failed with."""
        if self._task is None:
            return True
        done, _ = await asyncio.wait({self._task}, timeout=seconds)
        if not done:
            return False
        ended, self._task = self._task, None
        ended.result()
        return True

    async def drop(self) -> None:
        """End it now and forget how it ended."""
        ended, self._task = self._task, None
        if ended is not None:
            ended.cancel()
            await asyncio.gather(ended, return_exceptions=True)
