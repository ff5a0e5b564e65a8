"""A case as its accepted steps make it, put in the order in which they happened.

The first step at a door opens the case, whatever it is; what came from the desk follows the opening, whatever its clock
said. After a result, later steps change nothing. A reopening takes back the result that stood when it was recorded. Of
what the events themselves say before and after, only the appointment of an amendment is looked at: it stands nowhere
else.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from verifier.figures.history import Fact, day_of

RESULTS = ("completed", "refused", "withdrawn")

STEPS = {
    "ProcedureSubmitted": "submitted",
    "ProcedureReturned": "returned",
    "ProcedureCompleted": "completed",
    "ProcedureRefused": "refused",
    "ProcedureWithdrawn": "withdrawn",
    "CaseReopened": "reopened",
    "CaseAmended": "amended",
}


@dataclass(frozen=True)
class Step:
    """Something recorded about a case. `record`: the visit or the command; `arrival`: its place in the ledger.
    `sets_appointment`: an amendment set the appointment, or took it away."""

    kind: str
    at: datetime
    record: str
    arrival: int
    procedure: str = ""
    mode: str | None = None
    volunteer: str | None = None
    appointment: str | None = None
    sets_appointment: bool = False

    @property
    def rank(self) -> int:
        """At one instant the door comes first, then the desk, then what corrects."""
        if self.kind == "amended":
            return 2
        return 0 if self.at_a_door else 1

    @property
    def at_a_door(self) -> bool:
        """A line at a door names a mode, a step from the desk never does."""
        return self.mode is not None


@dataclass(frozen=True)
class Result:
    """How, when and by whom a case ended."""

    kind: str
    day: str
    mode: str
    volunteer: str | None
    record: str


@dataclass(frozen=True)
class Case:
    """A whole case; open exactly when it has no result."""

    procedure: str
    opened_on: str
    mode: str
    volunteer: str | None
    record: str
    result: Result | None
    returned: bool
    appointment: str | None

    @property
    def on_the_spot(self) -> bool:
        """Opened and closed in one record."""
        return self.result is not None and self.result.record == self.record

    @property
    def days_to_result(self) -> int | None:
        """Days from opening to completion or refusal in another record; None for any other case."""
        if self.result is None or self.result.kind == "withdrawn" or self.on_the_spot:
            return None
        return (datetime.fromisoformat(self.result.day) - datetime.fromisoformat(self.opened_on)).days


def read_step(fact: Fact) -> Step:
    """The step that one event of `STEPS` records."""
    data = fact.data
    before, after = (_appointment(data.get(side)) for side in ("before", "after"))
    amended = fact.type == "CaseAmended"
    return Step(
        kind=STEPS[fact.type],
        at=fact.occurred_at,
        record=data.get("record", ""),
        arrival=fact.sequence,
        procedure=data.get("procedure", ""),
        mode=data.get("mode"),
        volunteer=data.get("volunteer"),
        appointment=after if amended else data.get("appointment"),
        sets_appointment=amended and before != after,
    )


def _appointment(case: Mapping[str, Any] | None) -> str | None:
    return (case or {}).get("appointment")


def replay(records: Iterable[Step], voided: Mapping[str, int]) -> Case | None:
    """The case that `records`, in the order in which they arrived, make; None when no step of a procedure is left.

    `voided`: where in the ledger a visit was taken back, by its id. What a reopening took back is known only by
    looking at what stood when it came.
    """
    steps: list[Step] = []
    taken_back: set[Step] = set()
    for record in records:
        if record.kind == "reopened":
            stood = [one for one in steps if voided.get(one.record, record.arrival) >= record.arrival]
            taken_back |= set(_Course(stood, taken_back).results)
        else:
            steps.append(record)
    return _Course([one for one in steps if one.record not in voided], taken_back).case()


class _Course:
    """How a case went. `results`: the step that ended it, if one did."""

    def __init__(self, steps: list[Step], taken_back: set[Step]) -> None:
        in_order = sorted(steps, key=lambda one: (one.at, one.rank, one.record, one.arrival))
        doors = [one for one in in_order if one.at_a_door]
        self.steps = [*doors[:1], *(one for one in in_order if one not in doors[:1])]
        self.effective: list[Step] = []
        self.results: list[Step] = []
        self.appointment: str | None = None
        for step in self.steps:
            if step.kind == "amended":
                self.appointment = step.appointment if step.sets_appointment else self.appointment
            elif not self.results:
                self.effective.append(step)
                self.appointment = step.appointment or self.appointment
                self.results = [step] if step.kind in RESULTS and step not in taken_back else []
        self.standing = [one for one in self.effective if one not in taken_back]

    def case(self) -> Case | None:
        """A result without a mode has the opening's, one without a volunteer counts for the opener, and none lies
        before the day of the opening. An opening without a mode (a step from the desk, when the visit before it was
        voided) has that of the first step with one, else `assisted`."""
        if not self.effective:
            return None
        opening = self.effective[0]
        mode = opening.mode or next((one.mode for one in self.steps if one.mode), "assisted")
        returned = not self.results and bool(self.standing) and self.standing[-1].kind == "returned"
        return _case(opening, mode, self.results[0] if self.results else None, returned, self.appointment)


def _case(opening: Step, mode: str, result: Step | None, returned: bool, appointment: str | None) -> Case:
    ended = None
    if result is not None:
        whose = result.volunteer or opening.volunteer
        day = day_of(max(result.at, opening.at))
        ended = Result(result.kind, day, result.mode or mode, whose, result.record)
    return Case(
        procedure=opening.procedure,
        opened_on=day_of(opening.at),
        mode=mode,
        volunteer=opening.volunteer,
        record=opening.record,
        result=ended,
        returned=returned,
        appointment=appointment,
    )
