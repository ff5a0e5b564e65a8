"""What visits publishes of requests: what a household asks about its own data, and what became of it."""

from typing import Literal

from shared.contracts.subjects import AboutHousehold
from shared.kernel.days import Day, Instant

RequestKind = Literal["access", "correction", "withdrawal", "objection", "erasure", "complaint"]
RequestOutcome = Literal["acknowledged", "done", "refused", "taken_back"]
"""`acknowledged`: the person was answered, and the request is still to be carried out. The others end it."""


class RequestTaken(AboutHousehold, frozen=True, kw_only=True):
    """A household asked something about its personal data, at the door or the desk. A withdrawal counts as a consent
    withdrawn at `occurred_at`, with the request's id in the place of a visit's.

    `answer_by` and `carry_out_by` are the legal deadlines, from the day on which it was said; none where the law names
    none. `volunteer`: who took it, none for the desk. Sealed: text.
    """

    request_id: str
    kind: RequestKind
    day: Day
    answer_by: Day
    carry_out_by: Day | None = None
    volunteer: str | None = None
    recorded_at: Instant
    recorded_by: str

    @property
    def introduces(self) -> tuple[str, ...]:
        return (f"request/{self.request_id}",)


class RequestAnswered(AboutHousehold, frozen=True, kw_only=True):
    """The household was answered. Sealed: text."""

    request_id: str
    outcome: RequestOutcome
    recorded_by: str


REQUEST_EVENTS = (RequestTaken, RequestAnswered)
