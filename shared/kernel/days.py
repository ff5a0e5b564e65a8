"""Days as Da Nang counts them: Asia/Ho_Chi_Minh days of an instant, written `YYYY-MM-DD`."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Annotated

import msgspec

HO_CHI_MINH = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Fixed at +07:00: Viet Nam has kept no summer time since 1975, so no zone database is needed."""

Day = Annotated[str, msgspec.Meta(extra_json_schema={"format": "date"})]
"""`YYYY-MM-DD`; days compare as text."""

Instant = Annotated[datetime, msgspec.Meta(tz=True)]
"""A moment with its offset, RFC 3339; instants compare as moments, whatever their offsets."""


def day_of(instant: datetime) -> Day:
    """The Asia/Ho_Chi_Minh day on which `instant` (with an offset) falls."""
    return instant.astimezone(HO_CHI_MINH).date().isoformat()


def month_of(day: Day) -> str:
    """`YYYY-MM` of a day."""
    return day[:7]


def days_between(earlier: Day, later: Day) -> int:
    """Whole days from `earlier` to `later`; negative when they are the other way round."""
    return date.fromisoformat(later).toordinal() - date.fromisoformat(earlier).toordinal()


def add_days(day: Day, days: int) -> Day:
    """The day that lies `days` after `day` (before it, when negative)."""
    return date.fromordinal(date.fromisoformat(day).toordinal() + days).isoformat()


def rfc3339(instant: datetime) -> str:
    """`instant` in UTC, to the millisecond, as machines write it: `2026-11-24T05:30:20.123Z`."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
