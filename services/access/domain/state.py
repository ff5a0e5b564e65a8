"""An account as far as its events tell: who it is for, and what is open on it."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal, assert_never

from immutables import Map

from shared.contracts.access import (
    AccountClosed,
    AccountCreated,
    AccountEnded,
    AccountReopened,
    AccountRole,
    DeviceReportedLost,
    InvitationEnded,
    InvitationMade,
    InvitationUsed,
    PasskeyAdded,
    PasskeyRemoved,
    PasswordChanged,
    RecoveryGiven,
    SessionEnded,
    SessionStarted,
    SignInNameGiven,
)

_REMEMBERED = 100
"""Ended sessions kept in mind, more than anybody has in the 60 days for which it matters."""

Situation = Literal["unknown", "open", "closed", "ended"]


@dataclass(frozen=True, slots=True)
class Account:
    """`sessions` are the devices signed in, oldest first; `gone` are ended ones that were not reported lost, latest
    last. `invitations` are unused ones with the end of their time."""

    situation: Situation = "unknown"
    role: AccountRole = "volunteer"
    volunteer_id: str | None = None
    name_key: str | None = None
    sessions: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    invitations: Map[str, datetime] = field(default_factory=Map)
    passkeys: frozenset[str] = frozenset()


LifeEvent = AccountCreated | SignInNameGiven | AccountClosed | AccountReopened | AccountEnded
InvitationEvent = InvitationMade | InvitationUsed | InvitationEnded
SessionEvent = SessionStarted | SessionEnded | DeviceReportedLost
PasskeyEvent = PasskeyAdded | PasskeyRemoved
AccountEvent = LifeEvent | InvitationEvent | SessionEvent | PasskeyEvent | PasswordChanged | RecoveryGiven


def evolve(state: Account, event: AccountEvent) -> Account:
    """The account after `event`."""
    match event:
        case AccountCreated() | SignInNameGiven() | AccountClosed() | AccountReopened() | AccountEnded():
            return _with_life(state, event)
        case InvitationMade() | InvitationUsed() | InvitationEnded():
            return _with_invitation(state, event)
        case SessionStarted() | SessionEnded() | DeviceReportedLost():
            return _with_session(state, event)
        case PasskeyAdded():
            return replace(state, passkeys=state.passkeys | {event.passkey_id})
        case PasskeyRemoved():
            return replace(state, passkeys=state.passkeys - {event.passkey_id})
        case PasswordChanged() | RecoveryGiven():
            return state
        case _:
            assert_never(event)


def _with_life(state: Account, event: LifeEvent) -> Account:
    match event:
        case AccountCreated():
            return replace(state, situation="open", role=event.role, volunteer_id=event.volunteer_id)
        case SignInNameGiven():
            return replace(state, name_key=event.name_key)
        case AccountClosed():
            return replace(state, situation="closed")
        case AccountReopened():
            return replace(state, situation="open")
        case AccountEnded():
            return replace(state, situation="ended", name_key=None)
        case _:
            assert_never(event)


def _with_invitation(state: Account, event: InvitationEvent) -> Account:
    match event:
        case InvitationMade():
            return replace(state, invitations=state.invitations.set(event.invitation_id, event.expires_at))
        case InvitationUsed() | InvitationEnded():
            return replace(state, invitations=state.invitations.delete(event.invitation_id))
        case _:
            assert_never(event)


def _with_session(state: Account, event: SessionEvent) -> Account:
    one = event.session_id
    match event:
        case SessionStarted():
            return replace(state, sessions=(*state.sessions, one))
        case SessionEnded():
            gone = state.gone if event.lost else (*state.gone, one)[-_REMEMBERED:]
            return replace(state, sessions=_without(state.sessions, one), gone=gone)
        case DeviceReportedLost():
            return replace(state, gone=_without(state.gone, one))
        case _:
            assert_never(event)


def _without(sessions: tuple[str, ...], one: str) -> tuple[str, ...]:
    return tuple(session for session in sessions if session != one)
