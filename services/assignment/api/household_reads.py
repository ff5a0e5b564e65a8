"""Reads of households: a ward's list, one household, and a volunteer's own."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.assignment.api.answers import (
    Answer,
    caseload_answer,
    history_texts,
    household_answer,
    household_history,
    household_texts,
)
from services.assignment.api.duplicates import Duplicates
from services.assignment.api.erasure_reads import lately_erased
from services.assignment.api.reading import Reading, known_id, readable_ward, village_filter, village_names
from services.assignment.api.rosters import COORDINATOR, WHO_MEETS_HOUSEHOLDS
from services.assignment.api.searching import households_with
from services.assignment.api.shapes import Caseload, Household, Households
from services.assignment.domain.rejections import HouseholdUnknown, VolunteerUnknown
from services.assignment.views.household import HOUSEHOLDS, HouseholdDocument
from services.assignment.views.volunteer import VOLUNTEERS
from shared.contracts.assignment import PriorityGroup
from shared.flows.openings import OpenedTexts, Opening
from shared.http.border import Caller
from shared.http.etags import MinVersion, read_answer
from shared.http.openapi import json_answer
from shared.http.paging import Paging, listing
from shared.http.ward_documents import Keep, WardDocuments
from shared.kernel.failures import Invalid
from shared.kernel.scope import Role, Scope

Village = Annotated[str | None, Query(max_length=120, description="Only of this village, by key or name")]
Volunteer = Annotated[UUID | None, Query(description="Only those that this volunteer helps")]
Unassigned = Annotated[bool | None, Query(description="true: nobody helps them; false: somebody does")]
Priority = Annotated[Literal[PriorityGroup, "no-signal"] | None, Query(description="Only of this priority group")]
State = Annotated[Literal["listed", "removed", "erased"], Query(description="Where the households stand")]
Search = Annotated[str | None, Query(min_length=1, max_length=100, description="Part of code, head's name or address")]
OfVolunteer = Annotated[UUID | None, Query(description="Whose caseload; for coordinators")]


_Answered = Callable[[HouseholdDocument, Mapping[str, str], OpenedTexts], Answer]


class CaseloadUnnamed(Invalid):
    """A coordinator has no caseload of their own and must say whose is meant."""


def add_household_reads(router: APIRouter, reading: Reading, duplicates: Duplicates) -> None:
    """`GET /wards/{ward}/households`, `…/{household_id}`, `/caseload`."""

    @router.get(
        "/wards/{ward}/households", summary="A ward's households by village and code", **json_answer(Households)
    )
    async def households(
        request: Request,
        caller: Caller,
        ward: str,
        page: Paging,
        min_version: MinVersion,
        village: Village = None,
        volunteer: Volunteer = None,
        unassigned: Unassigned = None,
        priority: Priority = None,
        q: Search = None,
        state: State = "listed",
    ) -> Response:
        documents = await reading.documents_of(readable_ward(caller, COORDINATOR, ward), min_version)
        tags = [f"is:{state}", *await village_filter(documents, village)]
        tags += [f"volunteer:{volunteer}"] if volunteer else []
        tags += [f"priority:{priority}"] if priority else []
        tags += ["unassigned"] if unassigned else []
        async with reading.opening(request, caller, documents.ward) as opening:
            keep = households_with(opening, q) if q else None
            found, following = await documents.page(
                HOUSEHOLDS, tags, page, _assigned(keep) if unassigned is False else keep
            )
            answers = await _answers(opening, documents, found)
        return read_answer(request, listing(answers, following))

    @router.get("/wards/{ward}/households/{household_id}", summary="One household", **json_answer(Household))
    async def household(
        request: Request, caller: Caller, ward: str, household_id: str, min_version: MinVersion
    ) -> Response:
        documents = await reading.documents_of(readable_ward(caller, WHO_MEETS_HOUSEHOLDS, ward), min_version)
        known = known_id("household_id", household_id)
        found = _visible(caller, (await documents.get(HOUSEHOLDS, [known])).get(known))
        async with reading.opening(request, caller, documents.ward) as opening:
            (answer,) = await _answers(opening, documents, [found])
            if caller.role is Role.COORDINATOR:
                answer |= household_history(found, await opening.texts(history_texts(found)))
                answer["possible_duplicates"] = await duplicates.of_document(documents, opening, found)
        return read_answer(request, answer)

    @router.get("/caseload", summary="A volunteer's own households, 20 at most", **json_answer(Caseload))
    async def caseload(
        request: Request, caller: Caller, min_version: MinVersion, volunteer_id: OfVolunteer = None
    ) -> Response:
        documents = await reading.documents_of(readable_ward(caller, WHO_MEETS_HOUSEHOLDS), min_version)
        whose = await _whose(documents, caller, volunteer_id)
        found = await documents.all(HOUSEHOLDS, ("is:listed", f"volunteer:{whose}"))
        async with reading.opening(request, caller, documents.ward) as opening:
            answers = await _answers(opening, documents, found, caseload_answer)
        erased = await lately_erased(documents, reading.today())
        return read_answer(request, {**listing(answers, None), "erased": erased})


def _visible(scope: Scope, document: HouseholdDocument | None) -> HouseholdDocument:
    if document is None or document.situation == "unregistered":
        raise HouseholdUnknown(what="household")
    helper = document.current.volunteer if document.situation == "listed" and document.current else None
    if scope.role is Role.VOLUNTEER and helper != scope.volunteer_id:
        raise HouseholdUnknown(what="household")
    return document


async def _whose(documents: WardDocuments, scope: Scope, asked: UUID | None) -> str:
    named = None if asked is None else str(asked)
    if scope.role is Role.VOLUNTEER:
        if scope.volunteer_id is None or named not in (None, scope.volunteer_id):
            raise VolunteerUnknown(what="volunteer")
        return scope.volunteer_id
    if named is None:
        raise CaseloadUnnamed("volunteer_id")
    if not await documents.get(VOLUNTEERS, [named]):
        raise VolunteerUnknown(what="volunteer")
    return named


async def _answers(
    opening: Opening, documents: WardDocuments, found: Sequence[HouseholdDocument], answer: _Answered = household_answer
) -> list[Answer]:
    villages = await village_names(documents, {one.traits.village for one in found if one.traits})
    opened = await opening.texts(pair for one in found for pair in household_texts(one))
    return [answer(one, villages, opened) for one in found]


def _assigned(keep: Keep[HouseholdDocument] | None) -> Keep[HouseholdDocument]:
    """Keeps, of what `keep` keeps, the households that somebody helps."""

    async def assigned(documents: Sequence[HouseholdDocument]) -> Collection[int]:
        kept = range(len(documents)) if keep is None else await keep(documents)
        return [place for place in kept if documents[place].current is not None]

    return assigned
