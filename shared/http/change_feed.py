"""Which wards have changed in this process, in which order: what live streams push."""

import asyncio
from collections.abc import Sequence

from shared.ports.clock import Clock


class ChangeFeed:
    """A count of changes, and for each ward the count at its last one. It begins anew with each process."""

    def __init__(self, clock: Clock) -> None:
        self.name = clock.new_id()
        self.count = 0
        self._last: dict[str, int] = {}
        self._news = asyncio.Event()
        self._closed = False

    def changed(self, ward: str) -> None:
        """The figures of `ward` have changed."""
        self.count += 1
        self._last.pop(ward, None)
        self._last[ward] = self.count
        self._wake()

    def since(self, count: int) -> Sequence[str]:
        """Wards that changed after `count`, latest first."""
        found = []
        for ward, last in reversed(self._last.items()):
            if last <= count:
                break
            found.append(ward)
        return found

    async def beyond(self, count: int, seconds: float) -> bool:
        """Wait until something changed after `count`; False when the feed is closed, or `seconds` have passed."""
        try:
            async with asyncio.timeout(seconds):
                while self.count <= count and not self._closed:
                    await self._news.wait()
        except TimeoutError:
            return False
        return not self._closed

    def close(self) -> None:
        """End all streams."""
        self._closed = True
        self._wake()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()
