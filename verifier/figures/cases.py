"""A case as its accepted steps make it, put in the order in which they happened.

The first step opens the case, whatever it is. After a result, steps change nothing until a reopening takes the
result back. Of what the events themselves say before and after, only the appointment of an amendment is looked at:
it stands nowhere else.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

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


RANKS = {"reopened": 1, "amended": 2}
"""At one instant, what corrects comes after what it corrects."""


@dataclass(frozen=True)
class Step:
    """Something recorded about a case. `record`: the visit or the command; `arrival`: its place in the ledger."""

    kind: str
    at: datetime
    record: str
    arrival: int
    procedure: str = ""
    mode: str | None = None
    volunteer: str | None = None
    appointment: str | None = None


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
    return Step(
        kind=STEPS[fact.type],
        at=fact.occurred_at,
        record=data.get("record", ""),
        arrival=fact.sequence,
        procedure=data.get("procedure", ""),
        mode=data.get("mode"),
        volunteer=data.get("volunteer"),
        appointment=_amended(fact) if fact.type == "CaseAmended" else data.get("appointment"),
    )


def _amended(fact: Fact) -> str | None:
    """The appointment that an amendment set; None when it set something else."""
    before, after = fact.data.get("before") or {}, fact.data.get("after") or {}
    appointment: str | None = after.get("appointment")
    return None if appointment == before.get("appointment") else appointment


def replay(steps: Iterable[Step]) -> Case | None:
    """The case that `steps` make; None when there is no step of a procedure among them.

    A result without a mode has the opening's, one without a volunteer counts for the opener. An opening without a mode
    (a step from the desk, when the visit before it was voided) has that of the first step with one, else `assisted`.
    """
    opening: Step | None = None
    result: Step | None = None
    effective: list[Step] = []
    appointment: str | None = None
    in_order = sorted(steps, key=lambda one: (one.at, RANKS.get(one.kind, 0), one.record, one.arrival))
    for step in in_order:
        if step.kind == "reopened":
            effective = [one for one in effective if one is not result]
            result = None
        elif step.kind == "amended":
            appointment = step.appointment or appointment
        elif result is None:
            opening = opening or step
            result = step if step.kind in RESULTS else None
            effective.append(step)
            appointment = step.appointment or appointment
    if opening is None:
        return None
    returned = result is None and bool(effective) and effective[-1].kind == "returned"
    mode = opening.mode or next((one.mode for one in in_order if one.mode), "assisted")
    return _case(opening, mode, result, returned, appointment)


def _case(opening: Step, mode: str, result: Step | None, returned: bool, appointment: str | None) -> Case:
    ended = None
    if result is not None:
        whose = result.volunteer or opening.volunteer
        ended = Result(result.kind, day_of(result.at), result.mode or mode, whose, result.record)
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
