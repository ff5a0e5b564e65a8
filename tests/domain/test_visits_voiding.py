"""Taking a visit back: with all that it brought, and with nothing that others brought."""

from datetime import timedelta

import pytest

from services.visits.domain.commands import ConsentAnswered
from services.visits.domain.rejections import (
    NotYourVisit,
    ReasonMissing,
    VisitAlreadyVoided,
    VisitUnknown,
    VoidingTooLate,
)
from services.visits.domain.state import HouseholdEvent
from shared.contracts.visit_parts import Case, CaseOpening, CaseResult, Standing
from shared.contracts.visits import CaseRestated, HouseholdStandingChanged, VisitVoided
from shared.kernel.failures import NotFound
from tests.domain.visits_examples import (
    DECIDER,
    HOUSEHOLD,
    OFFICE,
    OTHERS,
    after,
    amend,
    close_follow_up,
    complete,
    day,
    follow_up,
    line,
    reopen,
    visit,
    void,
)
from tests.given_when_then import given

OPENED = CaseOpening(day="2026-11-02", mode="assisted", volunteer="lan")


def restated(*history: HouseholdEvent, command=None) -> list[CaseRestated]:
    events = given(DECIDER, *history).when(command or void(on=7)).events()
    return [event for event in events if isinstance(event, CaseRestated)]


def test_a_voiding_repeats_what_it_takes_back() -> None:
    history = after(
        visit(
            place="office",
            people_helped=3,
            people_new=2,
            obstacle="portal_down",
            follow_ups=(follow_up("f1"), follow_up("f2")),
            procedures=(line(),),
        ),
        close_follow_up("f2"),
    )
    given(DECIDER, *history).when(void()).then(
        VisitVoided(
            household_id=HOUSEHOLD,
            occurred_at=day(2),
            visit_id="v1",
            day="2026-11-02",
            outcome="helped",
            place="office",
            people_helped=3,
            people_new=2,
            volunteer="lan",
            obstacle="portal_down",
            follow_ups=("f1", "f2"),
            sealed={"reason": "Nhầm nhà"},
        ),
        CaseRestated(
            household_id=HOUSEHOLD,
            occurred_at=day(2),
            case_id="c1",
            before=Case(procedure="birth-registration", state="open", opened=OPENED),
            after=None,
        ),
        HouseholdStandingChanged(
            household_id=HOUSEHOLD, occurred_at=day(2), before=Standing(helped=True), after=Standing()
        ),
    )


def test_a_visit_without_consequences_is_taken_back_alone() -> None:
    history = after(visit(outcome="nobody_home"))
    (event,) = given(DECIDER, *history).when(void()).events()
    assert isinstance(event, VisitVoided)


def test_a_step_from_elsewhere_opens_the_case_anew_on_its_own_day() -> None:
    history = after(
        visit(procedures=(line(appointment="2026-11-09"),)),
        visit("v2", occurred_at=day(6), volunteer_id="minh", procedures=(line("completed", mode="self"),)),
    )
    (event,) = restated(*history)
    assert event.after == Case(
        procedure="birth-registration",
        state="closed",
        opened=CaseOpening(day="2026-11-06", mode="self", volunteer="minh"),
        result=CaseResult(kind="completed", day="2026-11-06", mode="self", volunteer="minh"),
        on_the_spot=True,
    )


def test_a_result_from_the_desk_that_is_left_alone_counts_as_assisted() -> None:
    (event,) = restated(*after(visit(procedures=(line(mode="self"),)), complete(5)))
    assert event.after is not None
    assert event.after.opened == CaseOpening(day="2026-11-05", mode="assisted", volunteer=None)


def test_a_voided_result_leaves_the_case_open() -> None:
    history = after(
        visit(procedures=(line(),)), visit("v2", occurred_at=day(6), procedures=(line("completed"), line(case_id="c2")))
    )
    first, second = restated(*history, command=void("v2", on=7))
    assert first.after == Case(procedure="birth-registration", state="open", opened=OPENED)
    assert second.after is None


