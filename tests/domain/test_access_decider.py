"""Accounts: who is let in, what ends with what, and what is refused."""

from datetime import UTC, datetime, timedelta

import pytest

from services.access.domain.commands import (
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
    MakeInvitation,
    Recover,
    RemovePasskey,
    SignInName,
    SpoilInvitation,
    StartSession,
    UseInvitation,
)
from services.access.domain.decider import account_decider, with_foreign_keys
from services.access.domain.rejections import (
    AccountExists,
    AccountIsClosed,
    AccountIsEnded,
    AccountUnknown,
    InvitationIsOver,
    OwnAccount,
    PasskeyNotForRole,
    PasskeyUnknown,
    SessionUnknown,
    SignInNameTaken,
    TooManyPasskeys,
)
from services.access.domain.sign_ins import MOST_PASSKEYS, MOST_SESSIONS
from shared.contracts.access import (
    AboutAccount,
    AccountClosed,
    AccountCreated,
    AccountEnded,
    AccountReopened,
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
from tests.given_when_then import given

NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)
ME = {"account_id": "a-1", "recorded_at": NOW}
NAME = SignInName(text="lan.haivan", key="k-1")
ABOUT = {"account_id": "a-1"}
VOLUNTEER = AccountCreated(**ABOUT, role="volunteer", volunteer_id="v-1")
OFFICE = AccountCreated(**ABOUT, role="coordinator")
NAMED = SignInNameGiven(**ABOUT, name_key="k-1", sealed={"name": "lan.haivan"})
CLOSED = AccountClosed(**ABOUT, cause="volunteer_retired")
ENDED = AccountEnded(**ABOUT, cause="asked")
LATER = NOW + timedelta(minutes=15)
INVITED = InvitationMade(**ABOUT, invitation_id="i-1", kind="screen", expires_at=LATER)
CREATE = CreateAccount(**ME, role="coordinator", name=NAME, password_hash="#")


def started(session: str = "s-1") -> SessionStarted:
    return SessionStarted(**ABOUT, session_id=session, kind="phone", by="password")


def ended(session: str = "s-1", cause: str = "signed_out", *, lost: bool = False) -> SessionEnded:
    return SessionEnded(**ABOUT, session_id=session, cause=cause, lost=lost)


def start(session: str = "s-1") -> StartSession:
    return StartSession(**ME, session_id=session, kind="phone", by="password")


def test_an_account_begins_with_a_name_and_a_password_and_no_event_holds_either_in_the_clear() -> None:
    example = given(account_decider).when(CREATE)
    example.then(OFFICE, NAMED, PasswordChanged(**ABOUT, cause="created"))
    assert "#" not in str(example.events())
    assert "lan" not in "".join(key for event in example.events() for key in event.introduces)
    given(account_decider, OFFICE).when(CREATE).then_rejects(AccountExists, field="id")


def test_a_volunteer_is_admitted_let_go_and_taken_back() -> None:
    admit = AdmitVolunteer(**ME, volunteer_id="v-1")
    given(account_decider).when(admit).then(VOLUNTEER)
    given(account_decider, VOLUNTEER).when(admit).then_nothing()
    given(account_decider, VOLUNTEER, CLOSED).when(admit).then(AccountReopened(**ABOUT))
    given(account_decider, VOLUNTEER, ENDED).when(admit).then_nothing()
    given(account_decider, VOLUNTEER, started(), INVITED).when(CloseAccount(**ME)).then(
        InvitationEnded(**ABOUT, invitation_id="i-1", cause="account_closed"), ended(cause="account_closed"), CLOSED
    )
    given(account_decider).when(CloseAccount(**ME)).then_nothing()


def test_who_another_issuer_vouches_for_has_one_account() -> None:
    admit = AdmitOutsider(**ME, role="province")
    opened = AccountCreated(**ABOUT, role="province")
    given(account_decider).when(admit).then(opened)
    given(account_decider, opened).when(admit).then_nothing()
    given(account_decider, opened, ENDED).when(admit).then_rejects(AccountIsEnded)


@pytest.mark.parametrize(
    ("history", "refusal"),
    [((), AccountUnknown), ((VOLUNTEER, CLOSED), AccountIsClosed), ((VOLUNTEER, ENDED), AccountIsEnded)],
)
def test_nobody_signs_in_to_what_is_not_open(history: tuple[AboutAccount, ...], refusal: type[Exception]) -> None:
    for command in (
        start(),
        GiveSignIn(**ME, name=NAME, password_hash="#"),
        ChangePassword(**ME, password_hash="#"),
        Recover(**ME, password_hash="#"),
        MakeInvitation(**ME, invitation_id="i-2", kind="screen"),
        UseInvitation(**ME, invitation_id="i-1", session_id="s-1", kind="phone"),
        AddPasskey(**ME, passkey_id="p-1"),
    ):
        given(account_decider, *history).when(command).then_rejects(refusal)  # type: ignore[type-var]


def test_a_new_name_or_password_signs_the_others_out() -> None:
    give = GiveSignIn(**ME, name=NAME, password_hash="#", one_time=True)
    changed = PasswordChanged(**ABOUT, cause="recovered", one_time=True)
    given(account_decider, VOLUNTEER).when(give).then(NAMED, changed)
    given(account_decider, VOLUNTEER, NAMED, started()).when(give).then(changed, ended(cause="password_changed"))
    keep = ChangePassword(**ME, password_hash="#", keep="s-1")
    given(account_decider, OFFICE, started("s-1"), started("s-2")).when(keep).then(
        PasswordChanged(**ABOUT, cause="changed"), ended("s-2", "password_changed")
    )


