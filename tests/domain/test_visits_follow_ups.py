"""Follow-ups: opened at the door or at the desk, closed once, gone with their visit."""

import pytest
from msgspec.structs import replace

from services.visits.domain.rejections import ClockAhead, FollowUpUnknown
from shared.contracts.visit_parts import FollowUp
from shared.contracts.visits import FollowUpClosed, FollowUpOpened, VisitRecorded
from shared.kernel.failures import NotFound
from tests.domain.visits_examples import (
    DECIDER,
    HOUSEHOLD,
    after,
    close_follow_up,
    day,
    follow_up,
    open_follow_up,
    visit,
    void,
)
from tests.given_when_then import given


def opened_by(command, *history) -> tuple[str, ...]:
    event = given(DECIDER, *history).when(command).events()[0]
    assert isinstance(event, VisitRecorded)
    assert set(event.sealed) == {f"follow_up/{one.id}" for one in event.follow_ups}
    return tuple(one.id for one in event.follow_ups)


def test_the_desk_may_open_one_before_any_visit() -> None:
    given(DECIDER).when(open_follow_up(kind="papers")).then(
        FollowUpOpened(
            household_id=HOUSEHOLD,
            occurred_at=day(3),
            follow_up=FollowUp(id="f1", due="2026-11-20", kind="papers"),
            sealed={"follow_up/f1": "Mang theo giấy chứng sinh"},
        )
    )


def test_the_desk_opening_it_again_is_nothing() -> None:
    given(DECIDER, *after(open_follow_up())).when(open_follow_up(due="2026-12-01")).then_nothing()
    given(DECIDER, *after(open_follow_up(), close_follow_up())).when(open_follow_up()).then_nothing()


def test_a_visit_opens_each_once_and_leaves_out_those_known() -> None:
    both = visit(follow_ups=(follow_up("f1"), follow_up("f2"), follow_up("f2", due="2026-12-01")))
    assert opened_by(both) == ("f1", "f2")
    assert opened_by(both, *after(open_follow_up("f1"))) == ("f2",)


def test_a_known_one_stays_when_the_visit_that_sent_it_again_is_taken_back() -> None:
    history = after(open_follow_up("f1"), visit(follow_ups=(follow_up("f1"),)), void())
    assert given(DECIDER, *history).when(close_follow_up("f1")).events()


@pytest.mark.parametrize("opening", [open_follow_up(), visit(follow_ups=(follow_up(),))])
def test_a_closure_ends_it(opening) -> None:
    given(DECIDER, *after(opening)).when(close_follow_up()).then(
        FollowUpClosed(household_id=HOUSEHOLD, occurred_at=day(4), follow_up_id="f1")
    )


def test_a_second_closure_is_nothing() -> None:
    given(DECIDER, *after(open_follow_up(), close_follow_up())).when(close_follow_up(on=6)).then_nothing()


def test_one_that_nobody_opened_is_not_found() -> None:
    rejection = given(DECIDER, *after(visit())).when(close_follow_up("f9")).then_rejects(FollowUpUnknown)
    assert isinstance(rejection, NotFound)


@pytest.mark.parametrize("closing", [(), (close_follow_up(),)])
def test_one_that_went_with_its_visit_is_not_found(closing) -> None:
    history = after(visit(follow_ups=(follow_up(),)), *closing, void())
    given(DECIDER, *history).when(close_follow_up(on=5)).then_rejects(FollowUpUnknown, follow_up_id="f1")


def test_one_that_went_with_its_visit_may_be_opened_anew() -> None:
    history = after(visit(follow_ups=(follow_up(),)), void())
    assert opened_by(visit("v2", occurred_at=day(4), follow_ups=(follow_up(),)), *history) == ("f1",)


def test_the_desk_cannot_write_into_the_future() -> None:
    tomorrow = day(5, hour=1)
    given(DECIDER).when(replace(open_follow_up(), occurred_at=tomorrow)).then_rejects(ClockAhead)
    history = after(open_follow_up())
    given(DECIDER, *history).when(replace(close_follow_up(), occurred_at=tomorrow)).then_rejects(ClockAhead)
