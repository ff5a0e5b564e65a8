"""A clock that only tests move."""

from datetime import UTC, datetime, timedelta
from itertools import count


class FakeClock:
    """Time stands still until `pass_time`; ids count up. `shift` is what this machine's wall clock is off."""

    def __init__(self) -> None:
        self.shift = 0.0
        self._passed = 0.0
        self._ids = count(1)

    def pass_time(self, seconds: float) -> None:
        self._passed += seconds

    def now(self) -> datetime:
        return datetime(2026, 11, 24, 3, 0, tzinfo=UTC) + timedelta(seconds=self._passed + self.shift)

    def monotonic(self) -> float:
        return 1_000.0 + self._passed

    def new_id(self) -> str:
        return f"00000000-0000-7000-8000-{next(self._ids):012d}"
