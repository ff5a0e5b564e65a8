"""Commands about accounts: made, recovered and ended by an admin; and the password, which its owner changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services.access.api.bodies import AccountBody, PasswordBody
from services.access.api.shapes import AccountAnswer
from services.access.credentials.passwords import Passwords
from services.access.credentials.refusals import PasswordWrong
from services.access.domain.commands import ChangePassword, CreateAccount, EndAccount, Recover
from services.access.domain.rejections import OwnAccount, WardMissing, WardNotForRole
from services.access.flows.account_streams import AccountStreams, Known, stream_of
from services.access.flows.chosen_passwords import ChosenPasswords
from services.access.flows.entrances import Entrances
from services.access.flows.settling import Settling
from shared.flows.command_envelope import Handled
from shared.http.command_calls import CommandCall, CommandContext, NoBody, Target
from shared.kernel.scope import Role
from shared.ports.clock import Clock
from shared.reference.units import PROVINCE_CODE, canonical_ward

ADMIN = frozenset({Role.ADMIN})
COORDINATOR = frozenset({Role.COORDINATOR})
PEOPLE = frozenset(Role) - {Role.SERVICE}
"""Everybody who may have an account."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What the calls about accounts are made with."""

    streams: AccountStreams
    passwords: Passwords
    chosen: ChosenPasswords
    settling: Settling
    entrances: Entrances
    clock: Clock

    async def settled(self, _context: CommandContext, target: Target[Any], handled: Handled) -> Mapping[str, object]:
        """What the command has decided, in force before it is answered."""
        known = await self.streams.known(target.command.account_id)
        await self.settling.after_command(known, target.command, handled)
        return {}

    async def settled_with_password(
        self, context: CommandContext, target: Target[Any], handled: Handled
    ) -> Mapping[str, object]:
        """The same, with the one-time password where the command has made one."""
        await self.settled(context, target, handled)
        if not target.command.one_time:
            return {}
        return {"one_time_password": self.chosen.one_time(context.command_id)}


def aimed(known: Known, command: object, answer_id: str | None = None) -> Target[Any]:
    """At an account that exists."""
    return Target(known.stream, known.ward, command, answer_id or known.account_id)


def account_calls(desk: Desk) -> tuple[CommandCall, ...]:
    """The rows about accounts."""
    calls = _AccountCalls(desk)
    one = "/accounts/{account_id}"
    return (
        CommandCall(
            "CreateAccount",
            "POST",
            "/accounts",
            AccountBody,
            ADMIN,
            calls.create,
            "Make an account for somebody of an office",
            201,
            desk.settled_with_password,
            in_batch=False,
            answer=AccountAnswer,
        ),
        CommandCall(
            "RecoverAccount",
            "POST",
            f"{one}/recovery",
            NoBody,
            ADMIN,
            calls.recover,
            "Let the owner in again with a one-time password; passkeys and sessions are gone",
            afterwards=desk.settled_with_password,
            in_batch=False,
            answer=AccountAnswer,
        ),
        CommandCall(
            "EndAccount",
            "DELETE",
            one,
            NoBody,
            ADMIN,
            calls.end,
            "End an account for good",
            afterwards=desk.settled,
            in_batch=False,
        ),
        CommandCall(
            "ChangePassword",
            "PUT",
            "/account/password",
            PasswordBody,
            PEOPLE,
            calls.change_password,
            "Choose another password; every other device is signed out",
            afterwards=desk.settled,
            in_batch=False,
        ),
    )


class _AccountCalls:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def create(self, context: CommandContext, _ids: Mapping[str, str], body: AccountBody) -> Target[Any]:
        ward = _ward_for(body)
        name = self._desk.chosen.name(body.name)
        account_id = str(body.id) if body.id else context.new_id("account")
        command = CreateAccount(
            account_id=account_id,
            recorded_at=context.recorded_at,
            role=body.role,
            name=name,
            password_hash=await self._desk.chosen.choose(body.password, name.text, context.command_id),
            one_time=body.password is None,
        )
        return Target(stream_of(ward, account_id), ward, command, account_id)

    async def recover(self, context: CommandContext, ids: Mapping[str, str], _body: NoBody) -> Target[Any]:
        known = await self._desk.streams.known(ids["account_id"])
        if known.account_id == context.scope.actor:
            raise OwnAccount()
        command = Recover(
            account_id=known.account_id,
            recorded_at=context.recorded_at,
            password_hash=await self._desk.chosen.choose(None, "", context.command_id),
            one_time=True,
        )
        return aimed(known, command)

    async def end(self, context: CommandContext, ids: Mapping[str, str], _body: NoBody) -> Target[Any]:
        known = await self._desk.streams.known(ids["account_id"])
        asked_by = context.scope.actor
        command = EndAccount(
            account_id=known.account_id, recorded_at=context.recorded_at, cause="asked", asked_by=asked_by
        )
        return aimed(known, command)

    async def change_password(
        self, context: CommandContext, _ids: Mapping[str, str], body: PasswordBody
    ) -> Target[Any]:
        known = await self._desk.streams.known(context.scope.actor)
        self._desk.entrances.knock(known.account_id, "own password")
        if await self._desk.passwords.right(known.account_id, body.password) is None:
            raise PasswordWrong("/password")
        command = ChangePassword(
            account_id=known.account_id,
            recorded_at=context.recorded_at,
            password_hash=await self._desk.chosen.choose(body.new_password, "", context.command_id, "/new_password"),
            keep=context.scope.session_id,
        )
        return aimed(known, command)


def _ward_for(body: AccountBody) -> str:
    if body.role != "coordinator":
        if body.ward is not None:
            raise WardNotForRole("/ward")
        return PROVINCE_CODE
    ward = canonical_ward(body.ward) if body.ward is not None else None
    if ward is None:
        raise WardMissing("/ward")
    return ward
