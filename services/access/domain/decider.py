"""The account's decider: each command is led to its rule."""

from collections.abc import Mapping, Sequence
from typing import assert_never

from services.access.domain import accounts, sign_ins
from services.access.domain.commands import (
    AccountCommand,
    AddPasskey,
    AdmitOutsider,
    AdmitVolunteer,
    ChangePassword,
    CloseAccount,
    CreateAccount,
    EndAccount,
    EndSession,
    EndSessions,
    GiveSignIn,
    LifeCommand,
    MakeInvitation,
    PasswordCommand,
    Recover,
    RemovePasskey,
    SpoilInvitation,
    StartSession,
    UseInvitation,
)
from services.access.domain.rejections import AccountExists, SignInNameTaken
from services.access.domain.state import Account, AccountEvent, evolve
from shared.kernel.decider import Decider

_SignInCommand = (
    MakeInvitation
    | UseInvitation
    | SpoilInvitation
    | StartSession
    | EndSession
    | EndSessions
    | AddPasskey
    | RemovePasskey
)


def decide(command: AccountCommand, state: Account) -> Sequence[AccountEvent]:
    """The events of `command`; none where there is nothing to do. Raises one of `rejections`."""
    match command:
        case (
            CreateAccount()
            | GiveSignIn()
            | AdmitVolunteer()
            | AdmitOutsider()
            | CloseAccount()
            | EndAccount()
            | ChangePassword()
            | Recover()
        ):
            return _decide_life(command, state)
        case _:
            return _decide_sign_in(command, state)


def _decide_life(command: LifeCommand | PasswordCommand, state: Account) -> Sequence[AccountEvent]:
    match command:
        case CreateAccount():
            return accounts.create(command, state)
        case GiveSignIn():
            return accounts.give_sign_in(command, state)
        case AdmitVolunteer():
            return accounts.admit_volunteer(command, state)
        case AdmitOutsider():
            return accounts.admit_outsider(command, state)
        case CloseAccount():
            return accounts.close(command, state)
        case EndAccount():
            return accounts.end(command, state)
        case ChangePassword():
            return accounts.change_password(command, state)
        case Recover():
            return accounts.recover(command, state)
        case _:
            assert_never(command)


def _decide_sign_in(command: _SignInCommand, state: Account) -> Sequence[AccountEvent]:
    match command:
        case MakeInvitation():
            return sign_ins.make_invitation(command, state)
        case UseInvitation():
            return sign_ins.use_invitation(command, state)
        case SpoilInvitation():
            return sign_ins.spoil_invitation(command, state)
        case StartSession():
            return sign_ins.start_session(command, state)
        case EndSession():
            return sign_ins.end_session(command, state)
        case EndSessions():
            return sign_ins.end_sessions(command, state)
        case AddPasskey():
            return sign_ins.add_passkey(command, state)
        case RemovePasskey():
            return sign_ins.remove_passkey(command, state)
        case _:
            assert_never(command)


account_decider: Decider[AccountCommand, Account, AccountEvent] = Decider(decide, evolve, Account)
"""One account."""


def with_foreign_keys(_command: AccountCommand, owners: Mapping[str, str]) -> AccountCommand:
    """A name or an id has one owner: raises SignInNameTaken or AccountExists."""
    if any(key.startswith("name/") for key in owners):
        raise SignInNameTaken(field="name")
    raise AccountExists(field="id")
