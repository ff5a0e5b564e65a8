"""How a ward or the province went on, day by day or month by month."""

from collections.abc import Iterable, Mapping, Sequence

from services.reporting.domain.cells import Cells, add_all, summed
from services.reporting.domain.documents import MonthFlows
from services.reporting.domain.figures import Row, steps_of, visits_total
from services.reporting.domain.periods import Period, Span, close_of
from services.reporting.domain.ward_sums import active_in, cells_in

TrendPart = Mapping[str, Cells]
"""One ward's counts by the name of the period; a period without any is absent."""

COUNTS = (
    "visits",
    "people_helped",
    "submitted",
    "completed",
    "refused",
    "withdrawn",
    "active_volunteers",
    "recorded_late",
)


def trend_part(months: Sequence[MonthFlows], periods: Iterable[Period], close: int) -> TrendPart:
    """A ward's counts. `months` are at least those that the periods touch; `recorded_late` are visits recorded after
    the close of the month that they belong to, where months begin on day `close`."""
    part: dict[str, Cells] = {}
    for period in periods:
        touched = [month for month in months if period.span.touches(month.month)]
        if touched:
            part[period.name] = _counts(touched, period.span, close)
    return part


def trend_rows(parts: Iterable[TrendPart], periods: Iterable[Period]) -> list[Row]:
    """A row for each period, empty ones too, with the sums over all parts."""
    names = [period.name for period in periods]
    totals: dict[str, Cells] = {name: {} for name in names}
    for part in parts:
        for name, counts in part.items():
            add_all(totals[name], counts)
    return [{"period": name, **{count: totals[name].get(count, 0) for count in COUNTS}} for name in names]


def _counts(months: Sequence[MonthFlows], span: Span, close: int) -> Cells:
    cells = summed(cells_in(month, span) for month in months)
    return {
        "visits": visits_total(cells),
        "people_helped": cells.get("people", 0),
        **steps_of(cells),
        "active_volunteers": len(active_in(months, span)),
        "recorded_late": recorded_late(months, span, close),
    }


def recorded_late(months: Iterable[MonthFlows], span: Span, close: int) -> int:
    """Visits of a span that arrived after the close of their month; they count on their day and are told apart here."""
    return sum(
        day in span and recorded_on > close_of(day, close)
        for month in months
        for day, recorded_on in month.arrived_later.values()
    )
