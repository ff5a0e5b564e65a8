"""Who waits in this process until a ward's views have come far enough."""

import asyncio
from collections.abc import Callable


class ViewWaits:
    """Waiting readers by ward; they are looked at whenever something of their ward has been written."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[tuple[Callable[[], bool], asyncio.Future[None]]]] = {}

    async def until(self, ward: str, reached: Callable[[], bool], seconds: float) -> bool:
        """Wait until `reached()` holds, `seconds` at most; the answer is whether it holds."""
        if reached():
            return True
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        entry = (reached, future)
        self._waiting.setdefault(ward, []).append(entry)
        try:
            async with asyncio.timeout(seconds):
                await future
        except TimeoutError:
            return reached()
        finally:
            self._forget(ward, entry)
        return True

    def look(self, ward: str) -> None:
        """Something of the ward has been written."""
        for reached, future in self._waiting.get(ward, ()):
            if not future.done() and reached():
                future.set_result(None)

    def _forget(self, ward: str, entry: tuple[Callable[[], bool], asyncio.Future[None]]) -> None:
        waiting = self._waiting[ward]
        waiting.remove(entry)
        if not waiting:
            del self._waiting[ward]
