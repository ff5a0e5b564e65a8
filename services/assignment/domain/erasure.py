"""The decider of an erasure's course: which services have destroyed their keys, and when that was all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from immutables import Map

from shared.contracts.erasures import ErasureCompleted, ErasureNoted, SubjectKind
from shared.kernel.decider import Decider

KEEPERS = ("assignment", "visits")
"""The services that keep a vault, and must have confirmed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfErasure:
    subject_kind: SubjectKind
    subject_id: str
    decision: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteErasure(_OfErasure):
    """`service` has destroyed its key; see ErasureNoted."""

    service: str
    confirmed_at: datetime
    decided_at: datetime | None = None
    decided_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteErasure(_OfErasure):
    """All have; `evidence` is signed."""

    evidence: str


ErasureCommand = NoteErasure | CompleteErasure
ErasureEvent = ErasureNoted | ErasureCompleted


@dataclass(frozen=True, slots=True)
class Course:
    """How far one decision has come: when each service confirmed, who decided when, and whether evidence exists."""

    confirmed: Map[str, datetime] = field(default_factory=Map)
    decided_at: datetime | None = None
    decided_by: str | None = None
    completed: bool = False

    @property
    def lacks_only_evidence(self) -> bool:
        """Whether every keeper has confirmed and nothing was signed yet."""
        return not self.completed and all(service in self.confirmed for service in KEEPERS)


Courses = Map[str, Course]
"""By decision; a subject has one, but for a restore that decides again."""


def decide(command: ErasureCommand, courses: Courses) -> Sequence[ErasureEvent]:
    """What is news; a confirmation counts once, and there is one evidence."""
    course = courses.get(command.decision, Course())
    match command:
        case NoteErasure():
            return [] if command.service in course.confirmed else [_noted(command)]
        case CompleteErasure():
            return [_completed(command)] if course.lacks_only_evidence else []
        case _:
            assert_never(command)


def evolve(courses: Courses, event: ErasureEvent) -> Courses:
    """The courses after `event`."""
    course = courses.get(event.decision, Course())
    match event:
        case ErasureNoted():
            confirmed = course.confirmed.set(event.service, event.confirmed_at)
            decided_at, decided_by = event.decided_at or course.decided_at, event.decided_by or course.decided_by
            course = replace(course, confirmed=confirmed, decided_at=decided_at, decided_by=decided_by)
        case ErasureCompleted():
            course = replace(course, completed=True)
    return courses.set(event.decision, course)


def with_foreign_keys(_command: ErasureCommand, owners: Mapping[str, str]) -> ErasureCommand:
    """An erasure introduces no ids."""
    raise ValueError(f"an erasure introduces no ids, yet {sorted(owners)} are another's")


def _noted(command: NoteErasure) -> ErasureNoted:
    return ErasureNoted(
        subject_kind=command.subject_kind,
        subject_id=command.subject_id,
        decision=command.decision,
        service=command.service,
        confirmed_at=command.confirmed_at,
        decided_at=command.decided_at,
        decided_by=command.decided_by,
    )


def _completed(command: CompleteErasure) -> ErasureCompleted:
    return ErasureCompleted(
        subject_kind=command.subject_kind,
        subject_id=command.subject_id,
        decision=command.decision,
        evidence=command.evidence,
    )


erasure_decider: Decider[ErasureCommand, Courses, ErasureEvent] = Decider(decide, evolve, Map)
"""Of the streams `<ward>/erasure/<kind>/<id>`."""
