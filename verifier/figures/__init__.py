"""Every figure of the reporting service from the published events alone: slow, obvious, and independent of it.

Owns nothing and says nothing; hears the events of assignment and visits as CloudEvents JSON, in any interleaving and
as often as they like. Each call reads all of them anew. `reference` is {"wards": …, "procedures": …}: the two files of
reference data, parsed. Days are `YYYY-MM-DD`. `from_day` and `to_day`, both included, bound the flows (visits, people,
cases by the day of each step, active volunteers); stocks always stand as of `today`.

What the shapes below leave open:
- `by_*` hold only keys of which something occurred; `priority` holds all seven groups.
- `households.total` is None while a confirmed village has no count, and while no village is confirmed.
- `volunteers` also has `active_in_period` when a bound was given, and beside each `active_…` a `retired_active_…`: of
  these active, those not enrolled now (the share of the active is formed with enrolled + retired_active).
- `median` is None for no value; that fewer than ten are not shown is for the page.
- A silent phone is counted in days: last heard 3 days ago or more (7 where no household has a good signal). A ward is
  silent 7 days after its last sign: a phone heard, a visit recorded, or its first household recorded.
"""

from verifier.figures import shape, tables
from verifier.figures.contact import as_of_counts as as_of_counts
from verifier.figures.scope import Events, Period, Reference, Row, read_ward, read_wards


def province(
    events: Events, today: str, reference: Reference, from_day: str | None = None, to_day: str | None = None
) -> Row:
    """All wards together: the shape of interface.md without `as_of`."""
    return shape.figures(list(read_wards(events).values()), today, reference, Period(from_day, to_day))


def ward(
    events: Events, code: str, today: str, reference: Reference, from_day: str | None = None, to_day: str | None = None
) -> Row:
    """One ward, in the shape of the province."""
    return shape.figures([read_ward(events, code)], today, reference, Period(from_day, to_day))


def wards(
    events: Events, today: str, reference: Reference, from_day: str | None = None, to_day: str | None = None
) -> list[Row]:
    """A row for each of the 94 units, in the order of the reference file:
    {ward, name, kind, started, households {…}, volunteers {…}, visits, people_helped, people_first_time,
    procedures {submitted, completed, refused, withdrawn, open, returned, overdue, closed_with_appointment, on_time,
    completed_on_the_spot}}; `visits` is their number, the rest as in the province's shape."""
    return tables.ward_rows(read_wards(events), today, reference, Period(from_day, to_day))


def villages(events: Events, code: str) -> list[Row]:
    """Stocks of a ward's villages, unconfirmed ones too, by key: {village, name, confirmed, total, registered,
    assigned, visited, helped, self_reliant, self_reliant_already, no_contact, adults, open_cases,
    priority {group: {registered, visited, self_reliant}}}; `total` is the village's own count or None. Nothing is
    withheld here; see `verifier.figures.withholding`."""
    return tables.village_rows(read_ward(events, code))


def volunteers(events: Events, code: str, from_day: str | None = None, to_day: str | None = None) -> list[Row]:
    """By id: {volunteer_id, retired, capacity, caseload, visits, people_helped, active_days, submitted, completed}.
    A case counts as submitted for who opened it, as completed for whom its result counts. Who is in no roster but has
    visits or cases stands here too, with `retired` False and `capacity` None. The row stands without any flow too."""
    return tables.volunteer_rows(read_ward(events, code), Period(from_day, to_day))


def visit_spread(
    events: Events, code: str | None = None, from_day: str | None = None, to_day: str | None = None
) -> dict[str, int]:
    """How many volunteers, enrolled or active in the period, made 0, 1-4, 5-19, 20+ visits: these are the keys."""
    scope = list(read_wards(events).values()) if code is None else [read_ward(events, code)]
    return tables.visit_spread(scope, Period(from_day, to_day))


def procedures(
    events: Events,
    reference: Reference,
    code: str | None = None,
    from_day: str | None = None,
    to_day: str | None = None,
) -> list[Row]:
    """By id, those of which something occurred: {procedure, class, submitted, completed, refused, withdrawn,
    on_the_spot, days_to_result {n, median}}; `on_the_spot` are completed ones. Of one ward, or of all."""
    scope = list(read_wards(events).values()) if code is None else [read_ward(events, code)]
    return tables.procedure_rows(scope, reference, Period(from_day, to_day))


def trend(events: Events, code: str | None, from_day: str, to_day: str, by: str, month_start: int = 1) -> list[Row]:
    """Each `day` or `month` (as `by` says) from `from_day` to `to_day`, empty ones too, oldest first: {period, visits,
    people_helped, submitted, completed, refused, withdrawn, active_volunteers, recorded_late}; `period` is `YYYY-MM-DD`
    or `YYYY-MM`. Of a month only the days between the two bounds count. Months begin on day `month_start` and are
    named for the month in which they end; `recorded_late` are visits recorded after their month was over. Of one ward,
    or of all (None)."""
    scope = list(read_wards(events).values()) if code is None else [read_ward(events, code)]
    return tables.trend_rows(scope, from_day, to_day, by, month_start)
