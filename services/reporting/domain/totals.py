"""A ward's counts as of one day and over one span of days, which can be added up over wards."""

from collections.abc import Iterable, Mapping

import msgspec

from services.reporting.domain.cells import Cells, add, summed, under
from services.reporting.domain.documents import Flows, MonthFlows, VolunteerSum, WardFigures
from services.reporting.domain.periods import EVER, Span
from services.reporting.domain.ward_sums import flows_of
from shared.kernel.days import Day, add_days, days_between, month_of

LATE_FIRST_VISIT_DAYS = 14
"""A first visit that has been waited for longer than this is late."""

_BY_DAY = ("waiting/", "appointment/", "follow_up/")


class Totals(msgspec.Struct):
    """Counts of one ward, or of several added up.

    `stocks` speak no longer of villages or days. `villages` counts those confirmed, those of them without a count of
    households, and the households counted. `spanned`: flows and activity are those of a span that was asked for.
    """

    stocks: Cells
    flows: Cells
    volunteers: Cells
    villages: Cells
    longest_wait: int = 0
    spanned: bool = False


def ward_totals(figures: WardFigures, today: Day, span: Span = EVER, months: Iterable[MonthFlows] = ()) -> Totals:
    """A ward as of `today`; flows of all time, or of a span of which `months` hold at least what it touches."""
    return totals_over(figures, today, flows_of(figures, span, months), spanned=span.asked)


def totals_over(figures: WardFigures, today: Day, flows: Flows, spanned: bool) -> Totals:
    """A ward as of `today` with these flows."""
    stocks = summed(figures.stocks.values())
    waits = [(days_between(since, today), count) for since, count in under(stocks, "waiting")]
    return Totals(
        stocks=_settled(stocks, waits, today),
        flows=flows.cells,
        volunteers=_volunteers(figures, today, flows),
        villages=_villages(figures),
        longest_wait=max((days for days, _ in waits), default=0),
        spanned=spanned,
    )


def added_up(wards: Iterable[Totals]) -> Totals:
    """The counts of several wards together."""
    each = list(wards)
    return Totals(
        stocks=summed(ward.stocks for ward in each),
        flows=summed(ward.flows for ward in each),
        volunteers=summed(ward.volunteers for ward in each),
        villages=summed(ward.villages for ward in each),
        longest_wait=max((ward.longest_wait for ward in each), default=0),
        spanned=any(ward.spanned for ward in each),
    )


def _settled(stocks: Cells, waits: list[tuple[int, int]], today: Day) -> Cells:
    """Stocks with what was kept by day brought to what it means today."""
    settled = {name: count for name, count in stocks.items() if not name.startswith(_BY_DAY)}
    add(settled, "waiting", sum(count for _, count in waits))
    add(settled, "waiting_long", sum(count for days, count in waits if days > LATE_FIRST_VISIT_DAYS))
    add(settled, "overdue", sum(count for day, count in under(stocks, "appointment") if day < today))
    add(settled, "follow_ups", sum(count for _, count in under(stocks, "follow_up")))
    add(settled, "follow_ups_overdue", sum(count for day, count in under(stocks, "follow_up") if day < today))
    return settled


def _villages(figures: WardFigures) -> Cells:
    counts = [village.total for village in figures.villages.values() if village.confirmed]
    cells: Cells = {}
    add(cells, "confirmed", len(counts))
    add(cells, "uncounted", counts.count(None))
    add(cells, "households", sum(count for count in counts if count is not None))
    return cells


def _volunteers(figures: WardFigures, today: Day, flows: Flows) -> Cells:
    """Enrolled, free places, and who was active when; of the active also who is not enrolled now."""
    volunteers = figures.volunteers
    enrolled = {key for key, one in volunteers.items() if is_enrolled(one)}
    this_month, masks = month_of(today), _thirty_days(today)
    active = {
        "active_this_month": {key for key, one in volunteers.items() if this_month in one.recent},
        "active_30_days": {key for key, one in volunteers.items() if _active_on(one, masks)},
        "active_in_period": flows.active_days.keys(),
    }
    places = [_free_places(volunteers[key]) for key in enrolled]
    cells = {
        "enrolled": len(enrolled),
        "free_places": sum(places),
        "with_free_places": sum(1 for free in places if free > 0),
        **{name: len(who) for name, who in active.items()},
        **{f"retired_{name}": len(who - enrolled) for name, who in active.items()},
    }
    return {name: count for name, count in cells.items() if count}


def _active_on(one: VolunteerSum, masks: Mapping[str, int]) -> bool:
    return any(days & masks.get(month, 0) for month, days in one.recent.items())


def is_enrolled(one: VolunteerSum) -> bool:
    """On the roster and not retired."""
    return one.volunteer is not None and not one.volunteer.retired


def _free_places(one: VolunteerSum) -> int:
    return (one.volunteer.capacity if one.volunteer else 0) - one.caseload


def _thirty_days(today: Day) -> dict[str, int]:
    """The last thirty days, `today` the last of them, as bits by month."""
    masks: dict[str, int] = {}
    for back in range(30):
        day = add_days(today, -back)
        masks[month_of(day)] = masks.get(month_of(day), 0) | 1 << (int(day[8:]) - 1)
    return masks
