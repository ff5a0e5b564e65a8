"""Invitations, sessions and passkeys of an account: what lets somebody in, and what puts them out."""

from collections.abc import Sequence
from datetime import timedelta

from services.access.domain.accounts import ended_sessions, require_open
from services.access.domain.commands import (
    AddPasskey,
    EndSession,
    EndSessions,
    MakeInvitation,
    RemovePasskey,
    SpoilInvitation,
    StartSession,
    UseInvitation,
)
from services.access.domain.rejections import (
    AccountUnknown,
    InvitationIsOver,
    PasskeyNotForRole,
    PasskeyUnknown,
    SessionUnknown,
    TooManyPasskeys,
)
from services.access.domain.state import Account, AccountEvent
from shared.contracts.access import (
    DeviceReportedLost,
    InvitationEnded,
    InvitationMade,
    InvitationUsed,
    PasskeyAdded,
    PasskeyRemoved,
    SessionEnded,
    SessionKind,
    SessionStarted,
    SignInMeans,
)

MOST_SESSIONS = 10
"""Devices signed in to one account at once; one more signs the oldest out."""
MOST_PASSKEYS = 10
INVITATION_LASTS = {"screen": timedelta(minutes=15), "printed": timedelta(days=7)}


def make_invitation(command: MakeInvitation, state: Account) -> Sequence[AccountEvent]:
    """A new code ends the one before it, if nobody has used that."""
    require_open(state)
    replaced: list[AccountEvent] = [
        InvitationEnded(account_id=command.account_id, invitation_id=one, cause="replaced")
        for one in sorted(state.invitations)
    ]
    made = InvitationMade(
        account_id=command.account_id,
        invitation_id=command.invitation_id,
        kind=command.kind,
        expires_at=command.recorded_at + INVITATION_LASTS[command.kind],
    )
    return [*replaced, made]


def use_invitation(command: UseInvitation, state: Account) -> Sequence[AccountEvent]:
    """The one use, which begins a session."""
    require_open(state)
    expires = state.invitations.get(command.invitation_id)
    if expires is None or command.recorded_at >= expires:
        raise InvitationIsOver()
    used = InvitationUsed(
        account_id=command.account_id, invitation_id=command.invitation_id, session_id=command.session_id
    )
    return [used, *_started(command.account_id, state, command.session_id, command.kind, "invitation")]


def spoil_invitation(command: SpoilInvitation, state: Account) -> Sequence[AccountEvent]:
    """After so many wrong codes it is over, whoever typed them."""
    if command.invitation_id not in state.invitations:
        return []
    return [
        InvitationEnded(account_id=command.account_id, invitation_id=command.invitation_id, cause="wrong_codes"),
    ]


def start_session(command: StartSession, state: Account) -> Sequence[AccountEvent]:
    """One device more."""
    require_open(state)
    return _started(command.account_id, state, command.session_id, command.kind, command.by)


def _started(
    account_id: str, state: Account, session_id: str, kind: SessionKind, by: SignInMeans
) -> list[AccountEvent]:
    displaced = state.sessions[: max(0, len(state.sessions) + 1 - MOST_SESSIONS)]
    return [
        *[SessionEnded(account_id=account_id, session_id=one, cause="displaced") for one in displaced],
        SessionStarted(account_id=account_id, session_id=session_id, kind=kind, by=by),
    ]


def end_session(command: EndSession, state: Account) -> Sequence[AccountEvent]:
    """Ended is ended; that its device is lost may still become known later."""
    if state.situation == "unknown":
        raise AccountUnknown(what="account")
    if command.session_id in state.sessions:
        return [
            SessionEnded(
                account_id=command.account_id, session_id=command.session_id, cause=command.cause, lost=command.lost
            )
        ]
    if command.lost and command.session_id in state.gone:
        return [DeviceReportedLost(account_id=command.account_id, session_id=command.session_id)]
    if command.session_id in state.gone or command.cause == "reused":
        return []
    raise SessionUnknown(what="session")


def end_sessions(command: EndSessions, state: Account) -> Sequence[AccountEvent]:
    """All of them; when the devices are lost, what ended before loses its right to send too."""
    if state.situation == "unknown":
        raise AccountUnknown(what="account")
    ended = ended_sessions(command.account_id, state, command.cause, keep=command.keep, lost=command.lost)
    reported = state.gone if command.lost else ()
    return [*ended, *[DeviceReportedLost(account_id=command.account_id, session_id=one) for one in reported]]


def add_passkey(command: AddPasskey, state: Account) -> Sequence[AccountEvent]:
    """For the roles that decide over others."""
    require_open(state)
    if state.role == "volunteer":
        raise PasskeyNotForRole()
    if command.passkey_id in state.passkeys:
        return []
    if len(state.passkeys) >= MOST_PASSKEYS:
        raise TooManyPasskeys(limit=MOST_PASSKEYS)
    return [PasskeyAdded(account_id=command.account_id, passkey_id=command.passkey_id)]


def remove_passkey(command: RemovePasskey, state: Account) -> Sequence[AccountEvent]:
    """The owner takes one away."""
    require_open(state)
    if command.passkey_id not in state.passkeys:
        raise PasskeyUnknown(what="passkey")
    return [PasskeyRemoved(account_id=command.account_id, passkey_id=command.passkey_id)]
