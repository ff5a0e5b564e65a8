"""`GET /ledger/{ward}`: a service's ledger from the store, for who rebuilds, fills a gap or checks."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query
from msgspec import UNSET, UnsetType
from starlette.requests import Request
from starlette.responses import Response

from shared.contracts.cloud_events import to_cloud_event
from shared.http.border import Caller, border_of
from shared.http.etags import read_answer
from shared.http.ids import canonical_path
from shared.http.openapi import json_answer
from shared.http.recent_heads import RecentHeads
from shared.http.shapes import Count, Id, Listing, Shape
from shared.kernel.days import Instant, rfc3339
from shared.kernel.failures import Forbidden
from shared.kernel.scope import Role, Scope
from shared.ports.event_store import Ledger, LedgerHead
from shared.reference.units import PROVINCE_CODE

READERS = frozenset({Role.ADMIN, Role.AUDITOR, Role.SERVICE})
MAX_EVENTS = 2000
"""Events of one answer; the last commit is given whole, so there may be a few more."""


class CloudEvent(Shape, kw_only=True):
    """A numbered event as CloudEvents 1.0; what `data` holds says the schema of its `type` in docs/events."""

    specversion: Literal["1.0"]
    id: str
    type: str
    source: str
    subject: str
    time: Instant
    datacontenttype: Literal["application/json"]
    partitionkey: str
    sequence: Count
    ward: str
    era: str
    actor: str
    commandid: Id
    recordedat: Instant
    numberedat: Instant
    stream: str
    commit: Count
    correlationid: str | UnsetType = UNSET
    traceparent: str | UnsetType = UNSET
    data: dict[str, Any]


class LedgerHeadShape(Shape, kw_only=True):
    """How far a ward's ledger goes, and what waits for its number."""

    ward: str
    number: Count
    time: Instant
    pending: Count
    oldest_pending: Instant | None


class LedgerHeads(Listing[LedgerHeadShape], kw_only=True):
    """The heads of all wards."""

    era: str


class LedgerPage(Shape, kw_only=True):
    """Events of a ward by number."""

    era: str
    items: list[CloudEvent]
    head: LedgerHeadShape


After = Annotated[int, Query(ge=0, le=2**53, description="The last number that the reader has")]
Limit = Annotated[int, Query(ge=1, le=MAX_EVENTS, description="Events at most")]


def add_ledger(router: APIRouter, ledger: Ledger) -> None:
    """Add the two calls over `ledger`: the heads of all wards, and one ward's events."""
    recent = RecentHeads(ledger)

    async def heads(caller: Caller, request: Request) -> Response:
        await _require_reader(request, caller)
        now = rfc3339(border_of(request).clock.now())
        items = [_head(head, now) for head in await ledger.heads()]
        return read_answer(request, {"era": await ledger.era(), "items": items, "next": None})

    async def events(
        caller: Caller,
        request: Request,
        ward: Annotated[str, Path(max_length=16)],
        after: After = 0,
        limit: Limit = 500,
    ) -> Response:
        await _require_reader(request, caller)
        known = ward if ward == PROVINCE_CODE else canonical_path({"ward": ward})["ward"]
        found = await ledger.read_ledger(known, after, limit)
        clock = border_of(request).clock
        now = rfc3339(clock.now())
        head = await recent.of(known, found[-1].sequence if found else 0, clock)
        answer = {
            "era": await ledger.era(),
            "items": [to_cloud_event(event) for event in found],
            "head": _head(head, now) if head else {**_NOTHING, "ward": known, "time": now},
        }
        return read_answer(request, answer)

    router.add_api_route("/ledger", heads, summary="Heads of all wards' ledgers", **json_answer(LedgerHeads))
    router.add_api_route(
        "/ledger/{ward}", events, summary="A ward's events as CloudEvents, by number", **json_answer(LedgerPage)
    )


_NOTHING = {"number": 0, "pending": 0, "oldest_pending": None}


def _head(head: LedgerHead, now: str) -> dict[str, Any]:
    """`time` is when this was true; `pending` events wait for the relay, the oldest since `oldest_pending`."""
    return {
        "ward": head.ward,
        "number": head.number,
        "time": now,
        "pending": head.pending,
        "oldest_pending": rfc3339(head.oldest_pending) if head.oldest_pending else None,
    }


async def _require_reader(request: Request, caller: Scope) -> None:
    if caller.role not in READERS:
        raise Forbidden(role=caller.role.value)
    await border_of(request).allowances.export(caller)
