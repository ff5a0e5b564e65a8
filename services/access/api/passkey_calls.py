"""Making passkeys and signing in with them."""

from typing import Any

import msgspec
from fastapi import APIRouter
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from services.access.api.account_calls import Desk
from services.access.api.passkey_bodies import PasskeyBody, PasskeySignInBody, ShownPasskey
from services.access.api.shapes import PasskeyChallenge
from services.access.api.sign_in_calls import add_public, sender_of, signed_in
from services.access.api.sites import site_of
from services.access.credentials.passkeys import Passkeys
from services.access.credentials.refusals import PasskeyRefused
from services.access.domain.commands import AddPasskey
from services.access.domain.rejections import PasskeyNotForRole
from services.access.flows.account_streams import Known
from services.access.flows.entrances import Sender
from shared.http.bodies import json_body, read_body
from shared.http.border import scope_of
from shared.http.command_calls import NoBody
from shared.http.cookies import refuse_other_sites
from shared.http.direct_route import DirectRoute, Endpoint
from shared.http.openapi import posted_answer
from shared.http.shapes import CommandAnswer
from shared.kernel.failures import Forbidden
from shared.kernel.scope import Role, Scope

OFFICES = frozenset({Role.COORDINATOR, Role.PROVINCE, Role.AUDITOR, Role.ADMIN})


class PasskeyCalls:
    """The endpoints; they need the request, for a passkey belongs to the host that asks for it."""

    def __init__(self, desk: Desk, passkeys: Passkeys) -> None:
        self._desk = desk
        self._passkeys = passkeys

    def add(self, router: APIRouter) -> None:
        """`POST /passkeys/options`, `/passkeys`, `/sessions/passkey-options`, `/sessions/passkey`."""
        _add_own(router, "/passkeys/options", self.registration, NoBody, PasskeyChallenge, "Ask for a new passkey")
        _add_own(router, "/passkeys", self.register, PasskeyBody, CommandAnswer, "Add a passkey that was just made")
        add_public(
            router,
            "/sessions/passkey-options",
            self.request,
            NoBody,
            "Ask for a passkey to be shown",
            shape=PasskeyChallenge,
        )
        add_public(router, "/sessions/passkey", self.sign_in, PasskeySignInBody, "Sign in with a passkey alone")

    async def registration(self, request: Request) -> Response:
        """Options for `navigator.credentials.create`."""
        scope = _office(request)
        read_body(NoBody, await json_body(request))
        known = await self._desk.streams.known(scope.actor)
        challenge_id = self._desk.clock.new_id()
        options = await self._passkeys.registration(
            challenge_id, known.account_id, f"OneTwenty ({known.state.role})", site_of(request), self._desk.clock.now()
        )
        return _challenge(challenge_id, options)

    async def register(self, request: Request) -> Response:
        """The passkey is kept before it is told of, so that nobody is asked for one that does not exist."""
        scope = _office(request)
        body = read_body(PasskeyBody, await json_body(request))
        sender = sender_of(request, self._desk.clock)
        known = await self._desk.streams.known(scope.actor)
        passkey_id, passkey = await self._passkeys.verified_registration(
            str(body.challenge_id), known.account_id, body.credential.told(), body.label, site_of(request), sender.now
        )
        await self._passkeys.keep(passkey_id, passkey)
        command = AddPasskey(account_id=known.account_id, recorded_at=sender.now, passkey_id=passkey_id)
        handled = await self._desk.streams.handle(
            known.stream, command, sender.command_id, actor=scope.actor, answer_id=passkey_id
        )
        content = {name: getattr(handled, name) for name in ("id", "stream", "version", "events", "flags")}
        return Response(msgspec.json.encode(content), 201, media_type="application/json")

    async def request(self, request: Request) -> Response:
        """Options for `navigator.credentials.get`."""
        refuse_other_sites(request)
        read_body(NoBody, await json_body(request))
        sender = sender_of(request, self._desk.clock)
        self._desk.entrances.knock(sender.address)
        challenge_id = self._desk.clock.new_id()
        return _challenge(challenge_id, await self._passkeys.request(challenge_id, site_of(request), sender.now))

    async def sign_in(self, request: Request) -> Response:
        """A session for whoever shows a passkey of an open account."""
        refuse_other_sites(request)
        body = read_body(PasskeySignInBody, await json_body(request))
        sender = sender_of(request, self._desk.clock, body)
        self._desk.entrances.knock(sender.address)
        known = await self.owner(request, body, sender)
        return signed_in(await self._desk.entrances.open(known, sender, "passkey"), self._desk.clock, 201)

    async def owner(self, request: Request, shown: ShownPasskey, sender: Sender) -> Known:
        """The open account whose passkey is shown. Raises PasskeyRefused."""
        account_id, passkey_id = await self._passkeys.shown(
            str(shown.challenge_id), shown.credential.told(), site_of(request), sender.now
        )
        known = await self._desk.streams.find(account_id)
        if known is None or known.state.situation != "open" or passkey_id not in known.state.passkeys:
            raise PasskeyRefused()
        return known


def _office(request: Request) -> Scope:
    scope = scope_of(request)
    if scope.role is Role.VOLUNTEER:
        raise PasskeyNotForRole()
    if scope.role not in OFFICES:
        raise Forbidden(role=scope.role.value)
    return scope


def _challenge(challenge_id: str, options: str) -> Response:
    content: dict[str, Any] = {"challenge_id": challenge_id, "options": msgspec.Raw(options.encode())}
    return Response(msgspec.json.encode(content), 201, media_type="application/json")


def _add_own(
    router: APIRouter, path: str, endpoint: Endpoint, body: type[BaseModel], shape: type, summary: str
) -> None:
    router.add_api_route(
        path,
        endpoint,
        methods=["POST"],
        name=path,
        summary=summary,
        status_code=201,
        response_model=None,
        response_class=Response,
        openapi_extra=posted_answer(body, shape, 201),
        route_class_override=DirectRoute,
    )
