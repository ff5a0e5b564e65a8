"""`case/<id>`: one case as it stands, the steps that led there, and lines about it from other households' visits."""

from collections.abc import Sequence
from datetime import datetime
from typing import get_args

import msgspec

from shared.contracts.visit_parts import Case, Line
from shared.contracts.visits import (
    CaseAmended,
    CaseReopened,
    CaseRestated,
    ProcedureCompleted,
    ProcedureRefused,
    ProcedureReturned,
    ProcedureSubmitted,
    ProcedureWithdrawn,
    VisitRecorded,
)
from shared.flows.sealing import sealed_texts
from shared.flows.view_kinds import ViewKind
from shared.kernel.days import Day
from shared.kernel.messages import Event, LedgerEvent, SealedText

MOST_STEPS = 50
"""Steps kept of a case, the latest; a case has a handful."""

CaseStep = ProcedureSubmitted | ProcedureReturned | ProcedureCompleted | ProcedureRefused | ProcedureWithdrawn
CaseFact = CaseStep | CaseReopened | CaseAmended | CaseRestated


class StepTaken(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One event of the case. `day` is the step's own day; `record` the visit or command it was recorded in.

    `sealed`: reason, dossier_code, for_whom and authorisation, where the event has them.
    """

    type: str
    at: datetime
    by: str
    day: Day | None = None
    record: str | None = None
    mode: str | None = None
    volunteer: str | None = None
    reported_at: datetime | None = None
    sealed: dict[str, SealedText] = {}


class LineElsewhere(msgspec.Struct, kw_only=True):
    """A line that changed nothing, since it names this case from another household's visit."""

    visit: str
    household: str
    day: Day
    volunteer: str | None
    line: Line


class CaseDocument(msgspec.Struct, kw_only=True, omit_defaults=True):
    """`case` is None before its first event in this ward, and when voids left nothing of it; then the texts go too."""

    id: str
    household: str | None = None
    case: Case | None = None
    steps: tuple[StepTaken, ...] = ()
    elsewhere: tuple[LineElsewhere, ...] = ()


def _ids(_entry: LedgerEvent, fact: Event) -> Sequence[str]:
    if isinstance(fact, CaseFact):
        return (fact.case_id,)
    if isinstance(fact, VisitRecorded):
        return tuple(dict.fromkeys(line.case_id for line in fact.lines if line.flag == "case_elsewhere"))
    return ()


def _empty(_ward: str, case_id: str) -> CaseDocument:
    return CaseDocument(id=case_id)


def _fold(document: CaseDocument, entry: LedgerEvent, fact: Event) -> CaseDocument:
    match fact:
        case VisitRecorded():
            document.elsewhere = (*document.elsewhere, *_lines_about(document.id, fact))[-MOST_STEPS:]
        case (
            ProcedureSubmitted()
            | ProcedureReturned()
            | ProcedureCompleted()
            | ProcedureRefused()
            | ProcedureWithdrawn()
            | CaseReopened()
            | CaseAmended()
            | CaseRestated()
        ):
            _moved(document, entry, fact)
    return document


def _lines_about(case_id: str, visit: VisitRecorded) -> list[LineElsewhere]:
    return [
        LineElsewhere(
            visit=visit.visit_id, household=visit.household_id, day=visit.day, volunteer=visit.volunteer, line=line
        )
        for line in visit.lines
        if line.case_id == case_id and line.flag == "case_elsewhere"
    ]


def _moved(document: CaseDocument, entry: LedgerEvent, fact: CaseFact) -> None:
    document.household = fact.household_id
    document.case = fact.after
    document.steps = (*document.steps, _step(entry, fact))[-MOST_STEPS:]
    if fact.after is None:
        for step in document.steps:
            step.sealed = {}


def _step(entry: LedgerEvent, fact: CaseFact) -> StepTaken:
    step = StepTaken(
        type=entry.type,
        at=fact.occurred_at,
        by=entry.actor,
        reported_at=fact.reported_at,
        sealed=sealed_texts(entry.id, fact.sealed),
    )
    match fact:
        case CaseReopened():
            step.record = fact.record
        case CaseAmended() | CaseRestated():
            pass
        case _:
            step.record, step.day, step.mode, step.volunteer = fact.record, fact.step_day, fact.mode, fact.volunteer
    return step


def _tags(document: CaseDocument) -> tuple[str, ...]:
    if document.case is None:
        return ()
    return ("listed", f"household:{document.household}", *_tags_of(document.case))


def _tags_of(case: Case) -> list[str]:
    tags = [f"state:{case.state}", f"procedure:{case.procedure}"]
    if case.returned:
        tags.append("state:returned")
    if case.appointment is not None:
        tags.append("appointment")
    if case.opened.volunteer is not None:
        tags.append(f"volunteer:{case.opened.volunteer}")
    return tags


def _sort(document: CaseDocument) -> str:
    return document.case.opened.day if document.case is not None else ""


CASES = ViewKind(
    kind="case",
    content=CaseDocument,
    ids=_ids,
    empty=_empty,
    fold=_fold,
    tags=_tags,
    sort=_sort,
    types=frozenset(one.__name__ for one in get_args(CaseFact | VisitRecorded)),
)
"""Listed by the day of opening, unless nothing is left of it. Tags: `listed`, `state:open|returned|closed` (a returned
case is open too), `procedure:<id>`, `household:<id>`, `volunteer:<who opened it>`, `appointment` where it has one."""
