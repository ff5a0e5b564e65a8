"""What the figures mean, one example a rule."""

from typing import Any

from services.reporting.domain.contact import contact_counts
from services.reporting.domain.figures import province_figures, ward_figures
from services.reporting.domain.periods import Span, months_of
from services.reporting.domain.tables import visit_spread, volunteer_rows
from services.reporting.domain.totals import ward_totals
from services.reporting.domain.trend import trend_part, trend_rows
from services.reporting.domain.ward_sums import flows_of
from services.reporting.views import Folded, fold_all
from shared.contracts import visit_parts
from shared.contracts import visits as v
from tests.ward_story import WARD, WardStory, at, follow_ups

TODAY = "2026-11-24"


def told(story: WardStory) -> Folded:
    return fold_all(story.ledgers.published)


def figures(story: WardStory, today: str = TODAY, span: Span | None = None) -> dict[str, Any]:
    folded = told(story)
    return ward_figures(folded.figures(WARD), today, span or Span(), folded.months(WARD))


def standing(story: WardStory, household: str, **after: Any) -> None:
    moment = at("2026-11-05")
    event = v.HouseholdStandingChanged(
        household_id=household, occurred_at=moment, before=visit_parts.Standing(), after=visit_parts.Standing(**after)
    )
    story.tell(moment, event)


def case(opened: str, ended: str | None = None, kind: Any = "completed", **more: Any) -> visit_parts.Case:
    result = visit_parts.CaseResult(kind=kind, day=ended, mode="assisted", volunteer="lan") if ended else None
    opening = visit_parts.CaseOpening(day=opened, mode="self", volunteer="lan")
    state: Any = "closed" if ended else "open"
    return visit_parts.Case(procedure="birth-registration", state=state, opened=opening, result=result, **more)


def restated(
    story: WardStory, before: visit_parts.Case | None, after: visit_parts.Case | None, household: str = "h1"
) -> None:
    moment = at("2026-11-05")
    story.tell(
        moment, v.CaseRestated(household_id=household, occurred_at=moment, case_id="c1", before=before, after=after)
    )


def test_a_household_that_was_only_visited_counts_as_a_household_once_it_is_registered() -> None:
    story = WardStory()
    standing(story, "h1", first_met_on="2026-11-05", helped=True)
    restated(story, None, case("2026-11-05"))
    story.visit("v1", "h1", "2026-11-05")
    before = figures(story)
    assert (before["households"]["registered"], before["procedures"]["open"]) == (0, 1)
    assert (before["visits"]["total"], before["procedures"]["submitted"]) == (1, 1)
    story.household("h1")
    after = figures(story)
    assert (after["households"]["visited"], after["households"]["helped"], after["procedures"]["open"]) == (1, 1, 1)


def test_a_removed_household_leaves_every_stock_and_comes_back_when_restored() -> None:
    story = WardStory()
    story.household("h1", adults=2, priority=("poor",))
    story.volunteer("lan")
    story.assigned("h1", "lan")
    story.visit("v1", "h1", "2026-11-05", **follow_ups(f1="2026-11-20"))
    standing(story, "h1", first_met_on="2026-11-05", self_reliant=True)
    restated(story, None, case("2026-11-05", appointment="2026-11-10", returned=True))
    whole = figures(story)
    story.removed("h1")
    gone = figures(story)
    assert set(gone["households"].values()) == {0, None}
    assert gone["volunteers"]["free_places"] == 20
    assert (gone["procedures"]["open"], gone["procedures"]["overdue"], gone["follow_ups"]["open"]) == (0, 0, 0)
    assert gone["priority"]["poor"] == {"registered": 0, "visited": 0, "self_reliant": 0}
    assert (gone["visits"], gone["procedures"]["submitted"]) == (whole["visits"], 1)
    story.restored("h1")
    back = figures(story)
    assert back["households"] == {**whole["households"], "assigned": 0}
    assert (back["procedures"]["returned"], back["procedures"]["overdue"]) == (1, 1)
    assert back["follow_ups"] == {"open": 1, "overdue": 1}


def test_what_is_overdue_follows_from_the_day_on_which_it_is_asked() -> None:
    story = WardStory()
    story.household("h1")
    story.volunteer("lan")
    story.assigned("h1", "lan", "2026-11-01")
    restated(story, None, case("2026-11-05", appointment="2026-11-10"))
    assert figures(story, "2026-11-10")["procedures"]["overdue"] == 0
    assert figures(story, "2026-11-11")["procedures"]["overdue"] == 1
    assert figures(story, "2026-11-15")["waiting_first_visit"] == {
        "households": 1,
        "over_14_days": 0,
        "longest_days": 14,
    }
    assert figures(story, "2026-11-16")["waiting_first_visit"]["over_14_days"] == 1


def test_a_case_lies_on_the_days_of_its_steps_in_two_months() -> None:
    story = WardStory()
    restated(story, None, case("2026-10-30"))
    restated(story, case("2026-10-30"), case("2026-10-30", "2026-11-04", appointment="2026-11-03"))
    october, november = Span("2026-10-01", "2026-10-31"), Span("2026-11-01", "2026-11-30")
    assert figures(story, span=october)["procedures"]["by_mode"] == {
        "self": {"submitted": 1, "completed": 0, "refused": 0, "withdrawn": 0}
    }
    procedures = figures(story, span=november)["procedures"]
    assert procedures["by_mode"] == {"assisted": {"submitted": 0, "completed": 1, "refused": 0, "withdrawn": 0}}
    assert procedures["by_class"] == {"dossier": {"submitted": 0, "completed": 1, "refused": 0, "withdrawn": 0}}
    assert (procedures["closed_with_appointment"], procedures["on_time"]) == (1, 0)
    assert procedures["days_to_result"] == {"n": 1, "median": 5}
    restated(story, case("2026-10-30", "2026-11-04", appointment="2026-11-03"), None)
    assert figures(story)["procedures"]["submitted"] == figures(story)["procedures"]["completed"] == 0


