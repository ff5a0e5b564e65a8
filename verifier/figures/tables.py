"""Rows of villages, volunteers, procedures, wards and periods."""

from verifier.figures.cases import Case
from verifier.figures.counts import case_flows, every_period, month_named, spread
from verifier.figures.roster import Village, Volunteer
from verifier.figures.scope import Period, Reference, Row, Ward
from verifier.figures.shape import (
    active,
    class_of,
    days_to_result,
    figures,
    household_stocks,
    priority,
    procedure_counts,
    results,
)

VISIT_CLASSES = {"0": (0, 0), "1-4": (1, 4), "5-19": (5, 19), "20+": (20, None)}


def village_rows(ward: Ward) -> list[Row]:
    """A row for each village that was noted or confirmed, by key."""
    return [_village_row(ward, key, village) for key, village in sorted(ward.roster.villages.items())]


def _village_row(ward: Ward, key: str, village: Village) -> Row:
    households = {name: one for name, one in ward.households.items() if one.traits.village == key}
    stocks = household_stocks([Ward(ward.code, ward.roster, ward.doors, [], [], households)])
    return {
        **stocks,
        "village": key,
        "name": village.name,
        "confirmed": village.confirmed,
        "total": village.total,
        "open_cases": sum(1 for household, _ in ward.open_cases if household in households),
        "priority": priority(households.values()),
    }


def volunteer_rows(ward: Ward, period: Period) -> list[Row]:
    """A row for each volunteer of the roster and for everybody else for whom a visit or a case counts, by id."""
    everybody = {
        *ward.roster.volunteers,
        *(one.volunteer for one in ward.visits if one.volunteer),
        *(case.volunteer for _, case in ward.cases if case.volunteer),
        *(case.result.volunteer for _, case in ward.cases if case.result and case.result.volunteer),
    }
    return [_volunteer_row(ward, volunteer, period) for volunteer in sorted(everybody)]


def _volunteer_row(ward: Ward, volunteer: str, period: Period) -> Row:
    enrolled: Volunteer | None = ward.roster.volunteers.get(volunteer)
    visits = [one for one in ward.visits if one.volunteer == volunteer and one.day in period]
    ended = results([case for _, case in ward.cases], period)
    return {
        "volunteer_id": volunteer,
        "retired": enrolled is not None and enrolled.retired,
        "capacity": enrolled.capacity if enrolled else None,
        "caseload": len(ward.roster.caseloads().get(volunteer, [])),
        "visits": len(visits),
        "people_helped": sum(one.people_helped for one in visits),
        "active_days": len({one.day for one in visits}),
        "submitted": sum(1 for _, case in ward.cases if case.volunteer == volunteer and case.opened_on in period),
        "completed": sum(1 for _, one in ended if one.volunteer == volunteer and one.kind == "completed"),
    }


def visit_spread(wards: list[Ward], period: Period) -> dict[str, int]:
    """How many volunteers, enrolled or else active in the period, made how many visits in it."""
    who = {(ward.code, key) for ward in wards for key in ward.roster.enrolled()} | active(wards, period)
    visits = [(ward.code, one.volunteer) for ward in wards for one in ward.visits if one.day in period]
    made = [visits.count(one) for one in who]
    return {
        name: sum(1 for count in made if count >= low and (high is None or count <= high))
        for name, (low, high) in VISIT_CLASSES.items()
    }


def procedure_rows(wards: list[Ward], reference: Reference, period: Period) -> list[Row]:
    """A row for each procedure with something in the period, by id."""
    parts: dict[str, list[Case]] = {}
    for ward in wards:
        for _, case in ward.cases:
            parts.setdefault(case.procedure, []).append(case)
    rows = [_procedure_row(name, cases, reference, period) for name, cases in sorted(parts.items())]
    return [row for row in rows if any(row[kind] for kind in case_flows([], period))]


def _procedure_row(procedure: str, cases: list[Case], reference: Reference, period: Period) -> Row:
    ended = results(cases, period)
    return {
        "procedure": procedure,
        "class": class_of(procedure, reference),
        **case_flows(cases, period),
        "on_the_spot": sum(1 for case, result in ended if result.kind == "completed" and case.on_the_spot),
        "days_to_result": spread(days_to_result(cases, period)),
    }


def ward_rows(wards: dict[str, Ward], today: str, reference: Reference, period: Period) -> list[Row]:
    """A row for each unit of the province, in the order of the reference file."""
    return [_ward_row(wards.get(unit["code"]), unit, today, reference, period) for unit in reference["wards"]["units"]]


def _ward_row(ward: Ward | None, unit: dict[str, str], today: str, reference: Reference, period: Period) -> Row:
    scope = [ward] if ward else []
    whole = figures(scope, today, reference, period)
    procedures = procedure_counts(scope, today, reference, period)
    return {
        "ward": unit["code"],
        "name": unit["name"],
        "kind": unit["kind"],
        "started": bool(ward and ward.households),
        "households": whole["households"],
        "volunteers": whole["volunteers"],
        "visits": sum(1 for one in scope for visit in one.visits if visit.day in period),
        "people_helped": whole["people_helped"],
        "people_first_time": whole["people_first_time"],
        "procedures": {name: count for name, count in procedures.items() if isinstance(count, int)},
    }


def trend_rows(wards: list[Ward], from_day: str, to_day: str, by: str, month_start: int) -> list[Row]:
    """A row for each day or month, empty ones too."""
    periods = every_period(from_day, to_day, by, month_start)
    return [_trend_row(wards, name, period, month_start) for name, period in periods]


def _trend_row(wards: list[Ward], name: str, period: Period, month_start: int) -> Row:
    visits = [one for ward in wards for one in ward.visits if one.day in period]
    months = [(month_named(one.day, month_start), month_named(one.recorded_on, month_start)) for one in visits]
    return {
        "period": name,
        "visits": len(visits),
        "people_helped": sum(one.people_helped for one in visits),
        **case_flows([case for ward in wards for _, case in ward.cases], period),
        "active_volunteers": len(active(wards, period)),
        "recorded_late": sum(1 for happened, recorded in months if recorded > happened),
    }
