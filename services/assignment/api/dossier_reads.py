"""Everything that assignment knows about one household, for the household itself."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.assignment.api.answers import history_texts, household_answer, household_history, household_texts
from services.assignment.api.erasure_reads import erasure_of
from services.assignment.api.reading import Reading, known_id, readable_ward, village_names
from services.assignment.api.rosters import COORDINATOR
from services.assignment.api.shapes import Erasure, Household
from services.assignment.domain.rejections import HouseholdUnknown
from services.assignment.views.household import HOUSEHOLDS
from shared.http.border import Caller, border_of
from shared.http.etags import MinVersion, read_answer
from shared.http.openapi import json_answer
from shared.http.openings import OpeningsOfDay, openings_of_household
from shared.http.shapes import Shape


class HouseholdDossier(Shape, kw_only=True):
    """What assignment knows about a household: its record with everyone who ever helped it, and who has read of it."""

    household: Household
    erasure: Erasure
    openings: list[OpeningsOfDay]


def add_dossier_reads(router: APIRouter, reading: Reading) -> None:
    """`GET /wards/{ward}/households/{household_id}/dossier`."""

    @router.get(
        "/wards/{ward}/households/{household_id}/dossier",
        summary="Everything that this service knows about a household",
        **json_answer(HouseholdDossier),
    )
    async def dossier(
        request: Request, caller: Caller, ward: str, household_id: str, min_version: MinVersion
    ) -> Response:
        own = readable_ward(caller, COORDINATOR, ward)
        await border_of(request).allowances.export(caller)
        documents = await reading.documents_of(own, min_version)
        known = known_id("household_id", household_id)
        found = (await documents.get(HOUSEHOLDS, [known])).get(known)
        if found is None or found.situation == "unregistered":
            raise HouseholdUnknown(what="household")
        villages = await village_names(documents, {found.traits.village} if found.traits else set())
        async with reading.opening(request, caller, documents.ward) as opening:
            texts = await opening.texts(household_texts(found))
            reasons = await opening.texts(history_texts(found))
        answer = {
            "household": household_answer(found, villages, texts) | household_history(found, reasons),
            "erasure": await erasure_of(documents, "household", known),
            "openings": await openings_of_household(documents, known),
        }
        return read_answer(request, answer)
