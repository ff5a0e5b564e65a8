"""Spans of days, as asked for or as reported: calendar months, and months that begin on another day.

The province reports months from the 15th of the month before to the 14th (Khánh Hòa Decision 01/2023, article 4); such
a month is named for the month in which it ends.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from shared.kernel.days import Day, add_days, month_of

FIRST_DAY = "0001-01-01"
LAST_DAY = "9999-12-31"
LAST_MONTH = "9999-12"
WHOLE_MONTH = (1 << 31) - 1
CALENDAR = 1
"""The first day of calendar months."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included; open on a side that was not asked for."""

    first: Day = FIRST_DAY
    last: Day = LAST_DAY

    def __contains__(self, day: Day) -> bool:
        return self.first <= day <= self.last

    @property
    def asked(self) -> bool:
        """Some bound was given."""
        return self.first != FIRST_DAY or self.last != LAST_DAY

    def touches(self, month: str) -> bool:
        """Some day of the calendar month `YYYY-MM` lies in the span."""
        return month_of(self.first) <= month <= month_of(self.last)

    def bits_of(self, month: str) -> int:
        """Which days of the calendar month `YYYY-MM` lie in the span, bit 0 being the first; WHOLE_MONTH for all."""
        if not self.touches(month):
            return 0
        first = int(self.first[8:]) if month_of(self.first) == month else 1
        last = 31 if month_of(self.last) != month or close_of(self.last) == self.last else int(self.last[8:])
        return (1 << last) - (1 << (first - 1))

    def whole_months(self, first_day: int) -> bool:
        """It begins and ends with a month that begins on `first_day`; an open side does."""
        begins = self.first == FIRST_DAY or int(self.first[8:]) == first_day
        ends = self.last == LAST_DAY or int(add_days(self.last, 1)[8:]) == first_day
        return begins and ends


EVER = Span()
"""All time."""


@dataclass(frozen=True, slots=True)
class Period:
    """Days under one name: `YYYY-MM-DD` or `YYYY-MM`."""

    name: str
    span: Span


def days_of(span: Span) -> Iterator[Period]:
    """Every day of a bounded span."""
    day = span.first
    while day <= span.last:
        yield Period(day, Span(day, day))
        day = add_days(day, 1)


def months_of(span: Span, first_day: int = CALENDAR) -> Iterator[Period]:
    """Every month of a bounded span, with what of it lies between the bounds. Months begin on `first_day`."""
    day = span.first
    while day <= span.last:
        close = close_of(day, first_day)
        yield Period(month_of(close), Span(day, min(close, span.last)))
        day = add_days(close, 1)


def close_of(day: Day, first_day: int = CALENDAR) -> Day:
    """The last day of the month that `day` belongs to, where months begin on `first_day`, 28 at most."""
    if day >= LAST_MONTH:
        return LAST_DAY
    if int(day[8:]) >= first_day:
        in_next = add_days(f"{month_of(day)}-28", 4)
        day = f"{month_of(in_next)}-01"
    return add_days(f"{month_of(day)}-{first_day:02d}", -1)


LENGTHS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
"""Months of what is reported."""


def periods_of_year(year: int, first_day: int = CALENDAR) -> Iterator[tuple[str, Period]]:
    """Every month, quarter, half-year and the year itself, each with its kind, made of months that begin on
    `first_day`: reported half-years so begin on 15 December and 15 June."""
    months = list(months_of(Span(_begin(f"{year}-01", first_day), close_of(f"{year}-12-01", first_day)), first_day))
    for kind, length in LENGTHS.items():
        for number, start in enumerate(range(0, 12, length), start=1):
            span = Span(months[start].span.first, months[start + length - 1].span.last)
            yield kind, Period(_name(year, kind, number), span)


def _begin(month: str, first_day: int) -> Day:
    """The first day of the month that is named so."""
    if first_day == CALENDAR:
        return f"{month}-01"
    return f"{month_of(add_days(f'{month}-01', -1))}-{first_day:02d}"


def _name(year: int, kind: str, number: int) -> str:
    match kind:
        case "month":
            return f"{year}-{number:02d}"
        case "quarter":
            return f"{year}-Q{number}"
        case "half-year":
            return f"{year}-H{number}"
        case _:
            return str(year)
