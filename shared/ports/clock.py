"""The only source of time and of new ids."""

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Time and ids as data, so that everything else is a function of its arguments."""

    def now(self) -> datetime:
        """The present instant, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds that never go back, for measuring waits."""
        ...

    def new_id(self) -> str:
        """A new UUIDv7 in canonical text: ids made later sort later."""
        ...
