"""What the rows of reporting's tables hold, as OpenAPI tells it."""

from typing import Literal

from services.reporting.api.shapes import (
    FiguresListing,
    HouseholdFigures,
    ProcedureCounts,
    Reach,
    Spread,
    Steps,
    VolunteerFigures,
    WardAsOf,
    Withheld,
)
from shared.contracts.assignment import VolunteerKind
from shared.http.shapes import Count, Id, Listing, Shape
from shared.kernel.days import Day, Instant


class Share(Shape, kw_only=True):
    """`n` of `of`; a share is formed by the page, which shows both."""

    n: Count
    of: Count | None


class WardRow(Shape, kw_only=True):
    """One ward among others, with its rank by each share in which it is ranked."""

    ward: str
    name: str
    kind: str
    started: bool
    households: HouseholdFigures
    volunteers: VolunteerFigures
    visits: Count
    people_helped: Count
    people_first_time: Count
    procedures: ProcedureCounts
    shares: dict[str, Share]
    ranks: dict[str, Count]
    as_of: WardAsOf


class VillageRow(Shape, kw_only=True):
    """A village's stocks. For all but the ward's coordinator null stands where a small number, or what would give one
    away, is withheld."""

    village: str
    name: str
    confirmed: bool
    total: Count | None
    registered: Withheld
    assigned: Withheld
    visited: Withheld
    helped: Withheld
    self_reliant: Withheld
    self_reliant_already: Withheld
    no_contact: Withheld
    adults: Withheld
    open_cases: Withheld
    priority: dict[str, Reach]


class VolunteerRow(Shape, kw_only=True):
    """What one volunteer did."""

    volunteer_id: Id
    retired: bool
    capacity: Count | None
    caseload: Count
    visits: Count
    people_helped: Count
    active_days: Count
    submitted: Count
    completed: Count
    kind: VolunteerKind | None
    ranked: bool


class ProcedureRow(Steps, kw_only=True, rename={"class_": "class"}):
    """A procedure of which something occurred."""

    procedure: str
    class_: Literal["dossier", "service", "other"]
    on_the_spot: Count
    days_to_result: Spread
    vi: str
    en: str


class TrendRow(Steps, kw_only=True):
    """A day or a month."""

    period: str
    visits: Count
    people_helped: Count
    active_volunteers: Count
    recorded_late: Count


class SourceFreshness(Shape, kw_only=True):
    """How far one ward's source has been folded, and what waits since when."""

    folded: Count
    era: str | None
    time: Instant | None
    waiting: Count
    waiting_since: Instant | None


class ParkedEvent(Shape, kw_only=True):
    """An event that could not be folded, and why."""

    source: str
    sequence: Count
    type: str
    reason: str


class FreshnessRow(Shape, kw_only=True):
    """How far a ward's figures follow what was recorded."""

    ward: str
    generation: Count
    assignment: SourceFreshness
    visits: SourceFreshness
    parked: list[ParkedEvent]


class PeriodRow(Shape, kw_only=True, rename={"first": "from", "last": "to"}):
    """A period of a year, both of its days included."""

    months: Literal["reporting", "calendar"]
    kind: str
    period: str
    first: Day
    last: Day
    closed: bool


class Periods(Listing[PeriodRow], kw_only=True):
    """A year's periods."""


class Wards(FiguresListing[WardRow], kw_only=True):
    """Every ward that the caller may see."""


class VillageTable(FiguresListing[VillageRow], kw_only=True):
    """A ward's villages."""


class VolunteerTable(FiguresListing[VolunteerRow], kw_only=True):
    """A ward's volunteers, as far as the caller may see them; how many made how many visits."""

    by_visits: dict[str, Count]


class ProcedureTable(FiguresListing[ProcedureRow], kw_only=True):
    """Cases by procedure."""


class Trend(FiguresListing[TrendRow], kw_only=True):
    """Period by period."""


class Freshness(FiguresListing[FreshnessRow], kw_only=True):
    """Ward by ward."""
