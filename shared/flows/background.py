"""Work that goes on beside requests: begun together, watched, and ended in order."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from shared.flows.update_views import ViewUpdater

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Work:
    """`run` goes on until `stop` has asked it to end."""

    name: str
    run: Callable[[], Awaitable[None]]
    stop: Callable[[], Awaitable[None] | None]


class Background:
    """The running work of one service, and the updaters of the views that it writes. What ends by itself is a defect:
    it is logged, `ended` names it, and `broken` raises it."""

    def __init__(self, updaters: Sequence[ViewUpdater], *work: Work) -> None:
        self._updaters = updaters
        self._work = work
        self._running: list[tuple[asyncio.Task[None], Work]] = []
        self._ended: list[str] = []
        self._failure: Exception | None = None
        self._failed = asyncio.Event()

    async def start(self) -> None:
        """Begin all work, in the order given."""
        for work in self._work:
            self._running.append((asyncio.create_task(self._watched(work), name=work.name), work))

    async def ended(self) -> str | None:
        """What no longer runs, for a readiness check; None when everything does."""
        return ", ".join(self._ended) or None

    async def broken(self) -> None:
        """Wait until some work fails, and raise what it failed with."""
        await self._failed.wait()
        if self._failure is not None:
            raise self._failure

    async def stop(self) -> None:
        """Ask each to finish, the last begun first, and wait for it; then write what is folded."""
        while self._running:
            task, work = self._running.pop()
            asked = work.stop()
            if asked is not None:
                await asked
            await asyncio.gather(task, return_exceptions=True)
        for updater in self._updaters:
            await updater.close()

    async def _watched(self, work: Work) -> None:
        try:
            await work.run()
        except Exception as failure:
            self._ended.append(work.name)
            self._failure = self._failure or failure
            self._failed.set()
            _log.exception("%s ended", work.name)
            raise
