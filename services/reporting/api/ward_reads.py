"""One ward's figures, its villages and its volunteers."""

from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.api.asking import AskedSpan, is_coordinator_of, readable_ward, require_whole_months
from services.reporting.api.known_wards import KnownWard
from services.reporting.api.reading import Reading
from services.reporting.api.row_shapes import VillageTable, VolunteerTable
from services.reporting.api.shapes import Figures
from services.reporting.domain.documents import Flows
from services.reporting.domain.figures import figures_of
from services.reporting.domain.tables import village_rows, visit_spread, volunteer_rows
from services.reporting.domain.withholding import for_others
from shared.http.border import Caller
from shared.http.etags import MinVersion, read_answer
from shared.http.openapi import json_answer
from shared.http.paging import listing
from shared.kernel.scope import Role, Scope


def add_ward_reads(router: APIRouter, reading: Reading) -> None:
    """`GET /wards/{ward}`, `/wards/{ward}/villages`, `/wards/{ward}/volunteers`."""

    @router.get("/wards/{ward}", summary="One ward, in the shape of the province", **json_answer(Figures))
    async def ward_figures(
        request: Request, caller: Caller, ward: str, span: AskedSpan, min_version: MinVersion
    ) -> Response:
        code = readable_ward(caller, ward)
        await reading.wait(caller, min_version, code)
        known, totals = await reading.wards.totals(code, reading.today(), span)
        return read_answer(request, {"as_of": await reading.as_of([known]), **figures_of(totals)})

    @router.get("/wards/{ward}/villages", summary="Stocks of a ward's villages", **json_answer(VillageTable))
    async def villages(request: Request, caller: Caller, ward: str, min_version: MinVersion) -> Response:
        code = readable_ward(caller, ward)
        await reading.wait(caller, min_version, code)
        known = await reading.wards.ward(code)
        rows = village_rows(known.figures)
        if not is_coordinator_of(caller, code):
            rows = known.kept("villages for others", lambda: for_others(rows))
        return read_answer(request, {"as_of": await reading.as_of([known]), **listing(rows, None)})

    @router.get("/wards/{ward}/volunteers", summary="What a ward's volunteers did", **json_answer(VolunteerTable))
    async def volunteers(
        request: Request, caller: Caller, ward: str, span: AskedSpan, min_version: MinVersion
    ) -> Response:
        code = readable_ward(caller, ward)
        require_whole_months(caller, code, span, reading.month_start)
        await reading.wait(caller, min_version, code)
        known, flows = await reading.wards.flows(code, span)
        rows = _visible_rows(caller, known, flows)
        answer = {"by_visits": visit_spread([(known.figures, flows)]), **listing(rows, None)}
        return read_answer(request, {"as_of": await reading.as_of([known]), **answer})


def _visible_rows(caller: Scope, known: KnownWard, flows: Flows) -> list[dict[str, Any]]:
    """All rows for the coordinator, a volunteer's own for them, none for others. Pupils stand in no ranking."""
    rows = [_with_kind(row, known) for row in volunteer_rows(known.figures, flows)]
    if is_coordinator_of(caller, known.ward):
        return rows
    own = caller.volunteer_id if caller.role is Role.VOLUNTEER else None
    return [row for row in rows if row["volunteer_id"] == own]


def _with_kind(row: dict[str, Any], known: KnownWard) -> dict[str, Any]:
    one = known.figures.volunteers.get(row["volunteer_id"])
    kind = one.volunteer.kind if one is not None and one.volunteer is not None else None
    return {**row, "kind": kind, "ranked": kind not in (None, "pupil")}
