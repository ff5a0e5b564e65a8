"""Spans of days: from and to as asked, calendar months, and the months that the province reports in."""

from dataclasses import dataclass

from shared.kernel.days import Day, add_days, month_of

FIRST_DAY = "0001-01-01"
LAST_DAY = "9999-12-31"


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

    @property
    def whole_months(self) -> bool:
        """It begins and ends with a calendar month; an open side does."""
        ends = self.last == LAST_DAY or add_days(self.last, 1).endswith("-01")
        return ends and self.first.endswith("-01")


EVER = Span()
"""All time."""
