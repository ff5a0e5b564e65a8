"""`request/<id>`: what a household asked about its personal data, until when, and what it was answered."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from shared.contracts.requests import RequestAnswered, RequestKind, RequestOutcome, RequestTaken
from shared.flows.sealing import sealed_texts
from shared.flows.view_kinds import ViewKind
from shared.kernel.days import Day
from shared.kernel.messages import Event, LedgerEvent, SealedText


class Answered(msgspec.Struct, kw_only=True, omit_defaults=True):
    """One answer to the household."""

    outcome: RequestOutcome
    at: datetime
    by: str
    text: SealedText | None = None


class RequestDocument(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A request. `answers`: at most one acknowledgement, and what ended it."""

    id: str
    household: str = ""
    kind: RequestKind = "complaint"
    taken_at: datetime | None = None
    day: Day = ""
    answer_by: Day = ""
    carry_out_by: Day | None = None
    volunteer: str | None = None
    recorded_at: datetime | None = None
    recorded_by: str = ""
    text: SealedText | None = None
    answers: tuple[Answered, ...] = ()

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return all(one.outcome == "acknowledged" for one in self.answers)

    @property
    def due(self) -> Day | None:
        """The next deadline: first to answer, then to carry out; none once it has ended."""
        if not self.open:
            return None
        return self.carry_out_by if self.answers else self.answer_by


def _ids(_entry: LedgerEvent, fact: Event) -> Sequence[str]:
    return (fact.request_id,) if isinstance(fact, RequestTaken | RequestAnswered) else ()


def _empty(_ward: str, request_id: str) -> RequestDocument:
    return RequestDocument(id=request_id)


def _fold(document: RequestDocument, entry: LedgerEvent, fact: Event) -> RequestDocument:
    match fact:
        case RequestTaken():
            return _taken(entry, fact)
        case RequestAnswered():
            text = sealed_texts(entry.id, fact.sealed).get("text")
            answer = Answered(outcome=fact.outcome, at=fact.occurred_at, by=fact.recorded_by, text=text)
            document.answers = (*document.answers, answer)
    return document


def _taken(entry: LedgerEvent, fact: RequestTaken) -> RequestDocument:
    return RequestDocument(
        id=fact.request_id,
        household=fact.household_id,
        kind=fact.kind,
        taken_at=fact.occurred_at,
        day=fact.day,
        answer_by=fact.answer_by,
        carry_out_by=fact.carry_out_by,
        volunteer=fact.volunteer,
        recorded_at=fact.recorded_at,
        recorded_by=fact.recorded_by,
        text=sealed_texts(entry.id, fact.sealed).get("text"),
    )


def _tags(document: RequestDocument) -> tuple[str, ...]:
    return ("state:open" if document.open else "state:ended", f"household:{document.household}")


def _sort(document: RequestDocument) -> str:
    """What is open by its next deadline, so that what is overdue stands first; then what has ended, by its day."""
    if not document.open:
        return f"2/{document.day}"
    return f"0/{document.due}" if document.due else f"1/{document.day}"


REQUESTS = ViewKind(
    kind="request",
    content=RequestDocument,
    ids=_ids,
    empty=_empty,
    fold=_fold,
    tags=_tags,
    sort=_sort,
    types=frozenset({"RequestTaken", "RequestAnswered"}),
)
"""Listed by the next deadline. Tags: `state:open|ended`, `household:<id>`."""
