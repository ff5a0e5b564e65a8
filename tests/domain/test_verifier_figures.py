"""The verifier's stocks, each meaning against a history that can be counted on paper."""

from typing import Any

import pytest

from tests.ledgers import reference
from tests.ward_story import WARD, WardStory, consent, declared, follow_ups
from verifier import figures

TODAY = "2026-11-24"
REFERENCE = reference()


@pytest.fixture
def story() -> WardStory:
    return WardStory()


def answer(story: WardStory, **bounds: str) -> Any:
    return figures.ward(story.events(), WARD, TODAY, REFERENCE, **bounds)


def test_registered_are_those_not_removed_and_adults_are_theirs(story: WardStory) -> None:
    for name, adults in (("h1", 2), ("h2", 3), ("h3", 4)):
        story.household(name, adults=adults)
    story.removed("h2")
    story.removed("h3")
    story.restored("h3")
    assert answer(story)["households"]["registered"] == 2
    assert answer(story)["households"]["adults"] == 6


def test_adults_not_known_count_as_none(story: WardStory) -> None:
    story.household("h1")
    story.household("h2", adults=3)
    story.amended("h2", adults=1)
    assert answer(story)["households"]["adults"] == 1


def test_the_total_is_null_while_a_confirmed_village_has_none(story: WardStory) -> None:
    assert answer(story)["households"]["total"] is None
    story.village("ta-lang", 100)
    story.village("gian-bi")
    assert answer(story)["households"]["total"] is None
    story.village("gian-bi", 60)
    assert answer(story)["households"]["total"] == 160


def test_assigned_has_a_volunteer_now(story: WardStory) -> None:
    for name in ("h1", "h2", "h3"):
        story.household(name)
        story.assigned(name, "v1")
    story.unassigned("h2", "v1", "2026-11-05")
    story.removed("h3")
    story.restored("h3")
    assert answer(story)["households"]["assigned"] == 1


@pytest.mark.parametrize(
    ("outcome", "place", "visited"),
    [
        ("helped", "home", 1),
        ("no_need", "home", 1),
        ("refused", "home", 1),
        ("follow_up_only", "home", 1),
        ("nobody_home", "home", 0),
        ("moved_away", "home", 0),
        ("helped", "office", 0),
    ],
)
def test_visited_is_met_at_home(story: WardStory, outcome: str, place: Any, visited: int) -> None:
    story.household("h1")
    story.visit("x", "h1", "2026-11-03", outcome, place=place)
    assert answer(story)["households"]["visited"] == visited


def test_helped_is_anywhere(story: WardStory) -> None:
    story.household("h1")
    story.household("h2")
    story.visit("x", "h1", "2026-11-03", "helped", place="phone")
    story.visit("y", "h2", "2026-11-03", "no_need")
    assert answer(story)["households"]["helped"] == 1


def test_self_reliant_is_the_latest_declaration_by_time_not_by_arrival(story: WardStory) -> None:
    story.household("h1")
    story.visit("x", "h1", "2026-11-05", **declared(True, already=True))
    story.visit("y", "h1", "2026-11-03", late=4, **declared(False))
    assert answer(story)["households"]["self_reliant"] == 1
    assert answer(story)["households"]["self_reliant_already"] == 1
    story.visit("z", "h1", "2026-11-06", **declared(False))
    assert answer(story)["households"]["self_reliant"] == 0
    assert answer(story)["households"]["self_reliant_already"] == 0


def test_at_one_instant_the_later_visit_id_declares(story: WardStory) -> None:
    story.household("h1")
    story.visit("b", "h1", "2026-11-05", **declared(True))
    story.visit("a", "h1", "2026-11-05", **declared(False))
    assert answer(story)["households"]["self_reliant"] == 1


def test_a_voided_visit_counts_nowhere_but_its_consent(story: WardStory) -> None:
    story.household("h1")
    story.visit("x", "h1", "2026-11-05", people_helped=2, **declared(True), **consent("refused"))
    story.voided("x", "h1", "2026-11-05")
    stocks = answer(story)["households"]
    assert (stocks["visited"], stocks["helped"], stocks["self_reliant"], stocks["no_contact"]) == (0, 0, 0, 1)
    assert answer(story)["visits"]["total"] == answer(story)["people_helped"] == 0


def test_no_contact_ends_with_a_later_consent(story: WardStory) -> None:
    story.household("h1")
    story.visit("x", "h1", "2026-11-05", **consent("withdrawn"))
    assert answer(story)["households"]["no_contact"] == 1
    story.visit("y", "h1", "2026-11-06", **consent("given"))
    assert answer(story)["households"]["no_contact"] == 0


