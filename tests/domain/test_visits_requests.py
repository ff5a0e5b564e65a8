"""Requests of a household about its personal data, as the rules take them."""

import pytest

from services.visits.domain.rejections import ClockAhead, RequestAlreadyAnswered, RequestUnknown
from shared.contracts.requests import RequestAnswered, RequestTaken
from shared.contracts.visit_parts import Standing
from shared.contracts.visits import HouseholdStandingChanged
from tests.domain.visits_examples import DECIDER, after, answer_request, day, take_request
from tests.given_when_then import given


def test_a_request_needs_no_visit_before() -> None:
    (taken,) = after(take_request(text="xem hồ sơ"))
    assert isinstance(taken, RequestTaken)
    assert (taken.kind, taken.day, taken.sealed) == ("access", "2026-11-03", {"text": "xem hồ sơ"})


def test_the_same_request_again_changes_nothing() -> None:
    given(DECIDER, *after(take_request())).when(take_request(on=5)).then_nothing()


def test_a_withdrawal_ends_contact_in_the_same_commit() -> None:
    _, changed = after(take_request(kind="withdrawal"))
    assert isinstance(changed, HouseholdStandingChanged)
    assert (changed.before, changed.after) == (Standing(), Standing(no_contact=True))


def test_a_request_is_acknowledged_then_ended() -> None:
    events = after(take_request(), answer_request(outcome="acknowledged"), answer_request(on=5))
    assert [one.outcome for one in events if isinstance(one, RequestAnswered)] == ["acknowledged", "done"]


@pytest.mark.parametrize("first", ["acknowledged", "done"])
def test_the_same_answer_is_given_once(first: str) -> None:
    history = after(take_request(), answer_request(outcome=first))
    given(DECIDER, *history).when(answer_request(on=5, outcome=first)).then_rejects(RequestAlreadyAnswered)


def test_who_answers_must_have_been_asked() -> None:
    given(DECIDER).when(answer_request()).then_rejects(RequestUnknown)


def test_a_request_from_the_future_is_refused() -> None:
    given(DECIDER).when(take_request(occurred_at=day(9))).then_rejects(ClockAhead)
