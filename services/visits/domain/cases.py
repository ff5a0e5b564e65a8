"""A case is what its records say, in the order in which they happened.

`case_of` folds leniently, for records arrive late and are taken back: the first step at a door opens the case, whatever
it is; after a result, later steps are skipped; an appointment is the latest that was set. A step from the desk is known
to follow the opening, whatever its clock says. A reopening takes back the very result that stood when it was made.
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
    taken_back: bool = False
    """A reopening took its result back; it opens the case still, if it did."""

    @property
    def from_desk(self) -> bool:
        """A line at a door names a mode, a step from the desk never does."""
        return self.mode is None


class Amendment(msgspec.Struct, frozen=True, kw_only=True):
    """The appointment was set or taken away at the desk; it is no step, so it counts in a closed case too."""

    occurred_at: datetime
    appointment: Day | None


CaseRecord = StepTaken | Amendment
Position = tuple[datetime, int, str]


def position(record: CaseRecord) -> Position:
    """Where a record stands among those of its case: by time; at one instant doors, desk, amendments; then by id."""
    match record:
        case StepTaken():
            return record.occurred_at, int(record.from_desk), record.record
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

    def with_result_taken_back(self) -> tuple[CaseRecord, ...]:
        """The records after a reopening."""
        result = result_of(self.records)
        return tuple(
            msgspec.structs.replace(one, taken_back=True) if isinstance(one, StepTaken) and one is result else one
            for one in self.records
        )

    def reopened(self) -> "CaseHistory":
        """The history and the case after a reopening."""
        records = self.with_result_taken_back()
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
        for record in _in_order(records):
            match record:
                case StepTaken():
                    self._take(record)
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
                if not taken.taken_back:
                    self.result, self.result_kind = taken, kind
            case "submitted" | "returned":
                self.returned = taken.step == "returned"


def _in_order(records: tuple[CaseRecord, ...]) -> tuple[CaseRecord, ...]:
    """The records with what came from the desk after the first step at a door."""
    doors = (place for place, one in enumerate(records) if isinstance(one, StepTaken) and not one.from_desk)
    first = next(doors, 0)
    return (records[first], *records[:first], *records[first + 1 :]) if first else records


def case_of(records: tuple[CaseRecord, ...]) -> Case | None:
    """The case that `records`, in their order, add up to; None when no step is left that opens it.

    A reopening leaves the case as it was before the result, returned where it was. A result without a mode has the
    opening's, one without a volunteer counts for the opener, and none lies before the day of the opening. Where the
    desk's record is all that is left, the mode is that of the first step that has one, or else `assisted`.
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
        result=_result(course.result_kind, result, opening, mode) if result else None,
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


def _result(kind: ResultKind, result: StepTaken, opening: StepTaken, mode: Mode) -> CaseResult:
    return CaseResult(
        kind=kind,
        day=day_of(max(result.occurred_at, opening.occurred_at)),
        mode=result.mode or mode,
        volunteer=result.volunteer or opening.volunteer,
    )
