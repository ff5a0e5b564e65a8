"""A visit at the door: stored once, refused almost never, flagged where paperwork is missing."""

from datetime import timedelta

import pytest

from services.visits.domain.commands import ConsentAnswered
from services.visits.domain.rejections import ClockAhead, ClockBehind, UnknownProcedure
from shared.contracts.visit_parts import Consent, FollowUp, Line, Standing
from shared.contracts.visits import HouseholdStandingChanged, VisitRecorded
from shared.kernel.scope import Role
from tests.domain.visits_examples import DECIDER, HOUSEHOLD, MINE, MORNING, after, day, follow_up, line, visit, void
from tests.given_when_then import given

GIVEN = ConsentAnswered(answer="given", by="bà Lan", how="chữ ký", notice_version="2026-1", slip="A17")


def recorded(command, *history) -> VisitRecorded:
    event = given(DECIDER, *history).when(command).events()[0]
    assert isinstance(event, VisitRecorded)
    return event


def test_a_first_visit_says_what_happened_and_what_the_household_now_is() -> None:
    given(DECIDER).when(visit(note="Bà hỏi về lương hưu")).then(
        VisitRecorded(
            household_id=HOUSEHOLD,
            occurred_at=MORNING,
            visit_id="v1",
            day="2026-11-02",
            outcome="helped",
            people_helped=1,
            volunteer="lan",
            recorded_at=MORNING + timedelta(hours=1),
            recorded_by=MINE,
            flags=("consent_missing",),
            sealed={"note": "Bà hỏi về lương hưu"},
        ),
        HouseholdStandingChanged(
            household_id=HOUSEHOLD,
            occurred_at=MORNING,
            before=Standing(),
            after=Standing(first_met_on="2026-11-02", helped=True),
        ),
    )


def test_a_visit_that_found_nobody_leaves_the_standing_empty() -> None:
    (event,) = given(DECIDER).when(visit(outcome="nobody_home", people_helped=0)).events()
    assert isinstance(event, VisitRecorded)


def test_a_visit_sent_twice_counts_once_even_with_other_content() -> None:
    history = after(visit())
    given(DECIDER, *history).when(visit(outcome="refused", procedures=(line(procedure="no-such"),))).then_nothing()


def test_a_visit_that_was_taken_back_is_not_recorded_by_sending_it_again() -> None:
    given(DECIDER, *after(visit(), void())).when(visit()).then_nothing()


def test_everything_that_was_written_at_the_door_is_kept() -> None:
    event = recorded(
        visit(
            place="village_session",
            people_helped=3,
            people_new=2,
            companions=("minh", "lan", "minh"),
            obstacle="no_signal",
            self_reliant=True,
            already=True,
            source="paper",
            flags=("after_end",),
            consent=GIVEN,
        )
    )
    assert (event.place, event.people_helped, event.people_new) == ("village_session", 3, 2)
    assert (event.companions, event.obstacle, event.source) == (("minh",), "no_signal", "paper")
    assert (event.self_reliant, event.already) == (True, True)
    assert event.flags == ("after_end",)


def test_days_are_those_of_da_nang() -> None:
    assert recorded(visit(occurred_at=day(2, hour=15))).day == "2026-11-02"
    assert recorded(visit(occurred_at=day(2, hour=16))).day == "2026-11-03"


def test_texts_about_people_are_left_for_sealing_and_appear_nowhere_else() -> None:
    event = recorded(
        visit(
            note="ghi chú",
            consent=GIVEN,
            follow_ups=(follow_up(kind="papers", case_id="c1"),),
            procedures=(
                line(dossier_code="H17.19", for_whom="cháu Na"),
                line("refused", "c2", mode="on_behalf", authorisation="UQ-5", reason="thiếu giấy"),
            ),
        )
    )
    assert event.sealed == {
        "note": "ghi chú",
        "consent_by": "bà Lan",
        "consent_how": "chữ ký",
        "consent_slip": "A17",
        "follow_up/f1": "Mang theo giấy chứng sinh",
        "line/0/dossier_code": "H17.19",
        "line/0/for_whom": "cháu Na",
        "line/1/authorisation": "UQ-5",
        "line/1/reason": "thiếu giấy",
    }
    assert event.consent == Consent(answer="given", notice_version="2026-1")
    assert event.follow_ups == (FollowUp(id="f1", due="2026-11-20", kind="papers", case_id="c1"),)
    assert event.lines[0] == Line(case_id="c1", procedure="birth-registration", step="submitted", mode="assisted")


def test_consent_once_given_is_not_asked_for_again() -> None:
    history = after(visit(consent=GIVEN))
    assert recorded(visit("v2", occurred_at=day(3)), *history).flags == ()


@pytest.mark.parametrize("answer", ["refused", "withdrawn"])
def test_consent_is_missing_when_the_latest_answer_is_a_no(answer) -> None:
    no = ConsentAnswered(answer=answer, by="bà Lan", how="lời nói", notice_version="2026-1")
    history = after(visit(consent=GIVEN), visit("v2", occurred_at=day(4), consent=no))
    assert recorded(visit("v3", occurred_at=day(5)), *history).flags == ("consent_missing",)


def test_a_consent_that_arrives_late_does_not_outweigh_a_later_answer() -> None:
    no = ConsentAnswered(answer="withdrawn", by="bà Lan", how="lời nói", notice_version="2026-1")
    history = after(visit("v2", occurred_at=day(4), consent=no))
    assert recorded(visit("v1", occurred_at=day(2), consent=GIVEN), *history).flags == ("consent_missing",)


def test_acting_on_behalf_without_a_slip_is_flagged_once() -> None:
    lines = (line(mode="on_behalf"), line("submitted", "c2", mode="on_behalf", authorisation=""))
    assert recorded(visit(consent=GIVEN, procedures=lines)).flags == ("authorisation_missing",)
    with_slip = (line(mode="on_behalf", authorisation="UQ-5"),)
    assert recorded(visit(consent=GIVEN, procedures=with_slip)).flags == ()


def test_a_procedure_must_be_in_the_catalogue() -> None:
    unknown = visit(procedures=(line(), line(case_id="c2", procedure="tax-refund")))
    given(DECIDER).when(unknown).then_rejects(UnknownProcedure, procedure="tax-refund")


def test_a_clock_may_run_ahead_by_a_day() -> None:
    edge = visit(recorded_at=MORNING - timedelta(hours=24))
    assert recorded(edge).occurred_at == MORNING
    beyond = visit(recorded_at=MORNING - timedelta(hours=24, seconds=1))
    given(DECIDER).when(beyond).then_rejects(ClockAhead, hours=24)


def test_a_visit_may_be_180_days_old_when_it_arrives() -> None:
    edge = visit(recorded_at=MORNING + timedelta(days=180))
    assert recorded(edge).occurred_at == MORNING
    beyond = visit(recorded_at=MORNING + timedelta(days=180, seconds=1))
    given(DECIDER).when(beyond).then_rejects(ClockBehind, days=180)


def test_the_coordinator_may_enter_older_paper() -> None:
    paper = visit(recorded_at=MORNING + timedelta(days=400), role=Role.COORDINATOR, source="paper")
    assert recorded(paper).source == "paper"
