"""Counting, as every figure does it."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

from verifier.figures.cases import RESULTS, Case
from verifier.figures.scope import Period

Counts = dict[str, int]


def tally(values: Iterable[str | None]) -> Counts:
    """How often each value occurs; None is no value."""
    return dict(Counter(value for value in values if value is not None))


def spread(days: Iterable[int]) -> dict[str, int | float | None]:
    """How many values, and their median: the mean of the middle two for an even number, None for none."""
    values = sorted(days)
    n = len(values)
    if n == 0:
        return {"n": 0, "median": None}
    if n % 2 == 1:
        return {"n": n, "median": values[n // 2]}
    return {"n": n, "median": (values[n // 2 - 1] + values[n // 2]) / 2}


def case_flows(cases: Iterable[Case], period: Period) -> Counts:
    """Cases opened and ended in the period: each kind by the day on which it happened."""
    flows = dict.fromkeys(("submitted", *RESULTS), 0)
    for case in cases:
        if case.opened_on in period:
            flows["submitted"] += 1
        if case.result is not None and case.result.day in period:
            flows[case.result.kind] += 1
    return flows


def month_of(today: str) -> Period:
    """The calendar month of a day."""
    first = date.fromisoformat(today).replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    return Period(first.isoformat(), (after - timedelta(days=1)).isoformat())


def last_30_days(today: str) -> Period:
    """Thirty days, `today` the last of them."""
    return Period((date.fromisoformat(today) - timedelta(days=29)).isoformat(), today)


def month_named(day: str, month_start: int) -> str:
    """The month `YYYY-MM` to which a day belongs where months begin on day `month_start`: that in which they end."""
    date_ = date.fromisoformat(day)
    if month_start > 1 and date_.day >= month_start:
        date_ = date_.replace(day=1) + timedelta(days=31)
    return date_.isoformat()[:7]


def every_period(first: str, last: str, by: str, month_start: int) -> list[tuple[str, Period]]:
    """Each day or month (`by`) from `first` to `last`, with what of it lies between them."""
    day, end = date.fromisoformat(first), date.fromisoformat(last)
    names: dict[str, list[str]] = {}
    while day <= end:
        text = day.isoformat()
        names.setdefault(text if by == "day" else month_named(text, month_start), []).append(text)
        day += timedelta(days=1)
    return [(name, Period(days[0], days[-1])) for name, days in names.items()]
