"""A case is what its records say, in the order in which they happened.

`case_of` folds leniently, for records arrive late and are taken back: the first step opens the case, whatever it is;
after a result, steps are skipped until a reopening; an appointment is the latest that was set.
"""

from bisect import bisect_right
from datetime import datetime

import msgspec

from shared.contracts.visit_parts import Case, CaseOpening, CaseResult, Mode, ResultKind, Step
from shared.kernel.days import Day, day_of


class StepTaken(msgspec.Struct, frozen=True, kw_only=True):
    """One step of a procedure. `record` is the visit or the command that it was recorded in."""

    occurred_at: datetime
    record: str
    step: Step
    procedure: str
    recorded_at: datetime
    recorded_by: str
    mode: Mode | None = None
    volunteer: str | None = None
    appointment: Day | None = None


class Reopening(msgspec.Struct, frozen=True, kw_only=True):
    """The result before it was taken back."""

    occurred_at: datetime
    record: str


class Amendment(msgspec.Struct, frozen=True, kw_only=True):
    """The appointment was set at the desk; it is no step, so it counts in a closed case too."""

    occurred_at: datetime
    appointment: Day


CaseRecord = StepTaken | Reopening | Amendment
Position = tuple[datetime, int, str]


def position(record: CaseRecord) -> Position:
    """Where a record stands among those of its case: by time, then id; the desk's corrections last."""
    match record:
        case StepTaken():
            return record.occurred_at, 0, record.record
        case Reopening():
            return record.occurred_at, 1, record.record
        case Amendment():
            return record.occurred_at, 2, ""


class CaseHistory(msgspec.Struct, frozen=True):
    """The accepted records of a case in their order, and the case as the last event about it left it."""

    records: tuple[CaseRecord, ...] = ()
    current: Case | None = None

    def with_record(self, record: CaseRecord) -> tuple[CaseRecord, ...]:
        """The records with one more; those of one visit keep the order of its lines."""
        at = bisect_right(self.records, position(record), key=position)
        return (*self.records[:at], record, *self.records[at:])

    def taking(self, record: CaseRecord) -> "CaseHistory":
        """The history and the case after one more record."""
        records = self.with_record(record)
        return CaseHistory(records, case_of(records))

    def without(self, record_id: str) -> tuple[CaseRecord, ...]:
        """The records that stay when a visit is taken back."""
        return tuple(one for one in self.records if not (isinstance(one, StepTaken) and one.record == record_id))


UNKNOWN_CASE = CaseHistory()
"""The history of a case that nobody has recorded."""


class _Course:
    """How a case went, record by record."""

    __slots__ = ("appointment", "opening", "result", "result_kind", "returned")

    def __init__(self) -> None:
        self.opening: StepTaken | None = None
        self.result: StepTaken | None = None
        self.result_kind: ResultKind = "completed"
        self.returned = False
        self.appointment: Day | None = None

    def follow(self, records: tuple[CaseRecord, ...]) -> "_Course":
        for record in records:
            match record:
                case StepTaken():
                    self._take(record)
                case Reopening():
                    self.result = None
                case Amendment():
                    self.appointment = record.appointment
        return self

    def _take(self, taken: StepTaken) -> None:
        if self.result is not None:
            return
        self.opening = self.opening or taken
        self.appointment = taken.appointment or self.appointment
        match taken.step:
            case "completed" | "refused" | "withdrawn" as kind:
                self.result, self.result_kind = taken, kind
            case "submitted" | "returned":
                self.returned = taken.step == "returned"


def case_of(records: tuple[CaseRecord, ...]) -> Case | None:
    """The case that `records`, in their order, add up to; None when no step is left that opens it.

    A reopening leaves the case as it was before the result, returned where it was. A result without a mode has the
    opening's, one without a volunteer counts for the opener. Where the desk's record is all that is left, the mode is
    that of the first step that has one, or else `assisted`.
    """
    course = _Course().follow(records)
    opening, result = course.opening, course.result
    if opening is None:
        return None
    mode = opening.mode or _first_mode(records)
    return Case(
        procedure=opening.procedure,
        state="closed" if result else "open",
        opened=CaseOpening(day=day_of(opening.occurred_at), mode=mode, volunteer=opening.volunteer),
        result=_result(course.result_kind, result, mode, opening.volunteer) if result else None,
        returned=course.returned and result is None,
        appointment=course.appointment,
        on_the_spot=result is not None and result.record == opening.record,
    )


def opening_of(records: tuple[CaseRecord, ...]) -> StepTaken | None:
    """The step that opened the case."""
    return _Course().follow(records).opening


def result_of(records: tuple[CaseRecord, ...]) -> StepTaken | None:
    """The step that closed the case; None while it is open."""
    return _Course().follow(records).result


def _first_mode(records: tuple[CaseRecord, ...]) -> Mode:
    modes = (one.mode for one in records if isinstance(one, StepTaken) and one.mode)
    return next(modes, "assisted")


def _result(kind: ResultKind, result: StepTaken, mode: Mode, opener: str | None) -> CaseResult:
    return CaseResult(
        kind=kind,
        day=day_of(result.occurred_at),
        mode=result.mode or mode,
        volunteer=result.volunteer or opener,
    )
