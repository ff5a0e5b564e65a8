"""Instants as text that sorts as they do."""

from datetime import UTC, datetime


def instant_key(instant: datetime) -> str:
    """UTC to the microsecond, always equally long."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")
