"""The ward's list of requests, with their legal deadlines."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.visits.api.reading import AT_THE_DESK, Reading, readable_ward
from services.visits.api.request_shapes import Requests, request_answer, request_texts
from services.visits.views.request import REQUESTS
from shared.http.border import Caller
from shared.http.etags import MinVersion, read_answer
from shared.http.openapi import json_answer
from shared.http.paging import Paging, listing
from shared.kernel.days import day_of

Open = Annotated[
    bool | None, Query(alias="open", description="true: something is still to be done; false: what has ended")
]
Household = Annotated[UUID | None, Query(description="Only of this household")]


def add_request_reads(router: APIRouter, reading: Reading) -> None:
    """`GET /wards/{ward}/requests`."""

    @router.get(
        "/wards/{ward}/requests",
        summary="What households asked about their personal data, by the next deadline, overdue first",
        **json_answer(Requests),
    )
    async def requests(
        request: Request,
        caller: Caller,
        ward: str,
        page: Paging,
        min_version: MinVersion,
        is_open: Open = None,
        household: Household = None,
    ) -> Response:
        documents = await reading.documents_of(readable_ward(caller, AT_THE_DESK, ward), min_version)
        tags: tuple[str, ...] = () if is_open is None else ("state:open" if is_open else "state:ended",)
        tags += (f"household:{household}",) if household is not None else ()
        found, following = await documents.page(REQUESTS, tags, page)
        async with reading.opening(request, caller, documents.ward) as opening:
            opened = await opening.texts(pair for one in found for pair in request_texts(one))
        today = day_of(reading.clock.now())
        return read_answer(request, listing([request_answer(one, opened, today) for one in found], following))
