"""How long a request may take: one look a second at all that are open, instead of a timer for each.

Setting and clearing a timer costs more than the rest of the front together, and a deadline of half a minute needs no
millisecond. A request is cancelled within a second after its time.
"""

import asyncio
from types import TracebackType

LOOK_SECONDS = 1.0


class Deadline:
    """One request's time, as an async context manager; `expired` once it was cancelled for being late.

    `lift` ends it early: an answer that has begun may take as long as it needs.
    """

    def __init__(self, deadlines: "Deadlines") -> None:
        self._deadlines = deadlines
        self.expired = False

    async def __aenter__(self) -> "Deadline":
        self.task = asyncio.current_task()
        self._deadlines.open(self)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.lift()
        if self.expired and kind is asyncio.CancelledError and self.task is not None and self.task.uncancel() == 0:
            raise TimeoutError

    def lift(self) -> None:
        """Nothing is late from now on."""
        self._deadlines.close(self)

    def expire(self) -> None:
        """The time is over."""
        self.expired = True
        if self.task is not None:
            self.task.cancel()


class Deadlines:
    """The open requests of one app, each with the moment until which it may take."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._open: dict[Deadline, float] = {}
        self._look: asyncio.TimerHandle | None = None

    def open(self, deadline: Deadline) -> None:
        """Begin to count."""
        self._open[deadline] = asyncio.get_running_loop().time() + self._seconds
        if self._look is None:
            self._look_later()

    def close(self, deadline: Deadline) -> None:
        """Stop counting. Repeating it changes nothing."""
        self._open.pop(deadline, None)

    def _look_later(self) -> None:
        self._look = asyncio.get_running_loop().call_later(min(LOOK_SECONDS, self._seconds), self._expire_late)

    def _expire_late(self) -> None:
        """The oldest stand first, so the look ends at the first that is in time."""
        self._look = None
        now = asyncio.get_running_loop().time()
        for deadline, until in list(self._open.items()):
            if until > now:
                break
            self.close(deadline)
            deadline.expire()
        if self._open:
            self._look_later()
