"""Requests as answers show them, and as OpenAPI tells it."""

from collections.abc import Iterator

from services.visits.api.answers import Answer
from services.visits.views.request import RequestDocument
from shared.contracts.requests import RequestKind, RequestOutcome
from shared.flows.openings import OpenedTexts
from shared.http.shapes import Id, Listing, Shape
from shared.kernel.days import Day, Instant
from shared.kernel.messages import SealedText


class RequestAnswer(Shape, kw_only=True):
    """What the household was answered, by which account."""

    outcome: RequestOutcome
    occurred_at: Instant
    recorded_by: str
    text: str | None


class Request(Shape, kw_only=True):
    """What a household asked about its personal data. `due` is the next legal deadline: at first to answer, once that
    was acknowledged to carry out; none where the law names no day, or nothing is left to do."""

    id: Id
    household_id: Id
    kind: RequestKind
    occurred_at: Instant
    day: Day
    text: str | None
    volunteer_id: Id | None
    recorded_at: Instant
    recorded_by: str
    open: bool
    answer_by: Day
    carry_out_by: Day | None
    due: Day | None
    overdue: bool
    answers: list[RequestAnswer]


class Requests(Listing[Request], kw_only=True):
    """A page of requests."""


def request_texts(document: RequestDocument) -> Iterator[tuple[str, SealedText]]:
    """What is sealed in a request, with whose it is."""
    for text in (document.text, *(one.text for one in document.answers)):
        if text is not None:
            yield f"household/{document.household}", text


def request_answer(document: RequestDocument, opened: OpenedTexts, today: Day) -> Answer:
    """A request as it stands today."""
    return {
        "id": document.id,
        "household_id": document.household,
        "kind": document.kind,
        "occurred_at": document.taken_at,
        "day": document.day,
        "text": opened(document.text),
        "volunteer_id": document.volunteer,
        "recorded_at": document.recorded_at,
        "recorded_by": document.recorded_by,
        "open": document.open,
        "answer_by": document.answer_by,
        "carry_out_by": document.carry_out_by,
        "due": document.due,
        "overdue": document.due is not None and document.due < today,
        "answers": [
            {"outcome": one.outcome, "occurred_at": one.at, "recorded_by": one.by, "text": opened(one.text)}
            for one in document.answers
        ],
    }
