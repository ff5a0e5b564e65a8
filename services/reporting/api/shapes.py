"""What reads of reporting answer, as OpenAPI tells it; what each figure means says `domain/indicators.py`."""

from typing import Generic, TypeVar

from msgspec import UNSET, UnsetType

from shared.http.shapes import Count, Listing, Shape
from shared.kernel.days import Instant

T = TypeVar("T")
Withheld = Count | None
"""Null where a small number is withheld."""


class SourceAsOf(Shape, kw_only=True):
    """How far one source is counted."""

    events: Count
    time: Instant | None
    waiting: Count


class PhonesAsOf(Shape, kw_only=True):
    """What may still be on phones."""

    known: Count
    silent: Count
    unsent_last_reported: Count


class WardsAsOf(Shape, kw_only=True):
    """Which wards these figures are of."""

    total: Count
    started: Count
    silent_7_days: Count


class AsOf(Shape, kw_only=True):
    """As of when a figure stands, and how much is still on the way."""

    time: Instant | None
    assignment: SourceAsOf
    visits: SourceAsOf
    parked: Count
    phones: PhonesAsOf
    wards: WardsAsOf


class WardAsOf(Shape, kw_only=True):
    """As of when one ward among others stands."""

    time: Instant | None
    waiting: Count
    parked: Count


class HouseholdFigures(Shape, kw_only=True):
    """How many households there are, and how far they are."""

    total: Count | None
    registered: Count
    assigned: Count
    visited: Count
    helped: Count
    self_reliant: Count
    self_reliant_already: Count
    no_contact: Count
    adults: Count


class VolunteerFigures(Shape, kw_only=True):
    """Who is enrolled and active. `retired_…`: of the active, those who are not enrolled now."""

    enrolled: Count
    active_this_month: Count
    active_30_days: Count
    active_in_period: Count | UnsetType = UNSET
    retired_active_this_month: Count
    retired_active_30_days: Count
    retired_active_in_period: Count | UnsetType = UNSET
    with_free_places: Count
    free_places: int


class VisitFigures(Shape, kw_only=True):
    """Visits of any outcome."""

    total: Count
    by_outcome: dict[str, Count]
    by_place: dict[str, Count]
    by_obstacle: dict[str, Count]


class Steps(Shape, kw_only=True):
    """Cases by the day of each step."""

    submitted: Count
    completed: Count
    refused: Count
    withdrawn: Count


class Spread(Shape, kw_only=True):
    """How many values there are, and the median of all of them."""

    n: Count
    median: float | None


class ProcedureCounts(Steps, kw_only=True):
    """Flows by the day of each step, stocks as of the answer."""

    open: Count
    returned: Count
    overdue: Count
    closed_with_appointment: Count
    on_time: Count
    completed_on_the_spot: Count


class ProcedureFigures(ProcedureCounts, kw_only=True):
    """Cases, split by what occurred."""

    by_procedure: dict[str, Steps]
    by_mode: dict[str, Steps]
    by_class: dict[str, Steps]
    days_to_result: Spread


class Waiting(Shape, kw_only=True):
    """Households that wait for their first visit."""

    households: Count
    over_14_days: Count
    longest_days: Count


class FollowUpFigures(Shape, kw_only=True):
    """What is to come back for."""

    open: Count
    overdue: Count


class Reach(Shape, kw_only=True):
    """How far a priority group is reached."""

    registered: Withheld
    visited: Withheld
    self_reliant: Withheld


class Figures(Shape, kw_only=True):
    """The figures of the province or of one ward."""

    as_of: AsOf
    households: HouseholdFigures
    volunteers: VolunteerFigures
    visits: VisitFigures
    people_helped: Count
    people_first_time: Count
    procedures: ProcedureFigures
    days_to_first_visit: Spread
    waiting_first_visit: Waiting
    follow_ups: FollowUpFigures
    priority: dict[str, Reach]


class FiguresListing(Listing[T], Generic[T], kw_only=True):
    """Rows, and as of when they stand."""

    as_of: AsOf
