"""From counts to the figures of interface.md: one ward and the whole province in one shape, by one definition."""

from collections.abc import Callable, Iterable
from typing import Any

from services.reporting.domain.cells import Cells, under
from services.reporting.domain.documents import MonthFlows, WardFigures
from services.reporting.domain.indicators import GROUPS, STEPS
from services.reporting.domain.periods import EVER, Span
from services.reporting.domain.spread import spread
from services.reporting.domain.totals import Totals, added_up, ward_totals
from shared.kernel.days import Day
from shared.reference.procedures import procedures

Row = dict[str, Any]
"""A JSON object of interface.md."""


def ward_figures(figures: WardFigures, today: Day, span: Span = EVER, months: Iterable[MonthFlows] = ()) -> Row:
    """One ward's figures as of `today`: flows of all time, or of a span of which `months` hold what it touches."""
    return figures_of(ward_totals(figures, today, span, months))


def province_figures(wards: Iterable[Totals]) -> Row:
    """The figures of all wards together, from the `ward_totals` of each."""
    return figures_of(added_up(wards))


def figures_of(totals: Totals) -> Row:
    """The shape of interface.md without `as_of`. `by_*` hold only what occurred; `priority` holds every group."""
    stocks, flows = totals.stocks, totals.flows
    return {
        "households": household_figures(stocks, households_total(totals.villages)),
        "volunteers": volunteer_figures(totals),
        "visits": _visits(flows),
        "people_helped": flows.get("people", 0),
        "people_first_time": flows.get("people_new", 0),
        "procedures": _procedures(stocks, flows),
        "days_to_first_visit": spread(under(stocks, "first_visit")),
        "waiting_first_visit": {
            "households": stocks.get("waiting", 0),
            "over_14_days": stocks.get("waiting_long", 0),
            "longest_days": max(0, totals.longest_wait),
        },
        "follow_ups": {"open": stocks.get("follow_ups", 0), "overdue": stocks.get("follow_ups_overdue", 0)},
        "priority": priority_figures(stocks),
    }


def households_total(villages: Cells) -> int | None:
    """Households counted in the confirmed villages; None while one of them has no count, or none is confirmed."""
    if villages.get("uncounted") or not villages.get("confirmed"):
        return None
    return villages.get("households", 0)


def household_figures(stocks: Cells, total: int | None) -> Row:
    """How many households there are, and how far they are."""
    names = ("registered", "assigned", "visited", "helped", "self_reliant", "self_reliant_already", "no_contact")
    return {"total": total, **{name: stocks.get(name, 0) for name in (*names, "adults")}}


def volunteer_figures(totals: Totals) -> Row:
    """Enrolled, active and free places. `retired_active_…`: of the active, those who are not enrolled now."""
    spans = ("this_month", "30_days", *(["in_period"] if totals.spanned else []))
    active = [f"{whose}active_{span}" for whose in ("", "retired_") for span in spans]
    return {name: totals.volunteers.get(name, 0) for name in ("enrolled", *active, "with_free_places", "free_places")}


def priority_figures(stocks: Cells) -> dict[str, Cells]:
    """Each priority group's reach."""
    parts = ("registered", "visited", "self_reliant")
    return {group: {part: stocks.get(f"priority/{group}/{part}", 0) for part in parts} for group in GROUPS}


def visits_total(flows: Cells) -> int:
    """Visits of any outcome."""
    return sum(count for _, count in under(flows, "outcome"))


def _visits(flows: Cells) -> Row:
    parts = ("outcome", "place", "obstacle")
    return {"total": visits_total(flows), **{f"by_{part}": dict(under(flows, part)) for part in parts}}


def procedure_counts(stocks: Cells, flows: Cells) -> Cells:
    """Cases as plain numbers: flows by the day of each step, stocks as of today."""
    return {
        **steps_of(flows),
        "open": sum(count for _, count in under(stocks, "open")),
        "returned": stocks.get("returned", 0),
        "overdue": stocks.get("overdue", 0),
        "closed_with_appointment": flows.get("closed_with_appointment", 0),
        "on_time": flows.get("on_time", 0),
        "completed_on_the_spot": sum(count for _, count in under(flows, "on_the_spot")),
    }


def _procedures(stocks: Cells, flows: Cells) -> Row:
    histogram = [(name.rsplit("/", 1)[1], count) for name, count in under(flows, "result_days")]
    return {
        **procedure_counts(stocks, flows),
        "by_procedure": _split(flows, lambda procedure, _mode: procedure),
        "by_mode": _split(flows, lambda _procedure, mode: mode),
        "by_class": _split(flows, lambda procedure, _mode: class_of(procedure)),
        "days_to_result": spread(histogram),
    }


def class_of(procedure: str) -> str:
    """`dossier`, `service` or `other`, as the catalogue says."""
    return procedures()[procedure].class_


def steps_of(flows: Cells) -> Cells:
    """Cases submitted, completed, refused and withdrawn."""
    steps = dict.fromkeys(STEPS, 0)
    for name, count in under(flows, "case"):
        steps[name.split("/", 1)[0]] += count
    return steps


def _split(flows: Cells, key: Callable[[str, str], str]) -> dict[str, Cells]:
    """Steps by what `key` makes of procedure and mode, leaving out what did not occur."""
    split: dict[str, Cells] = {}
    for name, count in under(flows, "case"):
        step, procedure, mode = name.split("/")
        steps = split.setdefault(key(procedure, mode), dict.fromkeys(STEPS, 0))
        steps[step] += count
    return split
