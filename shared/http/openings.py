"""Who opened whose sealed data: the name of a call, and the list for a ward's coordinator."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from shared.flows.opening_view import OPENINGS, OpenedTogether, OpeningDocument
from shared.http.border import Caller, border_of
from shared.http.etags import MinVersion, read_answer
from shared.http.ids import canonical_path
from shared.http.openapi import json_answer
from shared.http.paging import Paging, listing
from shared.http.shapes import Count, Id, Listing, Shape
from shared.http.times import CalendarDay
from shared.http.ward_documents import WardDocuments, tags_of
from shared.kernel.days import Day, Instant, add_days
from shared.kernel.failures import Forbidden
from shared.kernel.scope import Role

DocumentsOf = Callable[[str, tuple[str, int] | None], Awaitable[WardDocuments]]
Household = Annotated[UUID | None, Query(description="Only what was opened of this household")]
Volunteer = Annotated[UUID | None, Query(description="Only what was opened of this volunteer")]
Actor = Annotated[str | None, Query(max_length=128, description="Only by this account")]
FromDay = Annotated[CalendarDay | None, Query(alias="from", description="Not before this day")]
ToDay = Annotated[CalendarDay | None, Query(alias="to", description="Not after this day")]


class OpenedCall(Shape, kw_only=True):
    """The same call that opened the same people, `times` times. `compared`: people whose texts were looked through in
    a search or for duplicates, and not shown."""

    call: str
    households: list[Id]
    volunteers: list[Id]
    incidents: list[Id]
    accounts: list[str]
    compared: Count
    times: Count
    first_at: Instant
    last_at: Instant


class OpeningsOfDay(Shape, kw_only=True):
    """What one account opened on one day; a list of many people stands by itself."""

    day: Day
    actor: str
    role: str
    opened: list[OpenedCall]


class OpeningsOfWard(Listing[OpeningsOfDay], kw_only=True):
    """A page of openings, the latest day first."""


def call_of(request: Request) -> str:
    """The route of a request as `GET /caseload`, without any id."""
    path: str = request.scope["route"].path
    return f"{request.method} /{path.split('/', 4)[-1]}"


def add_openings(router: APIRouter, documents_of: DocumentsOf) -> None:
    """`GET /wards/{ward}/openings`."""

    @router.get(
        "/wards/{ward}/openings", summary="Who opened whose personal data, day by day", **json_answer(OpeningsOfWard)
    )
    async def openings(
        request: Request,
        caller: Caller,
        ward: str,
        page: Paging,
        min_version: MinVersion,
        household: Household = None,
        volunteer: Volunteer = None,
        actor: Actor = None,
        from_day: FromDay = None,
        to_day: ToDay = None,
    ) -> Response:
        if caller.role is not Role.COORDINATOR:
            raise Forbidden(role=caller.role.value)
        await border_of(request).allowances.export(caller)
        own = caller.require_ward(canonical_path({"ward": ward})["ward"])
        documents = await documents_of(own, min_version)
        tags = tags_of(household=household, volunteer=volunteer, actor=actor)
        found, following = await documents.page(
            OPENINGS,
            tags,
            page,
            descending=True,
            begins=add_days(to_day.isoformat(), 1) if to_day else None,
            before=add_days(from_day.isoformat(), -1) if from_day else None,
        )
        return read_answer(request, listing([openings_answer(one, household, volunteer) for one in found], following))


async def openings_of_household(documents: WardDocuments, household_id: str) -> list[dict[str, object]]:
    """Everything that was opened of one household, the oldest day first."""
    found = await documents.all(OPENINGS, (f"household:{household_id}",))
    return [openings_answer(one, UUID(household_id), None) for one in found]


def openings_answer(document: OpeningDocument, household: UUID | None, volunteer: UUID | None) -> dict[str, object]:
    """One account's day; of a household or volunteer asked about, only what concerns them, and nobody beside them."""
    shown = [one for one in document.opened if _concerns(one, household, volunteer)]
    return {
        "day": document.day,
        "actor": document.actor,
        "role": document.role,
        "opened": [
            {
                "call": one.call,
                "households": _only(one.households, household),
                "volunteers": _only(one.volunteers, volunteer),
                "incidents": one.incidents,
                "accounts": one.accounts,
                "compared": one.compared,
                "times": one.times,
                "first_at": one.first_at,
                "last_at": one.last_at,
            }
            for one in shown
        ],
    }


def _concerns(one: OpenedTogether, household: UUID | None, volunteer: UUID | None) -> bool:
    of_household = household is None or str(household) in one.households
    return of_household and (volunteer is None or str(volunteer) in one.volunteers)


def _only(ids: Sequence[str], asked: UUID | None) -> Sequence[str]:
    return ids if asked is None else [str(asked)]
