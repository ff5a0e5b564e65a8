"""One definition for each indicator (domain.md, Indicators): which cells a household, a case, a follow-up and a visit
count in. Everything that is asked in terms of today is kept by day here and computed when asked.

Stocks, by village:
    registered assigned visited helped self_reliant self_reliant_already no_contact adults
    priority/<group>/registered|visited|self_reliant
    waiting/<day since>         assigned and not visited
    first_visit/<days>          from first assignment to first visit, not negative
    open/<procedure>  returned  appointment/<day>  follow_up/<day due>
Flows, by day:
    outcome/<outcome>  place/<place>  obstacle/<obstacle>  people  people_new
    case/<submitted|completed|refused|withdrawn>/<procedure>/<mode>
    closed_with_appointment  on_time  on_the_spot/<procedure>  result_days/<procedure>/<days>
"""

from collections.abc import Iterator

from services.reporting.domain.documents import Household, OpenCase
from shared.contracts.visit_parts import Case, CaseResult
from shared.contracts.visits import VisitRecorded, VisitVoided
from shared.kernel.days import days_between

GROUPS = ("elderly-70", "ethnic-minority", "disability", "poor", "near-poor", "remote", "no-signal")
"""Priority groups; the last is derived from a household's signal."""

STEPS = ("submitted", "completed", "refused", "withdrawn")

_REACH = {
    group: tuple(f"priority/{group}/{what}" for what in ("registered", "visited", "self_reliant")) for group in GROUPS
}


def household_cells(household: Household) -> list[str]:
    """Stocks that a registered household counts once in; `adults`, cases and follow-ups come beside these."""
    standing = household.standing
    visited = standing.first_met_on is not None
    cells = ["registered"]
    if visited:
        cells.append("visited")
    if standing.helped:
        cells.append("helped")
    if standing.self_reliant:
        cells.append("self_reliant")
    if standing.able_already:
        cells.append("self_reliant_already")
    if standing.no_contact:
        cells.append("no_contact")
    cells += _assignment_cells(household)
    for group in groups_of(household):
        registered, reached, able = _REACH[group]
        cells.append(registered)
        if visited:
            cells.append(reached)
        if standing.self_reliant:
            cells.append(able)
    return cells


def _assignment_cells(household: Household) -> Iterator[str]:
    met, first = household.standing.first_met_on, household.first_assigned
    if household.volunteer is not None:
        yield "assigned"
        if met is None:
            yield f"waiting/{household.since}"
    if met is not None and first is not None and met >= first:
        yield f"first_visit/{days_between(first, met)}"


def groups_of(household: Household) -> tuple[str, ...]:
    """Its priority groups, each once, with the one that follows from having no signal."""
    groups = tuple(dict.fromkeys(household.priority)) if len(household.priority) > 1 else household.priority
    return (*groups, "no-signal") if household.signal == "none" else groups


def open_case_cells(case: OpenCase) -> list[str]:
    """Stocks that an open case of a registered household counts in."""
    cells = [f"open/{case.procedure}"]
    if case.returned:
        cells.append("returned")
    if case.appointment is not None:
        cells.append(f"appointment/{case.appointment}")
    return cells


def visit_cells(visit: VisitRecorded | VisitVoided) -> list[str]:
    """Flows that a visit counts once in; `people` and `people_new` come beside these."""
    cells = [f"outcome/{visit.outcome}", f"place/{visit.place}"]
    if visit.obstacle is not None:
        cells.append(f"obstacle/{visit.obstacle}")
    return cells


def opening_cells(case: Case) -> list[str]:
    """Flows of the day on which a case was opened."""
    return [f"case/submitted/{case.procedure}/{case.opened.mode}"]


def result_cells(case: Case, result: CaseResult) -> list[str]:
    """Flows of the day on which a case was completed, refused or withdrawn."""
    cells = [f"case/{result.kind}/{case.procedure}/{result.mode}"]
    if case.appointment is not None:
        cells.append("closed_with_appointment")
        if result.day <= case.appointment:
            cells.append("on_time")
    if result.kind == "completed" and case.on_the_spot:
        cells.append(f"on_the_spot/{case.procedure}")
    if result.kind != "withdrawn" and not case.on_the_spot:
        cells.append(f"result_days/{case.procedure}/{days_between(case.opened.day, result.day)}")
    return cells
