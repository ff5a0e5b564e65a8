"""`GET /ledger/{ward}`: a service's ledger from its store, for readers that fill a gap, rebuild, or prove."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from shared.contracts.cloud_events import to_cloud_event
from shared.http.border import Caller, border_of
from shared.http.etags import read_answer
from shared.http.refusals import WardUnknown
from shared.kernel.days import rfc3339
from shared.kernel.failures import Forbidden
from shared.kernel.scope import Role
from shared.ports.event_store import EventStore
from shared.reference.units import PROVINCE_CODE, canonical_ward

MAX_EVENTS = 2000
READERS = frozenset({Role.ADMIN, Role.AUDITOR, Role.SERVICE})

After = Annotated[int, Query(ge=0, le=2**53, description="The last number that the reader has")]
Limit = Annotated[int, Query(ge=1, le=MAX_EVENTS, description="Events at most")]


def add_ledger(router: APIRouter, store: EventStore) -> None:
    """Add the call: `{"items": [CloudEvents], "era", "head": {"number", "time"}}`.

    `head.number` is read after the items, so what stands between the last item and it is still to be asked for.
    """

    @router.get("/ledger/{ward}", summary="A ward's ledger, in order", response_class=Response)
    async def ledger(request: Request, caller: Caller, ward: str, after: After = 0, limit: Limit = 500) -> Response:
        if caller.role not in READERS:
            raise Forbidden(role=caller.role.value)
        code = PROVINCE_CODE if ward == PROVINCE_CODE else canonical_ward(ward)
        if code is None:
            raise WardUnknown()
        events = await store.read_ledger(code, after, limit)
        items = [to_cloud_event(event) for event in events[:limit]]
        number = (await store.last_numbers([code])).get(code, (0, None))[0]
        head = {"number": number, "time": rfc3339(border_of(request).clock.now())}
        return read_answer(request, {"items": items, "era": await store.era(), "head": head})
