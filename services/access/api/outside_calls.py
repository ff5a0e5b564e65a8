"""Signing in at another issuer: two addresses that browsers are led to."""

from typing import Annotated
from uuid import NAMESPACE_URL, uuid5

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.access.api.sign_in_calls import sender_of, with_cookies
from services.access.api.sites import site_of
from services.access.credentials.outside_issuer import OutsideIssuer, Vouched
from services.access.credentials.refusals import NoOutsideIssuer
from services.access.domain.commands import AdmitOutsider
from services.access.flows.account_streams import Known, stream_of
from services.access.flows.entrances import Entrances, Sender
from shared.http.openapi import PUBLIC
from shared.ports.clock import Clock
from shared.reference.units import PROVINCE_CODE

STATE_COOKIE = "__Host-onetwenty-oidc"
"""Binds an attempt to the browser that began it; `Lax`, for the issuer leads back from its own site."""
Told = Annotated[str, Query(max_length=2000)]
_LEADS = {"description": "Led on", "headers": {"Location": {"schema": {"type": "string"}}}}


def add_outside(router: APIRouter, entrances: Entrances, outside: OutsideIssuer | None, clock: Clock) -> None:
    """`GET /oidc/start` and `/oidc/callback`; 404 where no issuer is configured."""
    calls = _OutsideCalls(entrances, outside, clock)
    for path, endpoint, summary in (
        ("/oidc/start", calls.start, "Sign in at the configured issuer"),
        ("/oidc/callback", calls.callback, "Come back from the configured issuer"),
    ):
        router.add_api_route(
            path,
            endpoint,
            summary=summary,
            status_code=303,
            response_class=Response,
            responses={303: _LEADS},
            openapi_extra=PUBLIC,
        )


class _OutsideCalls:
    def __init__(self, entrances: Entrances, outside: OutsideIssuer | None, clock: Clock) -> None:
        self._entrances = entrances
        self._outside = outside
        self._clock = clock

    async def start(self, request: Request) -> Response:
        outside = self._required()
        self._entrances.knock(request.client.host if request.client else "")
        redirect = f"{site_of(request).origin}{request.url.path.removesuffix('/start')}/callback"
        address, state = await outside.begin(redirect, self._clock.now())
        response = RedirectResponse(address, 303)
        response.set_cookie(STATE_COOKIE, state, 600, path="/", secure=True, httponly=True, samesite="lax")
        return response

    async def callback(
        self, request: Request, code: Told = "", state: Told = "", iss: Told = "", error: Told = ""
    ) -> Response:
        outside = self._required()
        sender = sender_of(request, self._clock, kind="office")
        self._entrances.knock(sender.address)
        told = "" if error or (iss and iss != outside.client.issuer) else code
        vouched = await outside.finish(told, state, request.cookies.get(STATE_COOKIE, ""), sender.now)
        known = await self._admitted(outside, vouched, sender)
        opened = await self._entrances.open(known, sender, "oidc")
        response = with_cookies(RedirectResponse("/", 303), opened, self._clock)
        response.set_cookie(STATE_COOKIE, "", 0, path="/", secure=True, httponly=True, samesite="lax")
        return response

    def _required(self) -> OutsideIssuer:
        if self._outside is None:
            raise NoOutsideIssuer(what="issuer")
        return self._outside

    async def _admitted(self, outside: OutsideIssuer, vouched: Vouched, sender: Sender) -> Known:
        """The account of this person in this role: another role, or ward, is another account."""
        ward = vouched.row.ward or PROVINCE_CODE
        person = f"{outside.client.issuer} {vouched.subject} {vouched.row.role} {ward}"
        account_id = str(uuid5(NAMESPACE_URL, person))
        command = AdmitOutsider(account_id=account_id, recorded_at=sender.now, role=vouched.row.role)
        streams = self._entrances.streams
        await streams.handle(stream_of(ward, account_id), command, sender.sub_id("account"), actor=account_id)
        return await streams.known(account_id)
