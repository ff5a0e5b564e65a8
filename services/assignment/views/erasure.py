"""`erasure/<kind>/<id>`: how far an erasure has come, and its evidence."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from shared.contracts.assignment import PersonalDataErased
from shared.contracts.erasures import ErasureCompleted, ErasureNoted, SubjectKind
from shared.flows.view_kinds import ViewKind
from shared.kernel.days import Day, day_of
from shared.kernel.messages import Event, LedgerEvent


class ErasureDocument(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The last decision to erase the subject. `confirmed`: when each service had destroyed its key."""

    id: str
    subject_kind: SubjectKind = "household"
    subject_id: str = ""
    decision: str = ""
    decided_at: datetime | None = None
    decided_by: str = ""
    confirmed: dict[str, datetime] = {}
    evidence: str | None = None

    @property
    def day(self) -> Day:
        """The day of the decision."""
        return day_of(self.decided_at) if self.decided_at is not None else ""


def erasure_id(subject_kind: SubjectKind, subject_id: str) -> str:
    """The id of a subject's document."""
    return f"{subject_kind}/{subject_id}"


def _ids(_entry: LedgerEvent, fact: Event) -> Sequence[str]:
    return (fact.subject,) if isinstance(fact, PersonalDataErased | ErasureNoted | ErasureCompleted) else ()


def _empty(_ward: str, document_id: str) -> ErasureDocument:
    return ErasureDocument(id=document_id)


def _fold(document: ErasureDocument, entry: LedgerEvent, fact: Event) -> ErasureDocument:
    match fact:
        case PersonalDataErased():
            return ErasureDocument(
                id=document.id,
                subject_kind=fact.subject_kind,
                subject_id=fact.subject_id,
                decision=entry.id,
                decided_at=entry.recorded_at,
                decided_by=entry.actor,
            )
        case ErasureNoted() if fact.decision == document.decision:
            document.confirmed = {**document.confirmed, fact.service: fact.confirmed_at}
        case ErasureCompleted() if fact.decision == document.decision:
            document.evidence = fact.evidence
    return document


def _tags(document: ErasureDocument) -> tuple[str, ...]:
    return (f"kind:{document.subject_kind}", "completed" if document.evidence else "under-way")


def _sort(document: ErasureDocument) -> str:
    return document.day


ERASURES = ViewKind(
    kind="erasure",
    content=ErasureDocument,
    ids=_ids,
    empty=_empty,
    fold=_fold,
    tags=_tags,
    sort=_sort,
    types=frozenset({"PersonalDataErased", "ErasureNoted", "ErasureCompleted"}),
)
"""Listed by the day of the decision. Tags: `kind:<kind>`, `completed` or `under-way`."""