def test_an_unknown_household_counts_with_what_it_did_at_once_and_as_a_household_from_its_registration(
    story: WardStory,
) -> None:
    story.visit("x", "h1", "2026-11-05", people_helped=2)
    story.step("submitted", "c1", "2026-11-05", "x", mode="self")
    assert answer(story)["visits"]["total"] == 1
    assert answer(story)["procedures"]["submitted"] == 1
    assert answer(story)["procedures"]["open"] == 1
    assert answer(story)["households"]["visited"] == 0
    story.household("h1")
    assert answer(story)["procedures"]["open"] == answer(story)["households"]["visited"] == 1


def test_a_removed_household_leaves_stocks_and_keeps_flows(story: WardStory) -> None:
    story.household("h1")
    story.visit("x", "h1", "2026-11-05", people_helped=2, **follow_ups(f1="2026-11-10"))
    story.step("submitted", "c1", "2026-11-05", "x", mode="self")
    story.removed("h1")
    whole = answer(story)
    assert (whole["procedures"]["open"], whole["follow_ups"]["open"], whole["households"]["helped"]) == (0, 0, 0)
    assert (whole["procedures"]["submitted"], whole["visits"]["total"], whole["people_helped"]) == (1, 1, 2)


def test_days_to_first_visit_run_from_the_first_assignment_ever(story: WardStory) -> None:
    story.household("h1")
    story.assigned("h1", "v1", "2026-11-02")
    story.assigned("h1", "v2", "2026-11-09")
    story.visit("x", "h1", "2026-11-12", "no_need")
    story.household("h2")
    story.assigned("h2", "v1", "2026-11-02")
    story.visit("y", "h2", "2026-11-07")
    story.household("met before it was assigned")
    story.visit("z", "met before it was assigned", "2026-11-01")
    story.assigned("met before it was assigned", "v1", "2026-11-02")
    story.household("never assigned")
    story.visit("u", "never assigned", "2026-11-07")
    assert answer(story)["days_to_first_visit"] == {"n": 2, "median": 7.5}


def test_waiting_for_a_first_visit_since_the_current_assignment(story: WardStory) -> None:
    assert answer(story)["waiting_first_visit"] == {"households": 0, "over_14_days": 0, "longest_days": 0}
    for name, day in (("h1", "2026-11-09"), ("h2", "2026-11-10"), ("h3", "2026-11-01"), ("h4", "2026-11-01")):
        story.household(name)
        story.assigned(name, "v1", day)
    story.visit("x", "h3", "2026-11-05")
    story.assigned("h4", "v2", "2026-11-22")
    assert answer(story)["waiting_first_visit"] == {"households": 3, "over_14_days": 1, "longest_days": 15}


def test_follow_ups_are_open_until_closed_or_gone_with_their_visit(story: WardStory) -> None:
    story.household("h1")
    story.follow_up("desk", "h1", "2026-11-23")
    story.visit("x", "h1", "2026-11-05", **follow_ups(due_today="2026-11-24", done="2026-11-10"))
    story.visit("y", "h1", "2026-11-06", **follow_ups(gone="2026-11-10", gone_though_closed="2026-11-10"))
    story.follow_up_closed("done", "h1")
    story.follow_up_closed("gone_though_closed", "h1")
    story.voided("y", "h1", "2026-11-06")
    assert answer(story)["follow_ups"] == {"open": 2, "overdue": 1}
    story.visit("z", "h1", "2026-11-06", **follow_ups(gone_though_closed="2026-11-11"))
    assert answer(story)["follow_ups"] == {"open": 3, "overdue": 2}


def test_priority_counts_a_household_in_each_of_its_groups_by_its_traits_now(story: WardStory) -> None:
    story.household("h1", priority=("poor",))
    story.household("h2", priority=("poor", "remote"), signal="none")
    story.amended("h1", priority=("near-poor",))
    story.visit("x", "h2", "2026-11-05", **declared(True))
    reach = answer(story)["priority"]
    assert reach["near-poor"] == {"registered": 1, "visited": 0, "self_reliant": 0}
    assert reach["poor"] == reach["remote"] == reach["no-signal"] == {"registered": 1, "visited": 1, "self_reliant": 1}
    assert list(reach) == [
        "elderly-70", "ethnic-minority", "disability", "poor", "near-poor", "remote", "no-signal"
    ]  # fmt: skip
