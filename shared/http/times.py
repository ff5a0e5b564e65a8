"""Times and days as calls take them: of this century, so that no arithmetic with them leaves the calendar."""

import re
from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AwareDatetime, BeforeValidator, Field
from pydantic_core import PydanticCustomError

_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _as_rfc_3339(value: object) -> object:
    """Not a count of seconds, as a number or as text, which would be read as a time too."""
    if not isinstance(value, str) or "T" not in value.upper():
        raise PydanticCustomError("datetime_type", "Input should be a time as RFC 3339 writes it")
    return value


def _as_iso_8601(value: object) -> object:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise PydanticCustomError("date_type", "Input should be a day as YYYY-MM-DD")
    return value


Instant = Annotated[AwareDatetime, Field(ge=_FIRST, lt=_LAST, strict=False), BeforeValidator(_as_rfc_3339)]
"""RFC 3339 with an offset."""
CalendarDay = Annotated[date, Field(ge=_FIRST.date(), lt=_LAST.date(), strict=False), BeforeValidator(_as_iso_8601)]
"""`YYYY-MM-DD`."""


def calendar_day(text: str) -> date | None:
    """The day that `text` writes as `YYYY-MM-DD`, if it is one of this century."""
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
    return day if day is not None and _FIRST.date() <= day < _LAST.date() else None
