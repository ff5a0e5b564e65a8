"""The documents that reporting keeps: `ward/<ward>`, `month/<ward>/<yyyy-mm>` and their sum `figures/<ward>`.

Structs that are not frozen belong to their document and change with it; frozen ones are replaced, so a sum may keep
them.
"""

from datetime import datetime

import msgspec

from services.reporting.domain.cells import Cells
from shared.contracts.assignment import Signal, VolunteerKind
from shared.contracts.visit_parts import Standing
from shared.kernel.days import Day

NO_STANDING = Standing()
"""A household of which nothing was recorded."""


class OpenCase(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A case while it is open. `returned`: its last step was a return."""

    procedure: str
    returned: bool
    appointment: Day | None


class Household(msgspec.Struct, array_like=True, gc=False):
    """Present facts of a household.

    `registered`: on the ward's list now. `removed`: taken off it; a household that was only visited is neither.
    `since`: from which day its volunteer helps it; `first_assigned`: the earliest such day ever. `follow_ups`: due days
    of the open ones.
    """

    village: str = ""
    priority: tuple[str, ...] = ()
    signal: Signal = "good"
    adults: int = 0
    registered: bool = False
    volunteer: str | None = None
    since: Day | None = None
    first_assigned: Day | None = None
    standing: Standing = NO_STANDING
    cases: dict[str, OpenCase] = {}
    follow_ups: dict[str, Day] = {}
    removed: bool = False


class Volunteer(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A volunteer of the roster. `capacity` in households."""

    kind: VolunteerKind
    capacity: int
    retired: bool = False


class Village(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A village. `total`: households counted there; `confirmed`: a coordinator has set it."""

    name: str
    confirmed: bool = False
    total: int | None = None


class Phone(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The last report of a phone."""

    volunteer: str
    heard_at: datetime
    unsent: int = 0


class WardFacts(msgspec.Struct, omit_defaults=True):
    """`ward/<ward>`: what holds now, and the stocks that follow from it.

    `stocks` are counts by village; `caseloads` and `in_signal` are households, and those with a good signal, by
    volunteer. `started_on`: the day on which the first household was recorded. `last_visit_at`: when a visit was last
    recorded, voided or not. `numbered_at`: when the last event folded got its number, by source.
    """

    ward: str
    households: dict[str, Household] = {}
    volunteers: dict[str, Volunteer] = {}
    villages: dict[str, Village] = {}
    phones: dict[str, Phone] = {}
    stocks: dict[str, Cells] = {}
    caseloads: Cells = {}
    in_signal: Cells = {}
    started_on: Day | None = None
    last_visit_at: datetime | None = None
    numbered_at: dict[str, datetime] = {}


class Made(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What was done by, or counts for, one volunteer."""

    visits: int = 0
    people: int = 0
    submitted: int = 0
    completed: int = 0
    refused: int = 0
    withdrawn: int = 0

    def plus(self, other: "Made", times: int = 1) -> "Made":
        """With another's counts added, `times` over; -1 takes them back."""
        return Made(
            self.visits + times * other.visits,
            self.people + times * other.people,
            self.submitted + times * other.submitted,
            self.completed + times * other.completed,
            self.refused + times * other.refused,
            self.withdrawn + times * other.withdrawn,
        )


NOTHING = Made()
"""Of which a volunteer has a row only while on the roster."""


class VolunteerMonth(msgspec.Struct, array_like=True):
    """One volunteer's month: by day, and the sum of it. `active`: the days with a visit, bit 0 being the first."""

    days: dict[Day, Made]
    made: Made
    active: int


class MonthFlows(msgspec.Struct, omit_defaults=True):
    """`month/<ward>/<yyyy-mm>`: what happened, by day and by volunteer and day, and the sum of it.

    `arrived_later` holds, by visit, its day and the later day on which it was recorded: what came after the close of
    a period can be told apart, wherever periods begin.
    """

    ward: str
    month: str
    days: dict[Day, Cells] = {}
    volunteers: dict[str, VolunteerMonth] = {}
    cells: Cells = {}
    arrived_later: dict[str, tuple[Day, Day]] = {}


class Flows(msgspec.Struct):
    """What happened in some span of days. `active_days`: how many days with a visit, by volunteer."""

    cells: Cells
    made: dict[str, Made]
    active_days: Cells


class VolunteerSum(msgspec.Struct, array_like=True, gc=False):
    """A volunteer's figures. `volunteer` is None for one of no roster. `caseload`: households now, `in_signal` those
    with a good signal. `made` and `active_days` are of all time; `recent` has the days with a visit, bit 0 being the
    first of the month, of each of the last three months."""

    volunteer: Volunteer | None = None
    caseload: int = 0
    in_signal: int = 0
    made: Made = NOTHING
    active_days: int = 0
    recent: dict[str, int] = {}


class WardFigures(msgspec.Struct, omit_defaults=True):
    """`figures/<ward>`: the sum that any process answers from.

    `stocks` are counts by village; `flows` are those of all time; `months` are the months that there is a document
    of, in order.
    """

    ward: str
    villages: dict[str, Village] = {}
    volunteers: dict[str, VolunteerSum] = {}
    phones: dict[str, Phone] = {}
    stocks: dict[str, Cells] = {}
    flows: Cells = {}
    months: tuple[str, ...] = ()
    started_on: Day | None = None
    last_visit_at: datetime | None = None
    numbered_at: dict[str, datetime] = {}
