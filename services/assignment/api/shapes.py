"""What reads of assignment answer, as OpenAPI tells it. An erased person's texts read "erased";
what is a list or an object is then empty or null, and `erased` says so."""

from typing import Literal

from msgspec import UNSET, UnsetType

from shared.contracts.assignment import PriorityGroup, Signal, UnassignCause, VolunteerKind
from shared.http.shapes import Count, Id, Listing, Shape
from shared.kernel.days import Day, Instant


class CaseloadHousehold(Shape, kw_only=True):
    """A household as its volunteer's phone keeps it."""

    id: Id
    code: str | None
    village: str | None
    village_name: str | None
    priority: list[PriorityGroup]
    signal: Signal | None
    adults: Count | None
    assigned_on: Day | None
    head_name: str | None
    phone: str | None
    address: str | None
    location: str | None
    language: str | None


class ListedHousehold(CaseloadHousehold, kw_only=True):
    """A household of the ward's list. `village` is the village's key."""

    state: Literal["listed", "removed", "erased"]
    no_contact: bool
    volunteer_id: Id | None
    registered_on: Day | None
    erased: bool


class DatedAssignment(Shape, kw_only=True):
    """Who helped a household from when to when, and why that began and ended."""

    volunteer_id: Id
    from_day: Day
    until_day: Day | None
    cause: UnassignCause | Literal["handed_over"] | None
    reason: str | None
    end_reason: str | None


class Household(ListedHousehold, kw_only=True):
    """One household; its history is for the coordinator."""

    assignments: list[DatedAssignment] | UnsetType = UNSET
    removed_on: Day | UnsetType | None = UNSET
    removal_reason: str | UnsetType | None = UNSET
    possible_duplicates: list[Id] | UnsetType = UNSET


class GuardianConsent(Shape, kw_only=True):
    """When a minor's guardian consented, and on which slip."""

    given_on: Day
    slip: str


class Volunteer(Shape, kw_only=True):
    """A volunteer; a minor's name, phone and consent are for coordinators alone."""

    id: Id
    state: Literal["enrolled", "retired", "erased"]
    kind: VolunteerKind
    capacity: Count
    caseload: Count
    free_places: int
    village: str | None
    village_name: str | None
    minor_until: str | None
    minor: bool
    enrolled_on: Day | None
    retired_on: Day | None
    retirement_reason: str | None
    name: str | None
    phone: str | None
    languages: list[str]
    guardian_consent: GuardianConsent | None
    erased: bool
    households: list[Id]


class Village(Shape, kw_only=True):
    """A village by the key that all spellings of its name share."""

    village: str
    name: str
    confirmed: bool
    households_total: Count | None
    counted_on: Day | None
    source: str | None


class Households(Listing[ListedHousehold], kw_only=True):
    """A page of households."""


class Caseload(Listing[CaseloadHousehold], kw_only=True):
    """A volunteer's own households. `erased`: households of the ward whose data was erased lately; a phone forgets
    whatever it still keeps of them, what it sent and what it did not."""

    erased: list[Id]


class Erasure(Shape, kw_only=True):
    """How far an erasure has come. `confirmed`: when each service had destroyed its key. `evidence`: that all have, as
    a signed JWS, to be checked with `/evidence-keys` or `onetwenty erasure verify`."""

    subject: str
    state: Literal["none", "under_way", "completed"]
    decided_at: Instant | None
    decided_by: str | None
    confirmed: dict[str, Instant]
    evidence: str | None


class Volunteers(Listing[Volunteer], kw_only=True):
    """A page of volunteers."""


class Villages(Listing[Village], kw_only=True):
    """A page of villages."""
