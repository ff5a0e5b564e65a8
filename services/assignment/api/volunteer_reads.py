"""Reads of volunteers and villages."""

from collections.abc import Sequence
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.assignment.api.answers import (
    Answer,
    shown_to_volunteer,
    village_answer,
    volunteer_answer,
    volunteer_texts,
)
from services.assignment.api.household_reads import Village
from services.assignment.api.reading import Reading, known_id, readable_ward, village_filter, village_names
from services.assignment.api.rosters import COORDINATOR, WHO_MEETS_HOUSEHOLDS
from services.assignment.api.searching import volunteers_with
from services.assignment.api.shapes import Villages, Volunteer, Volunteers
from services.assignment.domain.rejections import VolunteerUnknown
from services.assignment.views.village import VILLAGES
from services.assignment.views.volunteer import VOLUNTEERS, VolunteerDocument
from shared.flows.openings import Opening
from shared.http.border import Caller
from shared.http.etags import MinVersion, read_answer
from shared.http.openapi import json_answer
from shared.http.paging import Paging, listing
from shared.http.ward_documents import WardDocuments
from shared.kernel.days import Day
from shared.kernel.scope import Role

Search = Annotated[str | None, Query(min_length=1, max_length=100, description="Part of name or phone")]
State = Annotated[
    Literal["enrolled", "retired", "erased"] | None, Query(description="Where they stand; all when not given")
]
FreePlaces = Annotated[bool, Query(description="Only who could take another household")]
Confirmed = Annotated[bool | None, Query(description="Only villages that the coordinator confirmed, or did not")]


def add_volunteer_reads(router: APIRouter, reading: Reading) -> None:
    """`GET /wards/{ward}/volunteers`, `…/{volunteer_id}`, `/wards/{ward}/villages`."""

    @router.get("/wards/{ward}/volunteers", summary="A ward's volunteers", **json_answer(Volunteers))
    async def volunteers(
        request: Request,
        caller: Caller,
        ward: str,
        page: Paging,
        min_version: MinVersion,
        village: Village = None,
        q: Search = None,
        state: State = None,
        free_places: FreePlaces = False,
    ) -> Response:
        documents = await reading.documents_of(readable_ward(caller, COORDINATOR, ward), min_version)
        tags = [*((f"is:{state}",) if state else ()), *await village_filter(documents, village)]
        tags += ["free-places"] if free_places else []
        async with reading.opening(request, caller, documents.ward) as opening:
            keep = volunteers_with(opening, q) if q else None
            found, following = await documents.page(VOLUNTEERS, tags, page, keep)
            answers = await _answers(opening, documents, found, reading.today())
        return read_answer(request, listing(answers, following))

    @router.get("/wards/{ward}/volunteers/{volunteer_id}", summary="One volunteer", **json_answer(Volunteer))
    async def volunteer(
        request: Request, caller: Caller, ward: str, volunteer_id: str, min_version: MinVersion
    ) -> Response:
        documents = await reading.documents_of(readable_ward(caller, WHO_MEETS_HOUSEHOLDS, ward), min_version)
        known = known_id("volunteer_id", volunteer_id)
        found = (await documents.get(VOLUNTEERS, [known])).get(known)
        if found is None or (caller.role is Role.VOLUNTEER and caller.volunteer_id != known):
            raise VolunteerUnknown(what="volunteer")
        async with reading.opening(request, caller, documents.ward) as opening:
            (answer,) = await _answers(opening, documents, [found], reading.today())
        return read_answer(request, answer if caller.role is Role.COORDINATOR else shown_to_volunteer(answer))

    @router.get("/wards/{ward}/villages", summary="A ward's villages", **json_answer(Villages))
    async def villages(
        request: Request,
        caller: Caller,
        ward: str,
        page: Paging,
        min_version: MinVersion,
        confirmed: Confirmed = None,
    ) -> Response:
        documents = await reading.documents_of(readable_ward(caller, WHO_MEETS_HOUSEHOLDS, ward), min_version)
        tags = () if confirmed is None else ("confirmed" if confirmed else "unconfirmed",)
        found, following = await documents.page(VILLAGES, tags, page)
        return read_answer(request, listing([village_answer(one) for one in found], following))


async def _answers(
    opening: Opening, documents: WardDocuments, found: Sequence[VolunteerDocument], today: Day
) -> list[Answer]:
    names = await village_names(documents, {one.traits.village for one in found})
    opened = await opening.texts(pair for one in found for pair in volunteer_texts(one))
    return [volunteer_answer(one, names, opened, today) for one in found]
