"""Reads of accounts, devices and ended sessions."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.access.api.account_calls import ADMIN, COORDINATOR, PEOPLE
from services.access.api.shapes import Accounts, Devices, Ends, OwnAccount
from services.access.credentials.families import Families
from services.access.credentials.passkeys import Passkeys
from services.access.flows.account_streams import AccountStreams
from services.access.views.account import ACCOUNTS, AccountDocument
from shared.flows.openings import OpenedTexts, Openings
from shared.flows.read_views import ViewReader
from shared.http.border import Caller
from shared.http.etags import MinVersion, read_answer
from shared.http.ids import canonical_path
from shared.http.openapi import json_answer
from shared.http.openings import add_openings, call_of
from shared.http.paging import Paging, listing
from shared.http.ward_documents import WardDocuments
from shared.kernel.failures import Forbidden, NotFound
from shared.kernel.scope import Role, Scope
from shared.ports.clock import Clock
from shared.ports.event_store import EventStore
from shared.reference.units import PROVINCE_CODE

SERVICE = frozenset({Role.SERVICE})
OfWard = Annotated[
    str | None, Query(max_length=10, description="The coordinators of this ward; none: accounts without a ward")
]


@dataclass(frozen=True, slots=True)
class Reading:
    """What reads are made with."""

    streams: AccountStreams
    families: Families
    passkeys: Passkeys
    views: ViewReader
    store: EventStore
    openings: Openings
    clock: Clock

    async def documents(self, ward: str, min_version: tuple[str, int] | None) -> WardDocuments:
        """The ward's accounts. Raises NotCaughtUp, or NotFound for another ward's stream."""
        if min_version is not None:
            stream, version = min_version
            if not stream.startswith(f"{ward}/"):
                raise NotFound(what="stream")
            await self.views.wait_version(stream, version, self.store)
        return WardDocuments(self.views, ward)

    async def shown(
        self, request: Request, caller: Scope, ward: str, found: Sequence[AccountDocument]
    ) -> list[dict[str, Any]]:
        """The answers for some accounts. Names to sign in with are opened for whoever gives them out."""
        async with self.openings.by(caller, call_of(request), ward) as opening:
            texts = await opening.texts((f"account/{one.id}", text) for one in found for text in one.sealed.values())
        return [self._answer(ward, one, texts) for one in found]

    def _answer(self, ward: str, one: AccountDocument, opened: OpenedTexts) -> dict[str, Any]:
        return {
            "id": one.id,
            "role": one.role,
            "ward": None if ward == PROVINCE_CODE else ward,
            "volunteer_id": one.volunteer_id,
            "situation": one.situation,
            "name": opened(one.sealed.get("name")),
            "passkeys": one.passkeys,
        }


def add_reads(router: APIRouter, reading: Reading) -> None:
    """`GET /accounts`, `/wards/{ward}/accounts`, `/account`, `/sessions`, `…/sessions`, `/sessions/ended`."""

    add_openings(router, reading.documents)

    @router.get("/accounts", summary="Accounts of offices", **json_answer(Accounts))
    async def accounts(
        request: Request, caller: Caller, page: Paging, min_version: MinVersion, ward: OfWard = None
    ) -> Response:
        _require(caller, ADMIN)
        place = canonical_path({"ward": ward})["ward"] if ward is not None else PROVINCE_CODE
        documents = await reading.documents(place, min_version)
        tags = ("role:coordinator",) if ward is not None else ()
        found, following = await documents.page(ACCOUNTS, tags, page)
        return read_answer(request, listing(await reading.shown(request, caller, place, found), following))

    @router.get("/wards/{ward}/accounts", summary="Accounts of a ward's volunteers", **json_answer(Accounts))
    async def ward_accounts(
        request: Request, caller: Caller, ward: str, page: Paging, min_version: MinVersion
    ) -> Response:
        documents = await reading.documents(_own_ward(caller, ward), min_version)
        found, following = await documents.page(ACCOUNTS, ("role:volunteer",), page)
        return read_answer(request, listing(await reading.shown(request, caller, documents.ward, found), following))

    @router.get("/account", summary="The account that asks", **json_answer(OwnAccount))
    async def own_account(request: Request, caller: Caller, min_version: MinVersion) -> Response:
        _require(caller, PEOPLE)
        known = await reading.streams.known(caller.actor)
        documents = await reading.documents(known.ward, min_version)
        found = (await documents.get(ACCOUNTS, [known.account_id])).get(known.account_id)
        (answer,) = await reading.shown(request, caller, known.ward, [found or AccountDocument(id=known.account_id)])
        state = known.state
        answer |= {"role": state.role, "volunteer_id": state.volunteer_id, "passkeys": len(state.passkeys)}
        passkeys = await reading.passkeys.of_account(known.account_id)
        own = [
            {"id": name, "label": one.label, "added_at": one.added_at, "used_at": one.used_at}
            for name, one in passkeys.items()
            if name in known.state.passkeys
        ]
        return read_answer(request, {**answer, "own_passkeys": own})

    @router.get("/sessions", summary="One's own devices", **json_answer(Devices))
    async def own_devices(request: Request, caller: Caller) -> Response:
        _require(caller, PEOPLE)
        return read_answer(request, await _devices(reading, caller.actor, caller.session_id))

    @router.get(
        "/wards/{ward}/volunteers/{volunteer_id}/sessions", summary="A volunteer's devices", **json_answer(Devices)
    )
    async def volunteers_devices(request: Request, caller: Caller, ward: str, volunteer_id: str) -> Response:
        place = _own_ward(caller, ward)
        volunteer = canonical_path({"volunteer_id": volunteer_id})["volunteer_id"]
        known = await reading.streams.of_volunteer(place, volunteer)
        return read_answer(request, await _devices(reading, known.account_id, None))

    @router.get("/sessions/ended", summary="Sessions that tokens could outlive", **json_answer(Ends))
    async def ended(request: Request, caller: Caller) -> Response:
        _require(caller, SERVICE)
        return read_answer(request, {"items": await reading.families.ends(reading.clock.now())})


async def _devices(reading: Reading, account_id: str, current: str | None) -> dict[str, Any]:
    found = await reading.families.of_account(account_id, reading.clock.now())
    items = [
        {
            "session_id": session_id,
            "kind": one.kind,
            "device": one.device,
            "started_at": one.started_at,
            "used_at": one.used_at,
            "expires_at": one.expires_at,
            "current": session_id == current,
        }
        for session_id, one in found.items()
    ]
    return listing(items, None)


def _own_ward(caller: Scope, ward: str) -> str:
    _require(caller, COORDINATOR)
    return caller.require_ward(canonical_path({"ward": ward})["ward"])


def _require(caller: Scope, roles: frozenset[Role]) -> None:
    if caller.role not in roles:
        raise Forbidden(role=caller.role.value)
