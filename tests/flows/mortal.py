"""Processes that may be killed at any await, and that take turns at every call of a port."""

import asyncio
import inspect
from typing import Any, TypeVar, cast

from tests.flows.stops_at_call import Crash

Port = TypeVar("Port")


class Life:
    """One process's life; what is around its ports ends with it."""

    def __init__(self) -> None:
        self.over = False

    def around(self, port: Port) -> Port:
        """The port as this process sees it: every call lets others go first, before and after it takes effect."""
        return cast(Port, _Seen(port, self))

    async def pause(self) -> None:
        await asyncio.sleep(0)
        if self.over:
            raise Crash


class _Seen:
    def __init__(self, port: object, life: Life) -> None:
        self._port = port
        self._life = life

    def __getattr__(self, name: str) -> Any:
        attribute = getattr(self._port, name)
        if not inspect.iscoroutinefunction(attribute):
            return attribute

        async def seen(*args: Any, **kwargs: Any) -> Any:
            await self._life.pause()
            answer = await attribute(*args, **kwargs)
            await self._life.pause()
            return answer

        return seen
