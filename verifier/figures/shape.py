"""The shape that the province and a ward share, each part from the wards asked for."""

from collections.abc import Callable, Iterable

from verifier.figures.cases import Case, Result
from verifier.figures.counts import Counts, case_flows, last_30_days, month_of, spread, tally
from verifier.figures.history import days_from
from verifier.figures.scope import HouseholdNow, Period, Reference, Row, Ward

GROUPS = ("elderly-70", "ethnic-minority", "disability", "poor", "near-poor", "remote", "no-signal")


def figures(wards: list[Ward], today: str, reference: Reference, period: Period) -> Row:
    """Everything but `as_of`, for these wards together."""
    visits = [visit for ward in wards for visit in ward.visits if visit.day in period]
    households = [one for ward in wards for one in ward.households.values()]
    return {
        "households": household_stocks(wards),
        "volunteers": volunteer_counts(wards, today, period),
        "visits": {
            "total": len(visits),
            "by_outcome": tally(one.outcome for one in visits),
            "by_place": tally(one.place for one in visits),
            "by_obstacle": tally(one.obstacle for one in visits),
        },
        "people_helped": sum(one.people_helped for one in visits),
        "people_first_time": sum(one.people_new for one in visits),
        "procedures": procedure_counts(wards, today, reference, period),
        "days_to_first_visit": spread(days_to_first_visit(households)),
        "waiting_first_visit": waiting(households, today),
        "follow_ups": follow_ups(wards, today),
        "priority": priority(households),
    }


def household_stocks(wards: list[Ward]) -> Row:
    """How many households there are, and how far they are. `total` is None until every confirmed village has one."""
    households = [one for ward in wards for one in ward.households.values()]
    totals = [one.total for ward in wards for one in ward.roster.villages.values() if one.confirmed]
    known = [total for total in totals if total is not None]
    return {
        "total": sum(known) if totals and len(known) == len(totals) else None,
        "registered": len(households),
        "assigned": sum(1 for one in households if one.traits.volunteer),
        "visited": sum(1 for one in households if one.standing.first_met_on),
        "helped": sum(1 for one in households if one.standing.helped),
        "self_reliant": sum(1 for one in households if one.standing.self_reliant),
        "self_reliant_already": sum(1 for one in households if one.standing.able_already),
        "no_contact": sum(1 for one in households if one.standing.no_contact),
        "adults": sum(one.traits.adults for one in households),
    }


def active(wards: list[Ward], period: Period) -> set[tuple[str, str]]:
    """Ward and volunteer of everybody with a visit of any outcome in the period."""
    return {
        (ward.code, visit.volunteer)
        for ward in wards
        for visit in ward.visits
        if visit.volunteer is not None and visit.day in period
    }


def volunteer_counts(wards: list[Ward], today: str, period: Period) -> Row:
    """Enrolled, active and free places. `retired_active_*`: of the active, those who are not enrolled now."""
    enrolled = {(ward.code, key) for ward in wards for key in ward.roster.enrolled()}
    free = [
        one.capacity - len(ward.roster.caseloads().get(key, []))
        for ward in wards
        for key, one in ward.roster.enrolled().items()
    ]
    spans = {"this_month": month_of(today), "30_days": last_30_days(today)}
    if period.asked:
        spans["in_period"] = period
    found = {name: active(wards, span) for name, span in spans.items()}
    return {
        "enrolled": len(enrolled),
        **{f"active_{name}": len(who) for name, who in found.items()},
        **{f"retired_active_{name}": len(who - enrolled) for name, who in found.items()},
        "with_free_places": sum(1 for places in free if places > 0),
        "free_places": sum(free),
    }


