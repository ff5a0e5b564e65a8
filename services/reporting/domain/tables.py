"""Rows of villages, volunteers, procedures and wards."""

from collections.abc import Iterable, Mapping

from services.reporting.domain.cells import Cells, under
from services.reporting.domain.documents import NOTHING, Flows, VolunteerSum, WardFigures
from services.reporting.domain.figures import (
    Row,
    class_of,
    figures_of,
    household_figures,
    priority_figures,
    procedure_counts,
    visits_total,
)
from services.reporting.domain.indicators import STEPS
from services.reporting.domain.periods import EVER, Span
from services.reporting.domain.spread import spread
from services.reporting.domain.totals import Totals, is_enrolled
from shared.reference.units import Unit

VISIT_CLASSES = {"0": (0, 0), "1-4": (1, 4), "5-19": (5, 19), "20+": (20, 10**9)}
"""By how many visits volunteers are told apart where nobody may be named."""


def village_rows(figures: WardFigures) -> list[Row]:
    """A row for each village that was noted or confirmed, by key. Nothing is withheld here."""
    rows: list[Row] = []
    for key, village in sorted(figures.villages.items()):
        stocks = figures.stocks.get(key, {})
        rows.append(
            {
                "village": key,
                "name": village.name,
                "confirmed": village.confirmed,
                **household_figures(stocks, village.total),
                "open_cases": sum(count for _, count in under(stocks, "open")),
                "priority": priority_figures(stocks),
            }
        )
    return rows


def volunteer_rows(figures: WardFigures, flows: Flows) -> list[Row]:
    """A row for each volunteer of the roster and everybody else for whom something ever counted, by id."""
    return [
        _volunteer_row(key, figures.volunteers.get(key, VolunteerSum()), flows)
        for key in sorted(figures.volunteers.keys() | flows.made.keys())
    ]


def _volunteer_row(key: str, one: VolunteerSum, flows: Flows) -> Row:
    made = flows.made.get(key, NOTHING)
    return {
        "volunteer_id": key,
        "retired": one.volunteer is not None and one.volunteer.retired,
        "capacity": one.volunteer.capacity if one.volunteer else None,
        "caseload": one.caseload,
        "visits": made.visits,
        "people_helped": made.people,
        "active_days": flows.active_days.get(key, 0),
        "submitted": made.submitted,
        "completed": made.completed,
    }


def visit_spread(wards: Iterable[tuple[WardFigures, Flows]]) -> Cells:
    """How many volunteers, enrolled or else active in the span, made 0, 1-4, 5-19, 20+ visits."""
    classes = dict.fromkeys(VISIT_CLASSES, 0)
    for figures, flows in wards:
        enrolled = {key for key, one in figures.volunteers.items() if is_enrolled(one)}
        for key in enrolled | flows.active_days.keys():
            visits = flows.made.get(key, NOTHING).visits
            classes[next(name for name, (low, high) in VISIT_CLASSES.items() if low <= visits <= high)] += 1
    return classes


def procedure_rows(flows: Cells) -> list[Row]:
    """A row for each procedure of which something occurred, by id."""
    steps: dict[str, Cells] = {}
    days: dict[str, list[tuple[str, int]]] = {}
    for name, count in under(flows, "case"):
        step, procedure, _ = name.split("/")
        steps.setdefault(procedure, dict.fromkeys(STEPS, 0))[step] += count
    for name, count in under(flows, "result_days"):
        procedure, value = name.split("/")
        days.setdefault(procedure, []).append((value, count))
    return [
        {
            "procedure": procedure,
            "class": class_of(procedure),
            **counts,
            "on_the_spot": flows.get(f"on_the_spot/{procedure}", 0),
            "days_to_result": spread(days.get(procedure, ())),
        }
        for procedure, counts in sorted(steps.items())
    ]


def ward_row(unit: Unit, totals: Totals) -> Row:
    """One unit's row among all wards."""
    whole = figures_of(totals)
    return {
        "ward": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "started": totals.stocks.get("registered", 0) > 0,
        "households": whole["households"],
        "volunteers": whole["volunteers"],
        "visits": visits_total(totals.flows),
        "people_helped": whole["people_helped"],
        "people_first_time": whole["people_first_time"],
        "procedures": procedure_counts(totals.stocks, totals.flows),
    }


def ward_rows(units: Iterable[Unit], totals: Mapping[str, Totals], span: Span = EVER) -> list[Row]:
    """A row for each unit, in their order; a unit of which nothing is known has zeros."""
    nothing = Totals({}, {}, {}, {}, spanned=span.asked)
    return [ward_row(unit, totals.get(unit.code, nothing)) for unit in units]
