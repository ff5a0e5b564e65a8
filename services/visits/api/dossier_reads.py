"""Everything that visits knows about one household, for the household itself: nothing bounded, nothing left out but
incidents, which are the volunteers'."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.visits.api.answers import Answer, consent_answer, consent_texts
from services.visits.api.histories import HouseholdUnknown, Told, summary
from services.visits.api.joins import case_answers, follow_up_answers, visit_answers
from services.visits.api.reading import AT_THE_DESK, Reading, readable_ward
from services.visits.api.request_shapes import Request as RequestShape
from services.visits.api.request_shapes import request_answer, request_texts
from services.visits.api.shapes import Case, FollowUp, PastConsent, Standing, Visit
from services.visits.views.case import CASES
from services.visits.views.follow_up import FOLLOW_UPS
from services.visits.views.household import HOUSEHOLDS, HouseholdDocument
from services.visits.views.request import REQUESTS
from services.visits.views.roster import ROSTER_HOUSEHOLDS, RosterHousehold
from services.visits.views.visit import VISITS
from shared.flows.openings import Opening
from shared.http.border import Caller, border_of, language_for
from shared.http.etags import MinVersion, read_answer
from shared.http.ids import canonical_path
from shared.http.openapi import json_answer
from shared.http.openings import OpeningsOfDay, openings_of_household
from shared.http.shapes import Count, Id, Shape
from shared.http.ward_documents import WardDocuments
from shared.kernel.days import Day, day_of


class HouseholdDossier(Shape, kw_only=True):
    """What visits knows about a household, each list oldest first. `openings`: who has read of it, day by day."""

    id: Id
    household_known: bool
    removed: bool
    village: str | None
    volunteer_id: Id | None
    standing: Standing
    visits_counted: Count
    last_visit_on: Day | None
    consents: list[PastConsent]
    visits: list[Visit]
    cases: list[Case]
    follow_ups: list[FollowUp]
    requests: list[RequestShape]
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
        own = readable_ward(caller, AT_THE_DESK, ward)
        await border_of(request).allowances.export(caller)
        documents = await reading.documents_of(own, min_version)
        known = canonical_path({"household_id": household_id})["household_id"]
        told = Told(reading.clock.now(), language_for(request))
        async with reading.opening(request, caller, documents.ward) as opening:
            answer = await _dossier(documents, opening, known, told)
        return read_answer(request, answer)


async def _dossier(documents: WardDocuments, opening: Opening, household_id: str, told: Told) -> Answer:
    household = (await documents.get(HOUSEHOLDS, [household_id])).get(household_id)
    roster = (await documents.get(ROSTER_HOUSEHOLDS, [household_id])).get(household_id)
    if household is None and (roster is None or not roster.registered):
        raise HouseholdUnknown()
    household = household or HouseholdDocument(id=household_id)
    tag = (f"household:{household_id}",)
    consents = await opening.texts(consent_texts(household))
    asked = await documents.all(REQUESTS, tag)
    texts = await opening.texts(pair for one in asked for pair in request_texts(one))
    return {
        **summary(roster or RosterHousehold(id=household_id), household),
        "consents": [consent_answer(held, consents) for held in household.consents],
        "visits": await visit_answers(documents, opening, await documents.all(VISITS, tag), told.language),
        "cases": await case_answers(documents, opening, await documents.all(CASES, tag)),
        "follow_ups": await follow_up_answers(documents, opening, await documents.all(FOLLOW_UPS, tag)),
        "requests": [request_answer(one, texts, day_of(told.at)) for one in sorted(asked, key=lambda one: one.day)],
        "openings": await openings_of_household(documents, household_id),
    }
