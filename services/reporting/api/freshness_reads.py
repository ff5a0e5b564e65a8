"""How far every ward has been folded from each source, what waits, and what could not be folded."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.api.as_of import Heads, states_of
from services.reporting.api.asking import SEE_ALL, require_reader
from services.reporting.api.known_wards import KnownWard
from services.reporting.api.reading import Reading
from services.reporting.api.row_shapes import Freshness
from shared.http.border import Caller
from shared.http.etags import read_answer
from shared.http.openapi import json_answer
from shared.http.paging import listing
from shared.ports.view_store import Parked


def add_freshness_reads(router: APIRouter, reading: Reading) -> None:
    """`GET /freshness`."""

    @router.get("/freshness", summary="How far figures follow what was recorded", **json_answer(Freshness))
    async def freshness(request: Request, caller: Caller) -> Response:
        require_reader(caller)
        heads = await reading.heads()
        known = [one for one in await reading.wards.all() if caller.role in SEE_ALL or one.ward == caller.ward]
        items = [_row(heads, one, reading.parked(one)) for one in known]
        return read_answer(request, {"as_of": await reading.as_of(known), **listing(items, None)})


def _row(heads: Heads, known: KnownWard, parked: list[Parked]) -> dict[str, object]:
    """A ward: each source with what has been folded, what waits since when, and what is parked with its reason."""
    sources = {
        source: {
            "folded": state.events,
            "era": known.marks[source].era if source in known.marks else None,
            "time": state.time,
            "waiting": state.waiting,
            "waiting_since": state.since,
        }
        for source, state in states_of(heads, known).items()
    }
    stuck = [{"source": one.source, "sequence": one.sequence, "type": one.type, "reason": one.reason} for one in parked]
    return {"ward": known.ward, "generation": known.generation, **sources, "parked": stuck}
