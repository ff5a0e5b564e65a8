"""The standing of a household follows all its records, in the order in which they happened."""

import pytest

from services.visits.domain.commands import ConsentAnswered, RecordVisit
from shared.contracts.visit_parts import Outcome, Place, Standing
from shared.contracts.visits import HouseholdStandingChanged
from tests.domain.visits_examples import DECIDER, HOUSEHOLD, after, day, visit
from tests.given_when_then import given


def standing_after(*commands: RecordVisit) -> Standing:
    return DECIDER.fold(after(*commands)).standing


def answered(answer) -> ConsentAnswered:
    return ConsentAnswered(answer=answer, by="bà Lan", how="lời nói", notice_version="2026-1")


@pytest.mark.parametrize("outcome", ["helped", "no_need", "refused", "follow_up_only"])
def test_a_household_is_met_at_home_when_somebody_was_there(outcome: Outcome) -> None:
    assert standing_after(visit(outcome=outcome)).first_met_on == "2026-11-02"


@pytest.mark.parametrize("outcome", ["nobody_home", "moved_away"])
def test_a_household_is_not_met_when_nobody_was_there(outcome: Outcome) -> None:
    assert standing_after(visit(outcome=outcome)).first_met_on is None


@pytest.mark.parametrize("place", ["village_session", "office", "phone"])
def test_help_counts_anywhere_but_meeting_only_at_home(place: Place) -> None:
    assert standing_after(visit(place=place)) == Standing(helped=True)


def test_the_first_meeting_is_the_earliest_even_when_it_arrives_last() -> None:
    first = visit("v2", occurred_at=day(1), outcome="no_need")
    given(DECIDER, *after(visit())).when(first).then(
        given(DECIDER, *after(visit())).when(first).events()[0],
        HouseholdStandingChanged(
            household_id=HOUSEHOLD,
            occurred_at=day(1),
            before=Standing(first_met_on="2026-11-02", helped=True),
            after=Standing(first_met_on="2026-11-01", helped=True),
        ),
    )


def test_a_visit_that_changes_no_standing_says_nothing_of_it() -> None:
    history = after(visit())
    assert len(given(DECIDER, *history).when(visit("v2", occurred_at=day(4))).events()) == 1


def test_the_latest_declaration_decides_whatever_arrives_last() -> None:
    assert standing_after(visit(self_reliant=False), visit("v2", occurred_at=day(4), self_reliant=True)).self_reliant
    late = visit("v0", occurred_at=day(1), self_reliant=False)
    assert standing_after(visit(self_reliant=True), late).self_reliant


def test_of_two_declarations_at_one_instant_the_higher_visit_id_decides() -> None:
    assert standing_after(visit("v2", self_reliant=True), visit("v1", self_reliant=False)).self_reliant
    assert not standing_after(visit("v1", self_reliant=True), visit("v2", self_reliant=False)).self_reliant


def test_a_visit_without_a_declaration_leaves_the_last_one_standing() -> None:
    assert standing_after(visit(self_reliant=True), visit("v2", occurred_at=day(4))).self_reliant


def test_able_already_once_said_holds_while_the_household_is_self_reliant() -> None:
    said = visit(self_reliant=True, already=True)
    again = visit("v2", occurred_at=day(4), self_reliant=True)
    assert standing_after(said, again).able_already
    lost = visit("v3", occurred_at=day(6), self_reliant=False)
    assert not standing_after(said, again, lost).able_already


def test_already_without_a_declaration_says_nothing() -> None:
    later = visit("v2", occurred_at=day(4), self_reliant=True)
    assert not standing_after(visit(already=True), later).able_already


@pytest.mark.parametrize("answer", ["refused", "withdrawn"])
def test_a_no_to_the_notice_ends_contact_and_a_later_yes_restores_it(answer) -> None:
    no = visit(consent=answered(answer))
    assert standing_after(no).no_contact
    assert not standing_after(no, visit("v2", occurred_at=day(4), consent=answered("given"))).no_contact


def test_a_yes_from_before_a_no_changes_nothing_when_it_arrives_later() -> None:
    late = visit("v0", occurred_at=day(1), consent=answered("given"))
    assert standing_after(visit(consent=answered("withdrawn")), late).no_contact


def test_of_two_answers_at_one_instant_the_higher_visit_id_decides() -> None:
    yes, no = visit("v1", consent=answered("given")), visit("v2", consent=answered("refused"))
    assert standing_after(yes, no).no_contact
    assert standing_after(no, yes).no_contact
