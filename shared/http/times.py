"""Times and days as bodies hold them: of this century, so that no arithmetic with them leaves the calendar."""

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AwareDatetime, BeforeValidator, Field
from pydantic_core import PydanticCustomError

_FIRST, _LAST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)


def _as_rfc_3339(value: object) -> object:
    """Not a count of seconds, as a number or as text, which would be read as a time too."""
    if not isinstance(value, str) or "T" not in value.upper():
        raise PydanticCustomError("datetime_type", "Input should be a time as RFC 3339 writes it")
    return value


def _as_iso_8601(value: object) -> object:
    if not isinstance(value, str) or "-" not in value:
        raise PydanticCustomError("date_type", "Input should be a day as YYYY-MM-DD")
    return value


Instant = Annotated[AwareDatetime, Field(ge=_FIRST, lt=_LAST, strict=False), BeforeValidator(_as_rfc_3339)]
"""RFC 3339 with an offset."""
CalendarDay = Annotated[date, Field(ge=_FIRST.date(), lt=_LAST.date(), strict=False), BeforeValidator(_as_iso_8601)]
"""`YYYY-MM-DD`."""
