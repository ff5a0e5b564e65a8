"""Phones are recorded when their contact is news; an erasure is confirmed once; ids of others are respected."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.visits.domain.commands import ConfirmErasure, HearPhone
from services.visits.domain.erasure import erasure_decider
from services.visits.domain.foreign_keys import with_foreign_keys
from services.visits.domain.phone import phone_decider
from services.visits.domain.rejections import FollowUpElsewhere, VisitElsewhere
from shared.contracts.visits import ErasureConfirmed, PhoneHeard
from shared.kernel.scope import Role
from tests.domain.visits_examples import follow_up, line, open_follow_up, visit
from tests.given_when_then import given

MORNING = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
BY: dict[str, Any] = {"command_id": "k", "recorded_by": "account-lan", "role": Role.VOLUNTEER}


def hear(unsent: int = 0, hour: int = 1, **changed: Any) -> HearPhone:
    at = datetime(2026, 11, 2, hour, 0, tzinfo=UTC)
    facts: dict[str, Any] = {"device": "d1", "volunteer_id": "lan", "unsent": unsent, "recorded_at": at}
    return HearPhone(**(BY | facts | changed))


def heard(unsent: int = 0) -> PhoneHeard:
    return PhoneHeard(device="d1", volunteer_id="lan", at=MORNING, unsent=unsent)


def test_a_phone_that_was_never_heard_is_news() -> None:
    oldest = datetime(2026, 11, 1, 1, 0, tzinfo=UTC)
    given(phone_decider).when(hear(3, oldest_unsent=oldest, app="1.4.0")).then(
        PhoneHeard(device="d1", volunteer_id="lan", at=MORNING, unsent=3, oldest_unsent=oldest, app="1.4.0")
    )


@pytest.mark.parametrize(("before", "now"), [(0, 0), (3, 3), (3, 5), (4, 3), (8, 1)])
def test_further_contacts_of_the_day_are_passed_over(before: int, now: int) -> None:
    given(phone_decider, heard(before)).when(hear(now, hour=9)).then_nothing()


@pytest.mark.parametrize(("before", "now"), [(0, 1), (3, 0), (3, 6), (1, 2), (4, 9)])
def test_unsent_that_leaves_or_becomes_nothing_or_doubles_is_news(before: int, now: int) -> None:
    given(phone_decider, heard(before)).when(hear(now)).then(heard(now))


def test_doubling_is_counted_from_the_last_record() -> None:
    given(phone_decider, heard(2), heard(4)).when(hear(6)).then_nothing()
    given(phone_decider, heard(2), heard(4)).when(hear(8)).then(heard(8))


def test_the_first_contact_of_a_day_in_da_nang_is_news() -> None:
    given(phone_decider, heard()).when(hear(recorded_at=datetime(2026, 11, 2, 16, 59, tzinfo=UTC))).then_nothing()
    assert given(phone_decider, heard()).when(hear(recorded_at=datetime(2026, 11, 2, 17, 0, tzinfo=UTC))).events()


def test_a_phone_in_other_hands_is_news() -> None:
    assert given(phone_decider, heard()).when(hear(volunteer_id="minh")).events()


def test_an_erasure_is_confirmed_once_for_each_decision() -> None:
    command = ConfirmErasure(**BY, recorded_at=MORNING, subject_kind="household", subject_id="h1", decision="e1")
    confirmed = ErasureConfirmed(subject_kind="household", subject_id="h1", decision="e1")
    given(erasure_decider).when(command).then(confirmed)
    given(erasure_decider, confirmed).when(command).then_nothing()
    other = ErasureConfirmed(subject_kind="household", subject_id="h1", decision="e0")
    given(erasure_decider, other).when(command).then(confirmed)


def test_a_case_of_another_household_is_told_to_the_visit() -> None:
    command = visit(procedures=(line(), line(case_id="c2")), cases_elsewhere=frozenset({"c2"}))
    known = with_foreign_keys(command, {"case/c1": "20194/household/h2"})
    assert known == visit(procedures=command.procedures, cases_elsewhere=frozenset({"c1", "c2"}))


def test_the_id_of_anothers_visit_is_refused() -> None:
    with pytest.raises(VisitElsewhere) as refused:
        with_foreign_keys(visit(), {"case/c1": "20194/household/h2", "visit/v1": "20194/household/h2"})
    assert refused.value.slug == "visit-elsewhere"


@pytest.mark.parametrize("command", [open_follow_up(), visit(follow_ups=(follow_up(),))])
def test_the_id_of_anothers_follow_up_is_refused(command) -> None:
    with pytest.raises(FollowUpElsewhere):
        with_foreign_keys(command, {"follow-up/f1": "20194/household/h2"})


def test_a_key_that_no_household_introduces_is_a_defect() -> None:
    with pytest.raises(ValueError, match="village/x"):
        with_foreign_keys(visit(), {"village/x": "20194/roster"})
