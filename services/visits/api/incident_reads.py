"""A ward's incidents: for its coordinator whole, for an admin without texts and households (interface.md, Who may)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.visits.api.answers import Answer
from services.visits.api.reading import Reading, readable_ward
from services.visits.views.incident import INCIDENTS, IncidentDocument
from shared.contracts.incidents import IncidentKind
from shared.flows.openings import OpenedTexts
from shared.http.border import Caller
from shared.http.etags import MinVersion, read_answer
from shared.http.ids import canonical_path
from shared.http.openapi import json_answer
from shared.http.paging import Paging, listing
from shared.http.shapes import Id, Listing, Shape
from shared.kernel.days import Instant
from shared.kernel.scope import Role, Scope

Kind = Annotated[IncidentKind | None, Query(description="Only of this kind")]
Volunteer = Annotated[UUID | None, Query(description="Only of this volunteer")]
_COORDINATOR = frozenset({Role.COORDINATOR})


class Incident(Shape, kw_only=True):
    """What befell a volunteer. An admin reads neither household nor text."""

    id: Id
    kind: IncidentKind
    occurred_at: Instant
    volunteer_id: Id | None
    household_id: Id | None
    device: str | None
    text: str | None
    reported_at: Instant | None
    recorded_at: Instant
    recorded_by: str


class Incidents(Listing[Incident], kw_only=True):
    """A page of incidents."""


def add_incident_reads(router: APIRouter, reading: Reading) -> None:
    """`GET /wards/{ward}/incidents`."""

    @router.get("/wards/{ward}/incidents", summary="A ward's incidents, newest first", **json_answer(Incidents))
    async def incidents(
        request: Request,
        caller: Caller,
        ward: str,
        page: Paging,
        min_version: MinVersion,
        kind: Kind = None,
        volunteer: Volunteer = None,
    ) -> Response:
        documents = await reading.documents_of(_ward_of(caller, ward), min_version)
        tags: tuple[str, ...] = (f"kind:{kind}",) if kind is not None else ()
        tags += (f"volunteer:{volunteer}",) if volunteer is not None else ()
        found, following = await documents.page(INCIDENTS, tags, page, descending=True)
        if caller.role is Role.ADMIN:
            return read_answer(request, listing([_without_household(one) for one in found], following))
        async with reading.opening(request, caller, documents.ward) as opening:
            opened = await opening.texts((one.subject, one.text) for one in found if one.text is not None)
        return read_answer(request, listing([_whole(one, opened) for one in found], following))


def _ward_of(scope: Scope, ward: str) -> str:
    """An admin reads any ward's, a coordinator their own. Raises Forbidden or NotFound."""
    if scope.role is Role.ADMIN:
        return canonical_path({"ward": ward})["ward"]
    return readable_ward(scope, _COORDINATOR, ward)


def _without_household(document: IncidentDocument) -> Answer:
    return {
        "id": document.id,
        "kind": document.kind,
        "occurred_at": document.at,
        "volunteer_id": document.volunteer,
        "household_id": None,
        "device": document.device,
        "text": None,
        "reported_at": document.reported_at,
        "recorded_at": document.recorded_at,
        "recorded_by": document.recorded_by,
    }


def _whole(document: IncidentDocument, opened: OpenedTexts) -> Answer:
    return {**_without_household(document), "household_id": document.household, "text": opened(document.text)}
