"""The machine's clock and random ids: the only reader of either."""

import secrets
import time
import uuid
from datetime import UTC, datetime


class SystemClock:
    """Clock of the machine the process runs on."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 this is the one place

    def monotonic(self) -> float:
        return time.monotonic()

    def new_id(self) -> str:
        """UUIDv7 (RFC 9562, 5.7): 48 bits of milliseconds, then random bits."""
        milliseconds = time.time_ns() // 1_000_000
        value = (milliseconds << 80) | secrets.randbits(80)
        value &= ~(0xF << 76) & ~(0x3 << 62)
        return str(uuid.UUID(int=value | (0x7 << 76) | (0x2 << 62)))