def test_a_recovery_leaves_nothing_that_signed_in_before() -> None:
    added = PasskeyAdded(**ABOUT, passkey_id="p-1")
    given(account_decider, OFFICE, added, started()).when(Recover(**ME, password_hash="#", one_time=True)).then(
        RecoveryGiven(**ABOUT),
        PasswordChanged(**ABOUT, cause="recovered", one_time=True),
        PasskeyRemoved(**ABOUT, passkey_id="p-1"),
        ended(cause="recovered"),
    )


def test_an_end_is_for_good_and_never_one_s_own() -> None:
    end = EndAccount(**ME, cause="asked", asked_by="a-2")
    given(account_decider, OFFICE, started()).when(end).then(ended(cause="account_closed"), ENDED)
    given(account_decider, OFFICE, ENDED).when(end).then_nothing()
    given(account_decider).when(end).then_rejects(AccountUnknown)
    given(account_decider).when(EndAccount(**ME, cause="volunteer_erased")).then_nothing()
    given(account_decider, OFFICE).when(EndAccount(**ME, cause="asked", asked_by="a-1")).then_rejects(OwnAccount)


def test_an_invitation_is_good_once_and_for_its_time() -> None:
    use = UseInvitation(**ME, invitation_id="i-1", session_id="s-1", kind="phone")
    used = InvitationUsed(**ABOUT, invitation_id="i-1", session_id="s-1")
    begun = SessionStarted(**ABOUT, session_id="s-1", kind="phone", by="invitation")
    given(account_decider, VOLUNTEER, INVITED).when(use).then(used, begun)
    given(account_decider, VOLUNTEER, INVITED, used, begun).when(use).then_rejects(InvitationIsOver)
    late = UseInvitation(account_id="a-1", recorded_at=LATER, invitation_id="i-1", session_id="s-1", kind="phone")
    given(account_decider, VOLUNTEER, INVITED).when(late).then_rejects(InvitationIsOver)


def test_a_new_invitation_replaces_the_last_and_guesses_end_it() -> None:
    make = MakeInvitation(**ME, invitation_id="i-2", kind="printed")
    given(account_decider, VOLUNTEER, INVITED).when(make).then(
        InvitationEnded(**ABOUT, invitation_id="i-1", cause="replaced"),
        InvitationMade(**ABOUT, invitation_id="i-2", kind="printed", expires_at=NOW + timedelta(days=7)),
    )
    spoiled = InvitationEnded(**ABOUT, invitation_id="i-1", cause="wrong_codes")
    spoil = SpoilInvitation(**ME, invitation_id="i-1")
    given(account_decider, VOLUNTEER, INVITED).when(spoil).then(spoiled)
    given(account_decider, VOLUNTEER, INVITED, spoiled).when(spoil).then_nothing()


def test_one_device_too_many_signs_the_oldest_out() -> None:
    full = [started(f"s-{number}") for number in range(MOST_SESSIONS)]
    given(account_decider, VOLUNTEER, *full).when(start("s-x")).then(ended("s-0", "displaced"), started("s-x"))


def test_a_session_ends_once_and_its_device_may_turn_out_lost_later() -> None:
    history = (VOLUNTEER, started())
    end, lose = (EndSession(**ME, session_id="s-1", cause="signed_out", lost=lost) for lost in (False, True))
    given(account_decider, *history).when(end).then(ended())
    given(account_decider, *history).when(lose).then(ended(lost=True))
    given(account_decider, *history, ended()).when(end).then_nothing()
    reported = DeviceReportedLost(**ABOUT, session_id="s-1")
    given(account_decider, *history, ended()).when(lose).then(reported)
    given(account_decider, *history, ended(), reported).when(lose).then_rejects(SessionUnknown)
    given(account_decider, VOLUNTEER).when(end).then_rejects(SessionUnknown)
    everything = EndSessions(**ME, cause="ended_by_coordinator", lost=True)
    given(account_decider, *history, ended(), started("s-2")).when(everything).then(
        ended("s-2", "ended_by_coordinator", lost=True), reported
    )


def test_passkeys_are_for_offices_and_bounded() -> None:
    add = AddPasskey(**ME, passkey_id="p-x")
    given(account_decider, OFFICE).when(add).then(PasskeyAdded(**ABOUT, passkey_id="p-x"))
    given(account_decider, OFFICE, PasskeyAdded(**ABOUT, passkey_id="p-x")).when(add).then_nothing()
    given(account_decider, VOLUNTEER).when(add).then_rejects(PasskeyNotForRole)
    full = [PasskeyAdded(**ABOUT, passkey_id=f"p-{number}") for number in range(MOST_PASSKEYS)]
    given(account_decider, OFFICE, *full).when(add).then_rejects(TooManyPasskeys, limit=MOST_PASSKEYS)
    remove = RemovePasskey(**ME, passkey_id="p-0")
    given(account_decider, OFFICE, *full).when(remove).then(PasskeyRemoved(**ABOUT, passkey_id="p-0"))
    given(account_decider, OFFICE).when(remove).then_rejects(PasskeyUnknown)


def test_a_name_or_id_has_one_owner() -> None:
    with pytest.raises(SignInNameTaken):
        with_foreign_keys(CREATE, {"name/k-1": "48/account/a-2"})
    with pytest.raises(AccountExists):
        with_foreign_keys(CREATE, {"account/a-1": "48/account/a-1"})
