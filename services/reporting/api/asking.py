"""What a caller may ask, and the days that are asked about."""

from typing import Annotated

from fastapi import Depends, Query

from services.reporting.domain.periods import CALENDAR, FIRST_DAY, LAST_DAY, Span
from services.reporting.domain.rejections import DayUnreadable, SpanReversed, WholeMonthsOnly
from shared.http.ids import canonical_path
from shared.http.times import calendar_day
from shared.kernel.days import Day
from shared.kernel.failures import Forbidden
from shared.kernel.scope import Role, Scope

SEE_ALL = frozenset({Role.PROVINCE, Role.AUDITOR, Role.ADMIN})
SEE_OWN = frozenset({Role.COORDINATOR, Role.VOLUNTEER})
FIRST_YEAR, LAST_YEAR = 2000, 2099

_FORM = {"format": "date", "examples": ["2026-11-01"]}
From = Annotated[str | None, Query(alias="from", max_length=32, description="First day", json_schema_extra=_FORM)]
To = Annotated[str | None, Query(alias="to", max_length=32, description="Last day", json_schema_extra=_FORM)]


def require_reader(scope: Scope) -> None:
    """Figures are for people: raises Forbidden for a service."""
    if scope.role not in SEE_ALL | SEE_OWN:
        raise Forbidden(role=scope.role.value)


def readable_ward(scope: Scope, ward: str) -> str:
    """The canonical code of a ward whose figures the caller may see. Raises Forbidden or NotFound."""
    require_reader(scope)
    code = canonical_path({"ward": ward})["ward"]
    return code if scope.role in SEE_ALL else scope.require_ward(code)


def is_coordinator_of(scope: Scope, ward: str) -> bool:
    """Whether nothing of the ward is withheld from the caller."""
    return scope.role is Role.COORDINATOR and scope.ward == ward


def require_whole_months(scope: Scope, ward: str, span: Span, first_day: int) -> None:
    """Below ward level others than its coordinator may ask for whole months only, calendar or reporting ones."""
    whole = span.whole_months(CALENDAR) or span.whole_months(first_day)
    if not whole and not is_coordinator_of(scope, ward):
        raise WholeMonthsOnly(pointer="from", first_day=first_day)


async def _span(first: From = None, last: To = None) -> Span:
    span = Span(_day("from", first) or FIRST_DAY, _day("to", last) or LAST_DAY)
    if span.first > span.last:
        raise SpanReversed(pointer="to", first=span.first, last=span.last)
    return span


AskedSpan = Annotated[Span, Depends(_span)]
"""`from` and `to`, both included; an open span where they were left out."""


def _day(name: str, text: str | None) -> Day | None:
    if text is None:
        return None
    day = calendar_day(text)
    if day is None:
        raise DayUnreadable(pointer=name)
    return day.isoformat()
