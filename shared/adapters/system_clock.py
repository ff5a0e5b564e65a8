"""The machine's clock and random ids: the only reader of either."""

import os
import secrets
import time
from datetime import UTC, datetime

_POOL_BYTES = 4096
_RANDOM_BYTES = 10


class SystemClock:
    """Clock of the machine the process runs on.

    Random bytes are fetched from the system a pool at a time: a call to it gives up the interpreter's lock, which under
    load costs more than the bytes. A pool is never shared with a forked child, which begins its own.
    """

    def __init__(self) -> None:
        self._pool = b""
        self._place = 0
        self._process = 0

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 this is the one place

    def monotonic(self) -> float:
        return time.monotonic()

    def new_id(self) -> str:
        """UUIDv7 (RFC 9562, 5.7): 48 bits of milliseconds, then random bits."""
        milliseconds = time.time_ns() // 1_000_000
        value = (milliseconds << 80) | int.from_bytes(self._random_bytes(), "big")
        value &= ~(0xF << 76) & ~(0x3 << 62)
        digits = f"{value | (0x7 << 76) | (0x2 << 62):032x}"
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

    def _random_bytes(self) -> bytes:
        start, end = self._place, self._place + _RANDOM_BYTES
        if end > len(self._pool) or self._process != os.getpid():
            self._pool, self._process = secrets.token_bytes(_POOL_BYTES), os.getpid()
            start, end = 0, _RANDOM_BYTES
        self._place = end
        return self._pool[start:end]
