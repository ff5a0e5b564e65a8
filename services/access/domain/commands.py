"""What may be asked of an account. `recorded_at` is the server's time."""

from dataclasses import dataclass, field
from datetime import datetime

from shared.contracts.access import (
    AccountEndCause,
    AccountRole,
    InvitationKind,
    SessionEndCause,
    SessionKind,
    SignInMeans,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Command:
    account_id: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _SetsPassword(_Command):
    """`password_hash` goes to the store of credentials once the event is stored; no event holds it."""

    password_hash: str = field(repr=False)
    one_time: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInName:
    """A name to sign in with, and the keyed hash that it is found and kept unique by."""

    text: str = field(repr=False)
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateAccount(_SetsPassword):
    """An account for somebody of an office."""

    role: AccountRole
    name: SignInName


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveSignIn(_SetsPassword):
    """Give an account that exists a name and a password; what signed in with an earlier password is signed out."""

    name: SignInName


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangePassword(_SetsPassword):
    """Its owner chooses another password; every session but `keep` ends."""

    keep: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recover(_SetsPassword):
    """Let the owner in again: a one-time password, no passkeys, no sessions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitVolunteer(_Command):
    """Open, or open again, the account of a volunteer of the ward."""

    volunteer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitOutsider(_Command):
    """Open the account of somebody whom another issuer vouches for, if there is none."""

    role: AccountRole
    volunteer_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseAccount(_Command):
    """A volunteer has retired."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EndAccount(_Command):
    """For good. `asked_by`: the account that asks; nobody ends their own. `None` for what follows from an erasure."""

    cause: AccountEndCause
    asked_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeInvitation(_Command):
    """A code for one sign-in; an earlier one that nobody used ends."""

    invitation_id: str
    kind: InvitationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class UseInvitation(_Command):
    """Sign in by invitation, the one time it is good for."""

    invitation_id: str
    session_id: str
    kind: SessionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class SpoilInvitation(_Command):
    """Its code was guessed wrong too often."""

    invitation_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StartSession(_Command):
    """Sign in by what was just checked."""

    session_id: str
    kind: SessionKind
    by: SignInMeans


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSession(_Command):
    """Sign a device out; `lost`: it is in strange hands."""

    session_id: str
    cause: SessionEndCause
    lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EndSessions(_Command):
    """Sign every device out but `keep`."""

    cause: SessionEndCause
    keep: str | None = None
    lost: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPasskey(_Command):
    """A passkey that was just made and checked."""

    passkey_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovePasskey(_Command):
    """Take a passkey away."""

    passkey_id: str


LifeCommand = CreateAccount | GiveSignIn | AdmitVolunteer | AdmitOutsider | CloseAccount | EndAccount
PasswordCommand = ChangePassword | Recover
InvitationCommand = MakeInvitation | UseInvitation | SpoilInvitation
SessionCommand = StartSession | EndSession | EndSessions
PasskeyCommand = AddPasskey | RemovePasskey
AccountCommand = LifeCommand | PasswordCommand | InvitationCommand | SessionCommand | PasskeyCommand
