"""How a ward or the province went on, day by day or month by month."""

from collections.abc import Iterable, Sequence

from services.reporting.domain.documents import MonthFlows
from services.reporting.domain.figures import Row
from services.reporting.domain.periods import Period, close_of
from services.reporting.domain.tables import trend_counts
from services.reporting.domain.ward_sums import flows_in


def trend_rows(wards: Sequence[Sequence[MonthFlows]], periods: Iterable[Period]) -> list[Row]:
    """A row for each period, empty ones too; `wards` hold at least the months that the periods touch."""
    return [_trend_row(wards, period) for period in periods]


def _trend_row(wards: Sequence[Sequence[MonthFlows]], period: Period) -> Row:
    row: Row = {"period": period.name}
    for months in wards:
        touched = [month for month in months if period.span.touches(month.month)]
        for name, count in trend_counts(flows_in(touched, period.span)).items():
            row[name] = row.get(name, 0) + count
    return row


def recorded_late(wards: Iterable[Iterable[MonthFlows]], period: Period, first_day: int) -> int:
    """Visits of the period that were recorded after the close of the month they belong to, which begins on
    `first_day`: they count on their day, and here they can be told apart."""
    return sum(
        1
        for months in wards
        for month in months
        if period.span.touches(month.month)
        for day, recorded_on in month.arrived_later.values()
        if day in period.span and recorded_on > close_of(day, first_day)
    )
