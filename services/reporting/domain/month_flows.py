"""`month/<ward>/<yyyy-mm>`: what happened in one month of a ward, by day, folded from visits alone.

A case lies on the day it was opened and on the day it ended, perhaps in two months: each document takes its own part.
Everything moves by the difference of what was counted before and after.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from services.reporting.domain.cells import add, add_each
from services.reporting.domain.documents import NOTHING, Made, MonthFlows, VolunteerMonth
from services.reporting.domain.indicators import STEPS, opening_cells, result_cells, visit_cells
from shared.contracts.visit_parts import Case, CaseOpening, CaseResult
from shared.contracts.visits import VisitRecorded, VisitVoided
from shared.kernel.days import Day, day_of, month_of
from shared.kernel.messages import Event, LedgerEvent

CASE_EVENTS = frozenset(
    {
        "ProcedureSubmitted",
        "ProcedureReturned",
        "ProcedureCompleted",
        "ProcedureRefused",
        "ProcedureWithdrawn",
        "CaseReopened",
        "CaseAmended",
        "CaseRestated",
    }
)
MONTH_EVENTS = CASE_EVENTS | {"VisitRecorded", "VisitVoided"}
"""Types of the events that concern months at all."""


def month_id(ward: str, month: str) -> str:
    """The id of a month's document; its name is `month/<id>`."""
    return f"{ward}/{month}"


def months_concerned(entry: LedgerEvent, fact: Event) -> Sequence[str]:
    """Ids of the months in which an event of MONTH_EVENTS changes a count; none when it changes none."""
    if entry.type not in CASE_EVENTS:
        return (month_id(entry.ward, month_of(_day_of_visit(fact))),)
    before, after = _states(fact)
    if before is not None and after is not None and _counts_alike(before, after):
        return ()
    return [month_id(entry.ward, month) for month in dict.fromkeys((*_months(before), *_months(after)))]


def _day_of_visit(fact: Any) -> Day:
    day: Day = fact.day
    return day


def _states(fact: Any) -> tuple[Case | None, Case | None]:
    return fact.before, fact.after


def _months(case: Case | None) -> Iterator[str]:
    if case is not None:
        yield month_of(case.opened.day)
        if case.result is not None:
            yield month_of(case.result.day)


def _counts_alike(one: Case, other: Case) -> bool:
    """Neither the opening nor the result counts differently."""
    if one.opened != other.opened or one.result != other.result or one.procedure != other.procedure:
        return False
    return one.result is None or (one.appointment == other.appointment and one.on_the_spot == other.on_the_spot)


def empty_month(ward: str, document_id: str) -> MonthFlows:
    """A month before its first event."""
    return MonthFlows(ward=ward, month=document_id.rsplit("/", 1)[1])


def fold_month(flows: MonthFlows, entry: LedgerEvent, fact: Event) -> MonthFlows:
    """The month after one event that concerns it."""
    _FOLLOW[entry.type](flows, fact)
    return flows


def _visit_recorded(flows: MonthFlows, fact: VisitRecorded) -> None:
    _count_visit(flows, fact, 1)
    recorded_on = day_of(fact.recorded_at)
    if recorded_on > fact.day:
        flows.arrived_later[fact.visit_id] = (fact.day, recorded_on)


def _visit_voided(flows: MonthFlows, fact: VisitVoided) -> None:
    _count_visit(flows, fact, -1)
    flows.arrived_later.pop(fact.visit_id, None)


def _count_visit(flows: MonthFlows, visit: VisitRecorded | VisitVoided, times: int) -> None:
    people, people_new = times * visit.people_helped, times * visit.people_new
    _count(flows, visit.day, visit_cells(visit), times, people, people_new)
    if visit.volunteer is not None:
        _credit(flows, visit.volunteer, visit.day, Made(visits=1, people=visit.people_helped), times)


def _case_moved(flows: MonthFlows, fact: Any) -> None:
    before, after = _states(fact)
    for case, times in ((before, -1), (after, 1)):
        if case is None:
            continue
        if month_of(case.opened.day) == flows.month:
            _count_step(flows, case.opened, opening_cells(case), "submitted", times)
        if case.result is not None and month_of(case.result.day) == flows.month:
            _count_step(flows, case.result, result_cells(case, case.result), case.result.kind, times)


def _count_step(flows: MonthFlows, step: CaseOpening | CaseResult, cells: list[str], kind: str, times: int) -> None:
    _count(flows, step.day, cells, times)
    if step.volunteer is not None:
        _credit(flows, step.volunteer, step.day, _ONE[kind], times)


_ONE = {kind: Made(**{kind: 1}) for kind in STEPS}


def _count(flows: MonthFlows, day: Day, names: list[str], times: int, people: int = 0, people_new: int = 0) -> None:
    """Move the cells of a day, and of the whole month with it; a day without any vanishes."""
    of_day = flows.days.setdefault(day, {})
    for cells in (of_day, flows.cells):
        add_each(cells, names, times)
        if people:
            add(cells, "people", people)
        if people_new:
            add(cells, "people_new", people_new)
    if not of_day:
        del flows.days[day]


def _credit(flows: MonthFlows, volunteer: str, day: Day, made: Made, times: int) -> None:
    """Count for a volunteer; days and volunteers without anything vanish."""
    month = flows.volunteers.get(volunteer)
    if month is None:
        month = flows.volunteers[volunteer] = VolunteerMonth({}, NOTHING, 0)
    of_day = month.days.get(day, NOTHING).plus(made, times)
    month.made = month.made.plus(made, times)
    if of_day != NOTHING:
        month.days[day] = of_day
    else:
        month.days.pop(day, None)
    bit = 1 << (int(day[8:]) - 1)
    month.active = month.active | bit if of_day.visits else month.active & ~bit
    if not month.days:
        del flows.volunteers[volunteer]


_FOLLOW: Mapping[str, Callable[[MonthFlows, Any], None]] = {
    "VisitRecorded": _visit_recorded,
    "VisitVoided": _visit_voided,
    **dict.fromkeys(CASE_EVENTS, _case_moved),
}
