"""What access publishes: who may sign in, and since when no longer. No password, secret or key ever stands in an event.

One stream an account, `<ward>/account/<id>`; an account without a ward belongs to the province's code.
"""

from typing import Literal

from shared.contracts.openings import SealedDataOpened
from shared.kernel.days import Instant
from shared.kernel.messages import Event

AccountRole = Literal["volunteer", "coordinator", "province", "auditor", "admin"]
SessionKind = Literal["phone", "office"]
"""How long a sign-in lasts unused: 30 days on a phone, 12 hours in an office."""
SignInMeans = Literal["password", "invitation", "passkey", "password_and_passkey", "oidc"]
InvitationKind = Literal["screen", "printed"]
PasswordCause = Literal["created", "changed", "recovered"]
SessionEndCause = Literal[
    "signed_out", "ended_by_coordinator", "reused", "displaced", "password_changed", "recovered", "account_closed"
]
InvitationEndCause = Literal["wrong_codes", "replaced", "account_closed"]
ClosureCause = Literal["volunteer_retired"]
AccountEndCause = Literal["asked", "volunteer_erased"]


class AboutAccount(Event, frozen=True, kw_only=True):
    """Root of events about one account."""

    account_id: str

    @property
    def subject(self) -> str:
        return f"account/{self.account_id}"


class AccountCreated(AboutAccount, frozen=True, kw_only=True):
    """Somebody may sign in, as soon as they have been given a means to. `volunteer_id`: whom it belongs to."""

    role: AccountRole
    volunteer_id: str | None = None

    @property
    def introduces(self) -> tuple[str, ...]:
        return (f"account/{self.account_id}",)


class SignInNameGiven(AboutAccount, frozen=True, kw_only=True):
    """The name to sign in with; an earlier one no longer does. Sealed: name. `name_key` is a keyed hash of it, unique
    in the installation, which confirms no guess to who has not the installation's key."""

    name_key: str

    @property
    def introduces(self) -> tuple[str, ...]:
        return (f"name/{self.name_key}",)


class PasswordChanged(AboutAccount, frozen=True, kw_only=True):
    """The account has another password. `one_time`: good for one sign-in, which must choose the next."""

    cause: PasswordCause
    one_time: bool = False


class InvitationMade(AboutAccount, frozen=True, kw_only=True):
    """A code to sign in with once, shown on a screen or printed, until `expires_at`."""

    invitation_id: str
    kind: InvitationKind
    expires_at: Instant


class InvitationUsed(AboutAccount, frozen=True, kw_only=True):
    """The one use of an invitation; `session_id` began with it."""

    invitation_id: str
    session_id: str


class InvitationEnded(AboutAccount, frozen=True, kw_only=True):
    """An invitation that nobody can use any more."""

    invitation_id: str
    cause: InvitationEndCause


class SessionStarted(AboutAccount, frozen=True, kw_only=True):
    """Somebody signed in on one device."""

    session_id: str
    kind: SessionKind
    by: SignInMeans


class SessionEnded(AboutAccount, frozen=True, kw_only=True):
    """One device is signed out. What it recorded before is still accepted for 60 days, unless it is `lost`."""

    session_id: str
    cause: SessionEndCause
    lost: bool = False


class DeviceReportedLost(AboutAccount, frozen=True, kw_only=True):
    """The device of a session that had ended before is lost: it has no right to send any more."""

    session_id: str


class PasskeyAdded(AboutAccount, frozen=True, kw_only=True):
    """The account has a passkey, which every sign-in with its password needs from now on."""

    passkey_id: str


class PasskeyRemoved(AboutAccount, frozen=True, kw_only=True):
    """A passkey that no longer signs in."""

    passkey_id: str


class RecoveryGiven(AboutAccount, frozen=True, kw_only=True):
    """Who may do so let the account's owner in again: earlier passwords, passkeys and sessions are gone."""


class AccountClosed(AboutAccount, frozen=True, kw_only=True):
    """Nobody can sign in with it until it is opened again."""

    cause: ClosureCause


class AccountReopened(AboutAccount, frozen=True, kw_only=True):
    """A closure was taken back; sessions that ended stay ended."""


class AccountEnded(AboutAccount, frozen=True, kw_only=True):
    """The account is gone for good, with everything that signed in to it."""

    cause: AccountEndCause


EVENTS: tuple[type[Event], ...] = (
    AccountCreated,
    SignInNameGiven,
    PasswordChanged,
    InvitationMade,
    InvitationUsed,
    InvitationEnded,
    SessionStarted,
    SessionEnded,
    DeviceReportedLost,
    PasskeyAdded,
    PasskeyRemoved,
    RecoveryGiven,
    AccountClosed,
    AccountReopened,
    AccountEnded,
    SealedDataOpened,
)
