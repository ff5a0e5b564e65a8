"""A task that looks after something: when it is due, and at the latest after a while."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from shared.kernel.failures import Unavailable

RETRY_SECONDS = 1.0
PAUSE_SECONDS = 0.05
"""Least time between two looks."""

_log = logging.getLogger(__name__)


class RegularTending:
    """Calls `tend`, which answers in how many seconds it is due again. The task starts with the first `wake`."""

    def __init__(self, tend: Callable[[], Awaitable[float]]) -> None:
        self._tend = tend
        self._wake = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Tend from now on. A defect that ended the task is raised here."""
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._run())
        elif self._task.done():
            self._task.result()

    def wake(self) -> None:
        """Something may be due earlier than was thought."""
        self._wake.set()

    async def stop(self) -> None:
        """End the task; a defect that ended it before is raised here."""
        task, self._task = self._task, None
        if task is None:
            return
        task.cancel()
        try:
            await task
        except asyncio.CancelledError:
            return

    async def _run(self) -> None:
        while True:
            await asyncio.sleep(PAUSE_SECONDS)
            self._wake.clear()
            try:
                seconds = await self._tend()
            except Unavailable as away:
                _log.warning("will be tried again: %s", away)
                seconds = RETRY_SECONDS
            await self._wait(seconds)

    async def _wait(self, seconds: float) -> None:
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return