def test_the_last_thirty_days_reach_over_february() -> None:
    story = WardStory()
    story.volunteer("lan")
    story.visit("v1", "h1", "2027-01-31", volunteer="lan")
    story.visit("v2", "h1", "2027-02-10", volunteer="minh")
    story.visit("v3", "h1", "2027-03-01", volunteer="hoa")
    volunteers = figures(story, "2027-03-01")["volunteers"]
    assert (volunteers["active_this_month"], volunteers["active_30_days"]) == (1, 3)
    assert volunteers["retired_active_30_days"] == 2
    assert figures(story, "2027-03-02")["volunteers"]["active_30_days"] == 2


def test_households_total_needs_every_confirmed_village() -> None:
    story = WardStory()
    story.household("h1")
    assert figures(story)["households"]["total"] is None
    story.village("ta-lang", 40)
    assert figures(story)["households"]["total"] == 40
    story.village("gian-bi")
    assert figures(story)["households"]["total"] is None


def test_the_province_is_the_sum_of_its_wards() -> None:
    story = WardStory()
    other = WardStory("20197", story.ledgers)
    for one in (story, other):
        one.household("h1")
        one.volunteer("lan")
        one.assigned("h1", "lan", "2026-11-01" if one is story else "2026-11-09")
        one.visit("v1", "h1", "2026-11-05", "nobody_home", volunteer="lan")
    folded = told(story)
    whole = province_figures(ward_totals(folded.figures(code), TODAY) for code in (WARD, "20197"))
    assert whole["visits"] == {
        "total": 2,
        "by_outcome": {"nobody_home": 2},
        "by_place": {"home": 2},
        "by_obstacle": {},
    }
    assert whole["waiting_first_visit"] == {"households": 2, "over_14_days": 2, "longest_days": 23}
    assert (whole["volunteers"]["enrolled"], whole["volunteers"]["free_places"]) == (2, 38)


def test_what_arrives_after_the_close_counts_on_its_day_and_is_told_apart() -> None:
    story = WardStory()
    story.visit("v1", "h1", "2026-11-14", late=1)
    story.visit("v2", "h1", "2026-11-15", late=1)
    story.visit("v3", "h1", "2026-11-14", late=20)
    story.voided("v3", "h1", "2026-11-14")
    months, span = told(story).months(WARD), Span("2026-11-01", "2026-11-30")
    reported, calendar = list(months_of(span, 15)), list(months_of(span))
    rows = trend_rows([trend_part(months, reported, 15)], reported)
    assert [(row["period"], row["visits"], row["recorded_late"]) for row in rows] == [
        ("2026-11", 1, 1),
        ("2026-12", 1, 0),
    ]
    assert [row["recorded_late"] for row in trend_rows([trend_part(months, calendar, 1)], calendar)] == [0]


def test_volunteers_of_no_roster_have_rows_while_something_counts_for_them() -> None:
    story = WardStory()
    story.volunteer("lan")
    story.visit("v1", "h1", "2026-11-05", volunteer="minh")
    folded = told(story)
    rows = volunteer_rows(folded.figures(WARD), flows_of(folded.figures(WARD)))
    assert [(row["volunteer_id"], row["capacity"], row["visits"]) for row in rows] == [
        ("lan", 20, 0),
        ("minh", None, 1),
    ]
    assert visit_spread([(folded.figures(WARD), flows_of(folded.figures(WARD)))])["1-4"] == 1
    gone = v.VisitVoided(
        household_id="h1",
        visit_id="v1",
        occurred_at=at("2026-11-05"),
        day="2026-11-05",
        outcome="helped",
        place="home",
        volunteer="minh",
    )
    story.tell(at("2026-11-06"), gone)
    after = told(story).figures(WARD)
    assert [row["volunteer_id"] for row in volunteer_rows(after, flows_of(after))] == ["lan"]


def test_a_phone_is_silent_after_three_days_or_seven_without_signal() -> None:
    story = WardStory()
    story.household("h1", signal="none")
    story.volunteer("lan")
    story.assigned("h1", "lan")
    story.phone("p1", "lan", "2026-11-10", unsent=2)
    story.phone("p2", "lan", "2026-11-12")
    story.phone("p3", "minh", "2026-11-01")
    known = told(story).figures(WARD)
    silent = {day: contact_counts(known, day)["silent_phones"] for day in ("2026-11-16", "2026-11-17", "2026-11-19")}
    assert silent == {"2026-11-16": 0, "2026-11-17": 1, "2026-11-19": 2}
    story.household("h2")
    story.assigned("h2", "lan")
    counts = contact_counts(told(story).figures(WARD), "2026-11-15")
    assert (counts["phones"], counts["silent_phones"], counts["unsent"]) == (3, 2, 2)


def test_a_started_ward_is_silent_after_seven_days_without_a_sign() -> None:
    story = WardStory()
    story.household("h1", "2026-11-01")
    assert contact_counts(told(story).figures(WARD), "2026-11-07")["silent_wards"] == 0
    assert contact_counts(told(story).figures(WARD), "2026-11-08")["silent_wards"] == 1
    story.visit("v1", "h1", "2026-11-05", late=2)
    story.voided("v1", "h1", "2026-11-05")
    assert contact_counts(told(story).figures(WARD), "2026-11-13")["silent_wards"] == 0
    assert contact_counts(told(story).figures(WARD), "2026-11-14")["silent_wards"] == 1
