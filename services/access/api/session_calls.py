"""Commands about one's own devices and passkeys."""

from collections.abc import Mapping
from typing import Any

from services.access.api.account_calls import PEOPLE, Desk, aimed
from services.access.api.bodies import LossBody
from services.access.domain.commands import EndSession, EndSessions, RemovePasskey
from shared.http.command_calls import CommandCall, CommandContext, NoBody, Target


def session_calls(desk: Desk) -> tuple[CommandCall, ...]:
    """The rows about what is one's own."""
    calls = _SessionCalls(desk)
    return (
        CommandCall(
            "EndOwnSession",
            "DELETE",
            "/sessions/{session_id}",
            LossBody,
            PEOPLE,
            calls.end_session,
            "Sign one of one's own devices out",
            afterwards=desk.settled,
            in_batch=False,
        ),
        CommandCall(
            "EndOwnSessions",
            "DELETE",
            "/sessions",
            NoBody,
            PEOPLE,
            calls.end_sessions,
            "Sign all of one's own devices out",
            afterwards=desk.settled,
            in_batch=False,
        ),
        CommandCall(
            "RemovePasskey",
            "DELETE",
            "/passkeys/{passkey_id}",
            NoBody,
            PEOPLE,
            calls.remove_passkey,
            "Remove one of one's own passkeys",
            afterwards=desk.settled,
            in_batch=False,
        ),
    )


class _SessionCalls:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def end_session(self, context: CommandContext, ids: Mapping[str, str], body: LossBody) -> Target[Any]:
        known = await self._desk.streams.known(context.scope.actor)
        command = EndSession(
            account_id=known.account_id,
            recorded_at=context.recorded_at,
            session_id=ids["session_id"],
            cause="signed_out",
            lost=body.lost,
        )
        return aimed(known, command, command.session_id)

    async def end_sessions(self, context: CommandContext, _ids: Mapping[str, str], _body: NoBody) -> Target[Any]:
        known = await self._desk.streams.known(context.scope.actor)
        command = EndSessions(account_id=known.account_id, recorded_at=context.recorded_at, cause="signed_out")
        return aimed(known, command)

    async def remove_passkey(self, context: CommandContext, ids: Mapping[str, str], _body: NoBody) -> Target[Any]:
        known = await self._desk.streams.known(context.scope.actor)
        command = RemovePasskey(
            account_id=known.account_id, recorded_at=context.recorded_at, passkey_id=ids["passkey_id"]
        )
        return aimed(known, command, command.passkey_id)