def procedure_counts(wards: list[Ward], today: str, reference: Reference, period: Period) -> Row:
    """Cases: flows by the day of each step, stocks as of today."""
    cases = [case for ward in wards for _, case in ward.cases]
    still_open = [case for ward in wards for _, case in ward.open_cases]
    ended = results(cases, period)
    due = [(case.appointment, result) for case, result in ended if case.appointment]
    return {
        **case_flows(cases, period),
        "open": len(still_open),
        "returned": sum(1 for case in still_open if case.returned),
        "overdue": sum(1 for case in still_open if case.appointment and case.appointment < today),
        "closed_with_appointment": len(due),
        "on_time": sum(1 for appointment, result in due if result.day <= appointment),
        "completed_on_the_spot": sum(1 for case, result in ended if result.kind == "completed" and case.on_the_spot),
        "by_procedure": _split(cases, period, lambda case: case.procedure),
        "by_mode": _by_mode(cases, period),
        "by_class": _split(cases, period, lambda case: class_of(case.procedure, reference)),
        "days_to_result": spread(days_to_result(cases, period)),
    }


def results(cases: Iterable[Case], period: Period) -> list[tuple[Case, Result]]:
    """Cases that ended in the period."""
    return [(case, case.result) for case in cases if case.result is not None and case.result.day in period]


def days_to_result(cases: Iterable[Case], period: Period) -> list[int]:
    """One value for each case completed or refused in the period, in another record than its opening."""
    return [case.days_to_result for case, _ in results(cases, period) if case.days_to_result is not None]


def class_of(procedure: str, reference: Reference) -> str:
    """`dossier`, `service` or `other`, as the catalogue says."""
    return next(str(one["class"]) for one in reference["procedures"]["procedures"] if one["id"] == procedure)


def _split(cases: list[Case], period: Period, key: Callable[[Case], str]) -> dict[str, Counts]:
    parts: dict[str, list[Case]] = {}
    for case in cases:
        parts.setdefault(key(case), []).append(case)
    split = {name: case_flows(part, period) for name, part in parts.items()}
    return {name: flows for name, flows in split.items() if any(flows.values())}


def _by_mode(cases: list[Case], period: Period) -> dict[str, Counts]:
    """A case counts as submitted under its opening's mode, as ended under its result's."""
    split: dict[str, Counts] = {}
    for case in cases:
        empty = case_flows([], period)
        if case.opened_on in period:
            split.setdefault(case.mode, dict(empty))["submitted"] += 1
        if case.result is not None and case.result.day in period:
            split.setdefault(case.result.mode, dict(empty))[case.result.kind] += 1
    return split


def days_to_first_visit(households: Iterable[HouseholdNow]) -> list[int]:
    """From first assignment ever to first visit at home that found someone, where these came in that order."""
    both = [(one.traits.first_assigned, one.standing.first_met_on) for one in households]
    days = [days_from(assigned, met) for assigned, met in both if assigned is not None and met is not None]
    return [count for count in days if count >= 0]


def waiting(households: Iterable[HouseholdNow], today: str) -> Row:
    """Assigned, not visited; days since the present volunteer was given the household."""
    days = [
        days_from(one.traits.since, today)
        for one in households
        if one.traits.since is not None and one.standing.first_met_on is None
    ]
    return {
        "households": len(days),
        "over_14_days": sum(1 for count in days if count > 14),
        "longest_days": max([0, *days]),
    }


def follow_ups(wards: list[Ward], today: str) -> Row:
    """Open ones, and those due before today."""
    found = [one for ward in wards for one in ward.open_follow_ups]
    return {"open": len(found), "overdue": sum(1 for one in found if one.due < today)}


def priority(households: Iterable[HouseholdNow]) -> dict[str, Counts]:
    """Each group, empty ones too; a household counts in every group of its own."""
    reach = {group: {"registered": 0, "visited": 0, "self_reliant": 0} for group in GROUPS}
    for one in households:
        for group in one.traits.groups:
            reach[group]["registered"] += 1
            reach[group]["visited"] += one.standing.first_met_on is not None
            reach[group]["self_reliant"] += one.standing.self_reliant
    return reach
