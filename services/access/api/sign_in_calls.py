"""Signing in, going on, and signing out: the calls that set and clear the session's cookies."""

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, TypeVar

import msgspec
from fastapi import APIRouter
from pydantic import BaseModel, Field, StringConstraints
from starlette.requests import Request
from starlette.responses import Response

from services.access.api.passkey_bodies import ShownPasskey
from services.access.api.shapes import SignedIn
from services.access.domain.commands import EndSession
from services.access.domain.rejections import NoSession
from services.access.flows.account_streams import Known
from services.access.flows.entrances import Entrances, Opened, Sender
from shared.contracts.access import SessionKind
from shared.http.bodies import json_body, read_body
from shared.http.border import scope_of, trace_of
from shared.http.command_calls import Body, NoBody
from shared.http.cookies import (
    REFRESH_COOKIE,
    clear_session,
    refuse_other_sites,
    require_own_page,
    set_session,
)
from shared.http.direct_route import DirectRoute, Endpoint
from shared.http.ended_sessions import TOKEN_LASTS
from shared.http.ids import command_id_of
from shared.http.openapi import PUBLIC, posted_answer, problem_answers
from shared.ports.clock import Clock
from shared.reference.units import PROVINCE_CODE

Name = Annotated[str, Field(max_length=200)]
Secret = Annotated[str, StringConstraints(strip_whitespace=False, max_length=200)]
"""Compared as it was typed."""
DeviceName = Annotated[str, Field(max_length=60)]
SixDigits = Annotated[str, Field(pattern=r"^[0-9]{6}$")]


class _OnDevice(Body):
    """`device`: what the list of devices calls it."""

    kind: SessionKind = "phone"
    device: DeviceName = ""


class SignInBody(_OnDevice):
    """`new_password`: the next one, where `password` is good for one sign-in. `passkey`: for an account that has
    any."""

    name: Name
    password: Secret = Field(repr=False)
    new_password: Secret | None = Field(default=None, repr=False)
    passkey: ShownPasskey | None = None


class InvitationBody(_OnDevice):
    """`secret` is the fragment of the invitation's address, `code` the six digits of a printed one."""

    secret: Secret = Field(repr=False)
    code: SixDigits | None = None


R = TypeVar("R", bound=Response)
OwnerOf = Callable[[Request, ShownPasskey, Sender], Awaitable[Known]]
"""The account whose passkey is shown. Raises PasskeyRefused."""


def add_sign_in(router: APIRouter, entrances: Entrances, owner_of: OwnerOf, clock: Clock) -> None:
    """`POST /sessions`, `/sessions/invitation`, `/sessions/refresh`, `DELETE /sessions/current`."""

    async def by_password(request: Request) -> Response:
        refuse_other_sites(request)
        body = read_body(SignInBody, await json_body(request))
        sender = sender_of(request, clock, body)
        shown = await owner_of(request, body.passkey, sender) if body.passkey is not None else None
        opened = await entrances.by_password(body.name, body.password, body.new_password, sender, shown)
        return signed_in(opened, clock, 201)

    async def by_invitation(request: Request) -> Response:
        refuse_other_sites(request)
        body = read_body(InvitationBody, await json_body(request))
        opened = await entrances.by_invitation(body.secret, body.code, sender_of(request, clock, body))
        return signed_in(opened, clock, 201)

    async def refresh(request: Request) -> Response:
        require_own_page(request)
        read_body(NoBody, await json_body(request))
        opened = await entrances.refresh(request.cookies.get(REFRESH_COOKIE, ""), sender_of(request, clock))
        return signed_in(opened, clock, 200)

    async def sign_out(request: Request) -> Response:
        await end_current(request, entrances, clock)
        response = Response(status_code=204)
        clear_session(response)
        return response

    add_public(router, "/sessions", by_password, SignInBody, "Sign in by name and password")
    add_public(router, "/sessions/invitation", by_invitation, InvitationBody, "Sign in by an invitation, once")
    add_public(router, "/sessions/refresh", refresh, NoBody, "Go on with a session, by its cookie", status=200)
    router.add_api_route(
        "/sessions/current",
        sign_out,
        methods=["DELETE"],
        name="sign-out",
        summary="Sign this device out",
        status_code=204,
        responses=problem_answers(),
        response_class=Response,
        route_class_override=DirectRoute,
    )


def sender_of(request: Request, clock: Clock, body: BaseModel | None = None, kind: SessionKind = "phone") -> Sender:
    """Who knocks, by the request and what its body says of the device."""
    key = request.headers.get("idempotency-key")
    return Sender(
        address=request.client.host if request.client else "",
        command_id=command_id_of(key) if key is not None else clock.new_id(),
        now=clock.now(),
        kind=getattr(body, "kind", kind),
        device=getattr(body, "device", ""),
        correlation_id=trace_of(request).correlation_id,
    )


def signed_in(opened: Opened, clock: Clock, status: int) -> Response:
    """The answer with a session's token, and its cookies."""
    known, seconds = opened.known, int(TOKEN_LASTS.total_seconds())
    content: dict[str, Any] = {
        "access_token": opened.token,
        "token_type": "Bearer",
        "expires_in": seconds,
        "session_id": opened.session_id,
        "session_expires_at": opened.expires_at,
        "account_id": known.account_id,
        "role": known.state.role,
        "ward": None if known.ward == PROVINCE_CODE else known.ward,
        "volunteer_id": known.state.volunteer_id,
        **({"after_end": opened.ended_at} if opened.ended_at else {}),
    }
    response = Response(msgspec.json.encode(content), status, media_type="application/json")
    return with_cookies(response, opened, clock)


def with_cookies(response: R, opened: Opened, clock: Clock) -> R:
    """A response that lets the browser hold the session."""
    left = max(0, int((opened.expires_at - clock.now()).total_seconds()))
    seconds = int(TOKEN_LASTS.total_seconds())
    set_session(response, opened.token, opened.credential, token_seconds=seconds, seconds=left)
    return response


async def end_current(request: Request, entrances: Entrances, clock: Clock) -> None:
    """End the session of the request's cookie, else of its token. Raises NoSession, or what is wrong with the token."""
    credential = request.cookies.get(REFRESH_COOKIE)
    found = await entrances.families.owner(credential) if credential else None
    if found is not None and "authorization" not in request.headers:
        require_own_page(request)
        session_id, account_id = found[0], found[1].account_id
    else:
        scope = scope_of(request)
        if scope.session_id is None:
            raise NoSession(what="session")
        session_id, account_id = scope.session_id, scope.actor
    known = await entrances.streams.known(account_id)
    now = clock.now()
    command = EndSession(account_id=account_id, recorded_at=now, session_id=session_id, cause="signed_out")
    await entrances.streams.handle(known.stream, command, clock.new_id(), actor=account_id)
    await entrances.families.end(session_id, account_id, now)


def add_public(
    router: APIRouter,
    path: str,
    endpoint: Endpoint,
    body: type[BaseModel],
    summary: str,
    *,
    shape: type = SignedIn,
    status: int = 201,
) -> None:
    """A POST that nobody need be signed in for."""
    router.add_api_route(
        path,
        endpoint,
        methods=["POST"],
        name=path,
        summary=summary,
        status_code=status,
        response_model=None,
        response_class=Response,
        openapi_extra=posted_answer(body, shape, status, **PUBLIC),
        route_class_override=DirectRoute,
    )
