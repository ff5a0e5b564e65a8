"""Commands of a ward's coordinator about the accounts of its volunteers: sign-in, invitations, lost phones."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from services.access.api.account_calls import COORDINATOR, Desk, aimed
from services.access.api.bodies import InvitationKindBody, LossBody, SignInNameBody
from services.access.api.qr_codes import qr_svg
from services.access.api.shapes import AccountAnswer, InvitationAnswer
from services.access.api.sites import site_of
from services.access.credentials.invitations import Invitations
from services.access.domain.commands import EndSession, EndSessions, GiveSignIn, MakeInvitation
from services.access.domain.sign_ins import INVITATION_LASTS
from services.access.flows.account_streams import Known
from shared.flows.command_envelope import Handled
from shared.http.command_calls import CommandCall, CommandContext, Target
from shared.kernel.days import rfc3339

_ONE = "/wards/{ward}/volunteers/{volunteer_id}"
START_PAGE = "/start"
"""Where the button "Start on this phone" is; the secret stands in the fragment, which no server is sent."""


def volunteer_calls(desk: Desk, invitations: Invitations) -> tuple[CommandCall, ...]:
    """The rows about volunteers' accounts."""
    calls = _VolunteerCalls(desk, invitations)
    return (
        CommandCall(
            "GiveSignIn",
            "PUT",
            f"{_ONE}/sign-in",
            SignInNameBody,
            COORDINATOR,
            calls.give_sign_in,
            "Give a volunteer a name and a password to sign in with",
            afterwards=desk.settled_with_password,
            in_batch=False,
            answer=AccountAnswer,
        ),
        CommandCall(
            "InviteVolunteer",
            "POST",
            f"{_ONE}/invitations",
            InvitationKindBody,
            COORDINATOR,
            calls.invite,
            "Make a QR code that signs a volunteer in once",
            201,
            calls.invited,
            in_batch=False,
            answer=InvitationAnswer,
            complete=_with_address,
        ),
        CommandCall(
            "EndVolunteersSessions",
            "DELETE",
            f"{_ONE}/sessions",
            LossBody,
            COORDINATOR,
            calls.end_sessions,
            "Sign a volunteer's devices out, perhaps as lost",
            afterwards=desk.settled,
            in_batch=False,
        ),
        CommandCall(
            "EndVolunteersSession",
            "DELETE",
            f"{_ONE}/sessions/{{session_id}}",
            LossBody,
            COORDINATOR,
            calls.end_session,
            "Sign one device of a volunteer out, perhaps as lost",
            afterwards=desk.settled,
            in_batch=False,
        ),
    )


def _with_address(request: Request, answer: Mapping[str, object]) -> Mapping[str, object]:
    """The invitation under the address that the coordinator's page has, and as a picture."""
    url = f"{site_of(request).origin}{answer['url']}"
    return {**answer, "url": url, "svg": qr_svg(url)}


class _VolunteerCalls:
    def __init__(self, desk: Desk, invitations: Invitations) -> None:
        self._desk = desk
        self._invitations = invitations

    async def give_sign_in(self, context: CommandContext, ids: Mapping[str, str], body: SignInNameBody) -> Target[Any]:
        known = await self._known(context, ids)
        name = self._desk.chosen.name(body.name)
        command = GiveSignIn(
            account_id=known.account_id,
            recorded_at=context.recorded_at,
            name=name,
            password_hash=await self._desk.chosen.choose(body.password, name.text, context.command_id),
            one_time=body.password is None,
        )
        return aimed(known, command)

    async def invite(self, context: CommandContext, ids: Mapping[str, str], body: InvitationKindBody) -> Target[Any]:
        known = await self._known(context, ids)
        command = MakeInvitation(
            account_id=known.account_id,
            recorded_at=context.recorded_at,
            invitation_id=context.new_id("invitation"),
            kind=body.kind,
        )
        return aimed(known, command, command.invitation_id)

    async def invited(self, _context: CommandContext, target: Target[Any], _handled: Handled) -> Mapping[str, object]:
        """The secret, for the coordinator's eyes; a repetition of the command shows the same again."""
        command: MakeInvitation = target.command
        expires_at = command.recorded_at + INVITATION_LASTS[command.kind]
        secret, code, expires_at = await self._invitations.make(
            command.invitation_id, command.account_id, target.ward, command.kind, expires_at
        )
        shown = {"url": f"{START_PAGE}#{secret}", "expires_at": rfc3339(expires_at)}
        return {**shown, "code": code} if code is not None else shown

    async def end_sessions(self, context: CommandContext, ids: Mapping[str, str], body: LossBody) -> Target[Any]:
        known = await self._known(context, ids)
        command = EndSessions(
            account_id=known.account_id,
            recorded_at=context.recorded_at,
            cause="ended_by_coordinator",
            lost=body.lost,
        )
        return aimed(known, command)

    async def end_session(self, context: CommandContext, ids: Mapping[str, str], body: LossBody) -> Target[Any]:
        known = await self._known(context, ids)
        command = EndSession(
            account_id=known.account_id,
            recorded_at=context.recorded_at,
            session_id=ids["session_id"],
            cause="ended_by_coordinator",
            lost=body.lost,
        )
        return aimed(known, command, command.session_id)

    async def _known(self, context: CommandContext, ids: Mapping[str, str]) -> Known:
        return await self._desk.streams.of_volunteer(context.scope.require_ward(ids["ward"]), ids["volunteer_id"])