def test_a_case_that_is_the_same_without_the_visit_is_not_restated() -> None:
    history = after(visit(procedures=(line(),)), visit("v2", occurred_at=day(4), procedures=(line(),)))
    assert restated(*history, command=void("v2", on=5)) == []


def test_lines_that_changed_nothing_take_nothing_back() -> None:
    history = after(visit(procedures=(line("completed"),)), visit("v2", occurred_at=day(4), procedures=(line(),)))
    assert restated(*history, command=void("v2", on=5)) == []


def test_a_visit_with_a_line_about_anothers_case_can_be_taken_back() -> None:
    history = after(visit(procedures=(line(),), cases_elsewhere=frozenset({"c1"})))
    assert restated(*history) == []


def test_what_the_desk_set_stays_with_the_case() -> None:
    history = after(
        visit(procedures=(line(),)),
        visit("v2", occurred_at=day(3), procedures=(line("returned"),)),
        amend(4, appointment="2026-11-20"),
    )
    (event,) = restated(*history)
    assert event.after is not None
    assert (event.after.opened.day, event.after.appointment) == ("2026-11-03", "2026-11-20")


def test_a_reopening_does_not_keep_a_case_alive() -> None:
    (event,) = restated(*after(visit(procedures=(line("completed"),)), reopen(4)))
    assert event.after is None


def test_the_standing_falls_back_to_what_other_visits_say() -> None:
    history = after(
        visit(self_reliant=True, already=True),
        visit("v2", occurred_at=day(4), outcome="no_need", self_reliant=False),
    )
    event = given(DECIDER, *history).when(void("v2", on=5)).events()[-1]
    assert event == HouseholdStandingChanged(
        household_id=HOUSEHOLD,
        occurred_at=day(4),
        before=Standing(first_met_on="2026-11-02", helped=True),
        after=Standing(first_met_on="2026-11-02", helped=True, self_reliant=True, able_already=True),
    )


def test_a_no_to_the_notice_stays_when_its_visit_is_taken_back() -> None:
    no = ConsentAnswered(answer="refused", by="ông Hai", how="lời nói", notice_version="2026-1")
    history = after(visit(outcome="refused", consent=no))
    event = given(DECIDER, *history).when(void()).events()[-1]
    assert isinstance(event, HouseholdStandingChanged)
    assert event.after == Standing(no_contact=True)


def test_voiding_names_its_reason() -> None:
    rejection = given(DECIDER, *after(visit())).when(void(reason="  ")).then_rejects(ReasonMissing)
    assert rejection.pointer == "/reason"


def test_a_visit_that_nobody_recorded_is_not_found() -> None:
    rejection = given(DECIDER, *after(visit())).when(void("v9")).then_rejects(VisitUnknown, visit_id="v9")
    assert isinstance(rejection, NotFound)


@pytest.mark.parametrize("who", [OFFICE, OTHERS])
def test_a_visit_is_taken_back_once(who: str) -> None:
    given(DECIDER, *after(visit(), void())).when(void(on=4, who=who)).then_rejects(VisitAlreadyVoided, visit_id="v1")


def test_who_recorded_a_visit_may_take_it_back_for_seven_days_after_it_arrived() -> None:
    history = after(visit(recorded_at=day(5)))
    assert given(DECIDER, *history).when(void(on=12)).events()
    late = void(recorded_at=day(12) + timedelta(seconds=1))
    given(DECIDER, *history).when(late).then_rejects(VoidingTooLate, days=7)


def test_nobody_takes_back_what_another_recorded() -> None:
    given(DECIDER, *after(visit())).when(void(who=OTHERS)).then_rejects(NotYourVisit)


def test_the_coordinator_may_take_back_any_visit_at_any_time() -> None:
    late = void(recorded_at=day(2) + timedelta(days=300), who=OFFICE)
    assert given(DECIDER, *after(visit())).when(late).events()
