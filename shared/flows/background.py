"""Work that goes on beside requests: begun together, watched, and ended in order."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

_log = logging.getLogger(__name__)

Stop = Callable[[], Awaitable[None]]


class Background:
    """The running work of one service. What ends by itself is a defect: it is logged, and `ended` names it."""

    def __init__(self) -> None:
        self._running: list[tuple[str, asyncio.Task[None], Stop]] = []
        self._ended: list[str] = []

    def begin(self, name: str, work: Callable[[], Awaitable[None]], stop: Stop) -> None:
        """Run `work` until `stop` has asked it to end."""
        self._running.append((name, asyncio.create_task(self._watched(name, work), name=name), stop))

    async def ended(self) -> str | None:
        """What no longer runs, for a readiness check; None when everything does."""
        return ", ".join(self._ended) or None

    async def end(self) -> None:
        """Ask each to finish, the last begun first, and wait for it."""
        while self._running:
            _, task, stop = self._running.pop()
            await stop()
            await asyncio.gather(task, return_exceptions=True)

    async def _watched(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        try:
            await work()
        except Exception:
            self._ended.append(name)
            _log.exception("%s ended", name)
            raise
