"""Reads for whoever stands at a door: a household's history, a caseload's histories, what is due."""

from collections.abc import Collection, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.visits.api.caseloads import asked_households, own_households
from services.visits.api.concise import CaseloadHistories, concise
from services.visits.api.histories import Told, histories, household_history
from services.visits.api.joins import follow_up_answers
from services.visits.api.reading import AT_THE_DOOR, Reading, readable_ward
from services.visits.api.shapes import FollowUps, HouseholdHistory
from services.visits.views.follow_up import FOLLOW_UPS, FollowUpDocument
from services.visits.views.household import HOUSEHOLDS
from services.visits.views.roster import ROSTER_HOUSEHOLDS
from shared.http.border import Caller, language_for
from shared.http.etags import MinVersion, read_answer, read_known_items
from shared.http.ids import canonical_path
from shared.http.openapi import json_answer
from shared.http.paging import Page, Paging, listing
from shared.http.times import CalendarDay
from shared.http.ward_documents import Keep, WardDocuments
from shared.kernel.scope import Role, Scope

OfVolunteer = Annotated[UUID | None, Query(description="Whose caseload; for coordinators")]
DueBefore = Annotated[CalendarDay | None, Query(description="Only what is due before this day")]


def add_household_reads(router: APIRouter, reading: Reading) -> None:
    """`GET /households/{household_id}`, `/caseload`, `/follow-ups`."""

    @router.get(
        "/households/{household_id}", summary="A household's history, newest first", **json_answer(HouseholdHistory)
    )
    async def household(request: Request, caller: Caller, household_id: str, min_version: MinVersion) -> Response:
        documents = await reading.documents_of(readable_ward(caller, AT_THE_DOOR), min_version)
        known = canonical_path({"household_id": household_id})["household_id"]
        told = Told(reading.clock.now(), language_for(request))
        async with reading.opening(request, caller, documents.ward) as opening:
            history = await household_history(documents, opening, caller, known, told)
        return read_answer(request, history)

    @router.get("/caseload", summary="The histories of a volunteer's own households", **json_answer(CaseloadHistories))
    async def caseload(
        request: Request, caller: Caller, min_version: MinVersion, volunteer_id: OfVolunteer = None
    ) -> Response:
        documents = await reading.documents_of(readable_ward(caller, AT_THE_DOOR), min_version)
        households = await asked_households(documents, caller, volunteer_id)
        told = Told(reading.clock.now(), language_for(request))
        async with reading.opening(request, caller, documents.ward) as opening:
            found = await histories(documents, opening, households, told)
        return read_known_items(request, [concise(one) for one in found])

    @router.get("/follow-ups", summary="Open follow-ups by the day they are due", **json_answer(FollowUps))
    async def follow_ups(
        request: Request, caller: Caller, page: Paging, min_version: MinVersion, due_before: DueBefore = None
    ) -> Response:
        documents = await reading.documents_of(readable_ward(caller, AT_THE_DOOR), min_version)
        before = due_before.isoformat() if due_before else None
        if caller.role is Role.VOLUNTEER:
            found, following = await _own_follow_ups(documents, caller, page, before)
        else:
            found, following = await documents.page(
                FOLLOW_UPS, ("state:open",), page, _to_be_met(documents), before=before
            )
        async with reading.opening(request, caller, documents.ward) as opening:
            answers = await follow_up_answers(documents, opening, found)
        return read_answer(request, listing(answers, following))


async def _own_follow_ups(
    documents: WardDocuments, scope: Scope, page: Page, before: str | None
) -> tuple[Sequence[FollowUpDocument], str | None]:
    households = await documents.get(HOUSEHOLDS, await own_households(documents, scope))
    to_be_met = [household for household in households.values() if not household.standing.no_contact]
    found = await documents.get(FOLLOW_UPS, (one for household in to_be_met for one in household.open_follow_ups))
    due = sorted(
        (one for one in found.values() if before is None or one.due < before), key=lambda one: (one.due, one.id)
    )
    after = tuple(page.after or ())
    return page.cut([one for one in due if (one.due, one.id) > after], lambda one: (one.due, one.id))


def _to_be_met(documents: WardDocuments) -> Keep[FollowUpDocument]:
    """Keeps follow-ups of households that want contact, and are on the ward's list or not known to it yet."""

    async def keep(found: Sequence[FollowUpDocument]) -> Collection[int]:
        rosters = await documents.get(ROSTER_HOUSEHOLDS, (one.household for one in found))
        households = await documents.get(HOUSEHOLDS, (one.household for one in found))
        gone = {household for household, roster in rosters.items() if roster.removed}
        gone |= {household for household, held in households.items() if held.standing.no_contact}
        return [place for place, one in enumerate(found) if one.household not in gone]

    return keep
