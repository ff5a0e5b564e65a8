"""Opening, naming, closing and ending accounts."""

from collections.abc import Iterator, Sequence

from services.access.domain.commands import (
    AdmitOutsider,
    AdmitVolunteer,
    ChangePassword,
    CloseAccount,
    CreateAccount,
    EndAccount,
    GiveSignIn,
    Recover,
)
from services.access.domain.rejections import AccountExists, AccountIsClosed, AccountIsEnded, AccountUnknown, OwnAccount
from services.access.domain.state import Account, AccountEvent
from shared.contracts.access import (
    AccountClosed,
    AccountCreated,
    AccountEnded,
    AccountReopened,
    InvitationEnded,
    PasskeyRemoved,
    PasswordChanged,
    RecoveryGiven,
    SessionEndCause,
    SessionEnded,
    SignInNameGiven,
)


def require_open(state: Account) -> None:
    """Raises AccountUnknown, AccountIsClosed or AccountIsEnded."""
    if state.situation == "unknown":
        raise AccountUnknown(what="account")
    if state.situation == "closed":
        raise AccountIsClosed()
    if state.situation == "ended":
        raise AccountIsEnded()


def create(command: CreateAccount, state: Account) -> Sequence[AccountEvent]:
    """A new account with a name and a password."""
    if state.situation != "unknown":
        raise AccountExists(field="id")
    account_id = command.account_id
    return [
        AccountCreated(account_id=account_id, role=command.role),
        SignInNameGiven(account_id=account_id, name_key=command.name.key, sealed={"name": command.name.text}),
        PasswordChanged(account_id=account_id, cause="created", one_time=command.one_time),
    ]


def give_sign_in(command: GiveSignIn, state: Account) -> Sequence[AccountEvent]:
    """Name and password for an account that had none, or others for one that had."""
    require_open(state)
    events: list[AccountEvent] = []
    if command.name.key != state.name_key:
        named = {"name": command.name.text}
        events.append(SignInNameGiven(account_id=command.account_id, name_key=command.name.key, sealed=named))
    cause = PasswordChanged(account_id=command.account_id, cause="recovered", one_time=command.one_time)
    return [*events, cause, *ended_sessions(command.account_id, state, "password_changed")]


def admit_volunteer(command: AdmitVolunteer, state: Account) -> Sequence[AccountEvent]:
    """Whatever the account is now: a policy is never refused."""
    if state.situation == "closed":
        return [AccountReopened(account_id=command.account_id)]
    if state.situation != "unknown":
        return []
    return [AccountCreated(account_id=command.account_id, role="volunteer", volunteer_id=command.volunteer_id)]


def admit_outsider(command: AdmitOutsider, state: Account) -> Sequence[AccountEvent]:
    """Open it once; what it was opened for stays."""
    if state.situation != "unknown":
        require_open(state)
        return []
    opened = AccountCreated(account_id=command.account_id, role=command.role, volunteer_id=command.volunteer_id)
    return [opened]


def change_password(command: ChangePassword, state: Account) -> Sequence[AccountEvent]:
    """Another password, and only the device that chose it stays signed in."""
    require_open(state)
    changed = PasswordChanged(account_id=command.account_id, cause="changed")
    return [changed, *ended_sessions(command.account_id, state, "password_changed", keep=command.keep)]


def recover(command: Recover, state: Account) -> Sequence[AccountEvent]:
    """A one-time password in place of everything that signed in before."""
    require_open(state)
    return [
        RecoveryGiven(account_id=command.account_id),
        PasswordChanged(account_id=command.account_id, cause="recovered", one_time=command.one_time),
        *[PasskeyRemoved(account_id=command.account_id, passkey_id=one) for one in sorted(state.passkeys)],
        *ended_sessions(command.account_id, state, "recovered"),
    ]


def close(command: CloseAccount, state: Account) -> Sequence[AccountEvent]:
    """The volunteer's sessions and invitations end with their work."""
    if state.situation != "open":
        return []
    closed = AccountClosed(account_id=command.account_id, cause="volunteer_retired")
    return [*_everything_open(command.account_id, state), closed]


def end(command: EndAccount, state: Account) -> Sequence[AccountEvent]:
    """Everything open on the account ends with it."""
    if command.asked_by == command.account_id:
        raise OwnAccount()
    if state.situation == "unknown" and command.cause == "asked":
        raise AccountUnknown(what="account")
    if state.situation in ("unknown", "ended"):
        return []
    ended = AccountEnded(account_id=command.account_id, cause=command.cause)
    return [*_everything_open(command.account_id, state), ended]


def ended_sessions(
    account_id: str, state: Account, cause: SessionEndCause, *, keep: str | None = None, lost: bool = False
) -> list[AccountEvent]:
    """The ends of all sessions but `keep`."""
    ending = [one for one in state.sessions if one != keep]
    return [SessionEnded(account_id=account_id, session_id=one, cause=cause, lost=lost) for one in ending]


def _everything_open(account_id: str, state: Account) -> Iterator[AccountEvent]:
    for invitation_id in sorted(state.invitations):
        yield InvitationEnded(account_id=account_id, invitation_id=invitation_id, cause="account_closed")
    yield from ended_sessions(account_id, state, "account_closed")
