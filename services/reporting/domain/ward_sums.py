"""`figures/<ward>`: the sum of a ward's documents, computed whole from what each of them adds."""

from collections.abc import Iterable, Mapping

import msgspec

from services.reporting.domain.cells import Cells, add, add_all, summed
from services.reporting.domain.documents import (
    NOTHING,
    Flows,
    Made,
    MonthFlows,
    Volunteer,
    VolunteerMonth,
    VolunteerSum,
    WardFacts,
    WardFigures,
)
from services.reporting.domain.periods import EVER, WHOLE_MONTH, Span

RECENT_MONTHS = 3
"""Enough for the last 30 days, which on 1 March reach into January, and for a day that a phone's clock put ahead."""


class WardPart(msgspec.Struct, frozen=True):
    """What `ward/<ward>` adds: its stocks, and what is known of its volunteers."""

    figures: WardFigures
    volunteers: dict[str, Volunteer]
    caseloads: Cells
    in_signal: Cells


class MonthPart(msgspec.Struct, frozen=True):
    """What `month/<ward>/<yyyy-mm>` adds: its counts, and what each volunteer made on which days."""

    month: str
    cells: Cells
    volunteers: dict[str, tuple[Made, int]]


def part_of(_name: str, document: WardFacts | MonthFlows) -> WardPart | MonthPart:
    """What one document adds, detached from it: the document may change afterwards."""
    if isinstance(document, MonthFlows):
        volunteers = {key: (one.made, one.active) for key, one in document.volunteers.items()}
        return MonthPart(document.month, dict(document.cells), volunteers)
    figures = WardFigures(
        ward=document.ward,
        villages=dict(document.villages),
        phones=dict(document.phones),
        stocks={village: dict(cells) for village, cells in document.stocks.items()},
        started_on=document.started_on,
        last_visit_at=document.last_visit_at,
        numbered_at=dict(document.numbered_at),
    )
    return WardPart(figures, dict(document.volunteers), dict(document.caseloads), dict(document.in_signal))


def whole(ward: str, parts: Mapping[str, WardPart | MonthPart]) -> WardFigures:
    """The sum of all parts of a ward."""
    present = [part for part in parts.values() if isinstance(part, WardPart)]
    months = sorted((part for part in parts.values() if isinstance(part, MonthPart)), key=lambda part: part.month)
    figures = msgspec.structs.replace(present[0].figures) if present else WardFigures(ward=ward)
    figures.flows = summed(part.cells for part in months)
    figures.months = tuple(part.month for part in months)
    figures.volunteers = _volunteers(present, months)
    return figures


def _volunteers(present: Iterable[WardPart], months: list[MonthPart]) -> dict[str, VolunteerSum]:
    sums: dict[str, VolunteerSum] = {}
    for part in present:
        for key in part.volunteers.keys() | part.caseloads.keys():
            caseload, in_signal = part.caseloads.get(key, 0), part.in_signal.get(key, 0)
            sums[key] = VolunteerSum(part.volunteers.get(key), caseload, in_signal)
    recent = {part.month for part in [part for part in months if part.volunteers][-RECENT_MONTHS:]}
    for month in months:
        for key, (made, active) in month.volunteers.items():
            known = sums.get(key)
            if known is None:
                known = sums[key] = VolunteerSum()
            known.made = known.made.plus(made)
            known.active_days += active.bit_count()
            if active and month.month in recent:
                known.recent[month.month] = active
    return sums


def flows_in(months: Iterable[MonthFlows], span: Span) -> Flows:
    """What happened in a span; `months` are at least those that it touches."""
    flows = Flows({}, {}, {})
    for month in months:
        mask = span.bits_of(month.month)
        if mask == WHOLE_MONTH:
            add_all(flows.cells, month.cells)
        elif mask:
            add_all(flows.cells, cells_in(month, span))
        for key, volunteer in month.volunteers.items() if mask else ():
            made = volunteer.made if mask == WHOLE_MONTH else _made_in(volunteer, span)
            if made is not NOTHING:
                flows.made[key] = flows.made.get(key, NOTHING).plus(made)
                add(flows.active_days, key, (volunteer.active & mask).bit_count())
    return flows


def cells_in(month: MonthFlows, span: Span) -> Cells:
    """The counts of those of a month's days that lie in a span."""
    return summed(cells for day, cells in month.days.items() if day in span)


def _made_in(volunteer: VolunteerMonth, span: Span) -> Made:
    made = NOTHING
    for day, of_day in volunteer.days.items():
        if day in span:
            made = made.plus(of_day)
    return made


def active_in(months: Iterable[MonthFlows], span: Span) -> set[str]:
    """Volunteers with a visit in a span; `months` are at least those that it touches."""
    masks = [(month, span.bits_of(month.month)) for month in months]
    return {key for month, mask in masks for key, one in month.volunteers.items() if one.active & mask}


def flows_of(figures: WardFigures, span: Span = EVER, months: Iterable[MonthFlows] = ()) -> Flows:
    """A ward's flows of all time, or of a span of which `months` hold at least what it touches."""
    if span.asked:
        return flows_in(months, span)
    made = {key: one.made for key, one in figures.volunteers.items() if one.made != NOTHING}
    active_days = {key: one.active_days for key, one in figures.volunteers.items() if one.active_days}
    return Flows(figures.flows, made, active_days)
