"""Reads for the ward's desk: its visits, its cases, its phones."""

from collections.abc import Collection, Sequence
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.visits.api.joins import FromRoster, case_answers, from_roster, visit_answers
from services.visits.api.phone_answers import phone_answers
from services.visits.api.reading import AT_THE_DESK, Reading, readable_ward, village_key_of
from services.visits.api.shapes import Cases, Phones, Visits
from services.visits.api.ward_days import page_of_day
from services.visits.views.case import CASES, CaseDocument
from services.visits.views.phone import PHONES
from services.visits.views.roster import ROSTER_HOUSEHOLDS
from services.visits.views.visit import VISITS, VisitDocument
from shared.http.border import Caller, language_for
from shared.http.etags import MinVersion, read_answer
from shared.http.openapi import json_answer
from shared.http.paging import Paging, listing
from shared.http.times import CalendarDay
from shared.http.ward_documents import Keep, WardDocuments, tags_of
from shared.kernel.days import Day, day_of

Household = Annotated[UUID | None, Query(description="Only of this household")]
Volunteer = Annotated[UUID | None, Query(description="Only of this volunteer")]
OnDay = Annotated[CalendarDay | None, Query(description="Only of this day, those by a minor alone first")]
Flag = Annotated[
    Literal[
        "outside_assignment",
        "minor_alone",
        "not_responsible",
        "household_unknown",
        "consent_missing",
        "authorisation_missing",
        "case_already_closed",
        "case_elsewhere",
        "procedure_differs",
        "clock_corrected",
    ]
    | None,
    Query(description="Only visits that carry this flag, or whose household the roster does not know"),
]
State = Annotated[
    Literal["open", "returned", "closed"] | None, Query(description="A returned case is open as well as returned")
]
Procedure = Annotated[str | None, Query(max_length=64, description="Only of this procedure")]
Village = Annotated[
    str | None, Query(max_length=200, description="Only of households of this village (its key, or any of its names)")
]
AppointmentBefore = Annotated[CalendarDay | None, Query(description="Only with an appointment before this day")]


def add_ward_reads(router: APIRouter, reading: Reading) -> None:
    """`GET /wards/{ward}/visits`, `/wards/{ward}/cases`, `/wards/{ward}/phones`."""

    @router.get("/wards/{ward}/visits", summary="A ward's visits, newest first", **json_answer(Visits))
    async def visits(
        request: Request,
        caller: Caller,
        ward: str,
        page: Paging,
        min_version: MinVersion,
        household: Household = None,
        volunteer: Volunteer = None,
        day: OnDay = None,
        flag: Flag = None,
    ) -> Response:
        documents = await reading.documents_of(readable_ward(caller, AT_THE_DESK, ward), min_version)
        tags = tags_of(household=household, volunteer=volunteer, day=day)
        keep = _flagged(documents, flag) if flag is not None else None
        if day is None:
            found, following = await documents.page(VISITS, tags, page, keep, descending=True)
        else:
            found, following = await page_of_day(documents, tags, page, keep)
        async with reading.opening(request, caller, documents.ward) as opening:
            answers = await visit_answers(documents, opening, found, language_for(request))
        return read_answer(request, listing(answers, following))

    @router.get("/wards/{ward}/cases", summary="A ward's cases, oldest first", **json_answer(Cases))
    async def cases(
        request: Request,
        caller: Caller,
        ward: str,
        page: Paging,
        min_version: MinVersion,
        state: State = None,
        procedure: Procedure = None,
        village: Village = None,
        volunteer: Volunteer = None,
        appointment_before: AppointmentBefore = None,
    ) -> Response:
        documents = await reading.documents_of(readable_ward(caller, AT_THE_DESK, ward), min_version)
        before = appointment_before.isoformat() if appointment_before else None
        tags = ("listed", *tags_of(state=state, procedure=procedure, volunteer=volunteer))
        in_village = await village_key_of(documents, village) if village is not None else None
        keep = _asked_for(documents, state in ("open", "returned"), in_village, before)
        found, following = await documents.page(CASES, (*tags, "appointment") if before else tags, page, keep)
        async with reading.opening(request, caller, documents.ward) as opening:
            answers = await case_answers(documents, opening, found)
        return read_answer(request, listing(answers, following))

    @router.get("/wards/{ward}/phones", summary="A ward's phones, longest silent first", **json_answer(Phones))
    async def phones(request: Request, caller: Caller, ward: str, page: Paging, min_version: MinVersion) -> Response:
        documents = await reading.documents_of(readable_ward(caller, AT_THE_DESK, ward), min_version)
        found, following = await documents.page(PHONES, (), page)
        answers = await phone_answers(documents, found, day_of(reading.clock.now()))
        return read_answer(request, listing(answers, following))


def _flagged(documents: WardDocuments, flag: str) -> Keep[VisitDocument]:
    """Keeps visits that stand and carry a flag, whether it was recorded or follows from the roster."""

    async def keep(found: Sequence[VisitDocument]) -> Collection[int]:
        added = await from_roster(documents, found)
        return [
            place
            for place, (visit, more) in enumerate(zip(found, added, strict=True))
            if visit.voided is None and (flag in (*visit.flags, *more.flags) or _unknown(flag, more))
        ]

    return keep


def _unknown(flag: str, more: FromRoster) -> bool:
    return flag == "household_unknown" and not more.household_known


def _asked_for(
    documents: WardDocuments, listed_only: bool, village: str | None, before: Day | None
) -> Keep[CaseDocument]:
    """Keeps cases by what lies in other documents or in no tag. An open case of a removed household counts nowhere."""

    async def keep(found: Sequence[CaseDocument]) -> Collection[int]:
        rosters = await documents.get(ROSTER_HOUSEHOLDS, (one.household for one in found if one.household))
        kept = []
        for place, one in enumerate(found):
            roster = rosters.get(one.household) if one.household else None
            if listed_only and roster is not None and roster.removed:
                continue
            if village is not None and (roster is None or roster.village != village):
                continue
            if before is None or _appointment(one) < before:
                kept.append(place)
        return kept

    return keep


def _appointment(document: CaseDocument) -> Day:
    return (document.case.appointment if document.case else None) or "9999-12-31"
