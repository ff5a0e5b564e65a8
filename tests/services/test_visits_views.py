"""Each document of visits folds by itself to what its own events say."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from services.visits.views import OWN_VIEWS, ROSTER_COPY
from services.visits.views.case import CaseDocument
from services.visits.views.follow_up import FollowUpDocument
from services.visits.views.household import MOST_VISITS, HouseholdDocument
from services.visits.views.roster import RosterHousehold, RosterVolunteer
from services.visits.views.visit import VisitDocument
from shared.contracts.assignment import (
    HouseholdAssigned,
    HouseholdRegistered,
    HouseholdTraits,
    HouseholdUnassigned,
    VolunteerEnrolled,
    VolunteerTraits,
)
from shared.contracts.visit_parts import Case, CaseOpening, Consent, FollowUp, Line
from shared.contracts.visits import CaseRestated, FollowUpClosed, ProcedureSubmitted, VisitRecorded, VisitVoided
from shared.kernel.messages import Event, LedgerEvent, SealedText

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)


def folded(name: str, *facts: Event) -> Any:
    """The document `name` after `facts`, as the flow would fold it: through bytes between any two events."""
    kind, _, document_id = name.partition("/")
    view = {**OWN_VIEWS.by_kind, **ROSTER_COPY.by_kind}[kind]
    document = view.empty("20194", document_id)
    for number, fact in enumerate(facts, start=1):
        entry = entry_of(fact, number)
        if (not view.types or entry.type in view.types) and document_id in view.ids(entry, fact):
            document = view.fold(document, entry, fact)
            document = msgspec.json.decode(msgspec.json.encode(document), type=view.content)
    return document


def entry_of(fact: Event, number: int) -> LedgerEvent:
    return LedgerEvent(
        source="visits",
        ward="20194",
        era="e",
        sequence=number,
        id=f"event-{number}",
        type=type(fact).__name__,
        version=1,
        subject=fact.subject,
        time=NOON,
        recorded_at=NOON,
        numbered_at=NOON,
        stream="20194/household/h",
        commit=number,
        actor="account-1",
        command_id="c",
        correlation_id="",
        traceparent="",
        data=msgspec.Raw(b"{}"),
    )


def visit(visit_id: str = "v1", days: int = 0, **fields: Any) -> VisitRecorded:
    at = NOON + timedelta(days=days)
    return VisitRecorded(
        household_id="h",
        visit_id=visit_id,
        occurred_at=at,
        day=at.date().isoformat(),
        outcome="helped",
        recorded_at=at,
        recorded_by="account-1",
        **fields,
    )


def voided(visit_id: str = "v1", follow_ups: Sequence[str] = ()) -> VisitVoided:
    return VisitVoided(
        household_id="h",
        visit_id=visit_id,
        occurred_at=NOON,
        day="2026-11-20",
        outcome="helped",
        place="home",
        follow_ups=tuple(follow_ups),
        sealed={"reason": "box-r"},
    )


CASE = Case(procedure="sim-registration", state="open", opened=CaseOpening(day="2026-11-20", mode="self"))
SUBMITTED = ProcedureSubmitted(
    household_id="h",
    occurred_at=NOON,
    case_id="c1",
    after=CASE,
    record="v1",
    recorded_at=NOON,
    recorded_by="account-1",
    procedure="sim-registration",
    step_day="2026-11-20",
    mode="self",
    sealed={"dossier_code": "box-d"},
)


def test_a_visit_keeps_its_seals_and_shows_that_it_was_taken_back() -> None:
    document: VisitDocument = folded("visit/v1", visit(sealed={"note": "box-n"}), voided())
    assert document.sealed == {"note": SealedText("event-1", "note", "box-n")}
    assert document.voided is not None
    assert document.voided.reason == SealedText("event-2", "reason", "box-r")


def test_a_case_follows_its_events_and_forgets_its_seals_with_the_last() -> None:
    opened: CaseDocument = folded("case/c1", SUBMITTED)
    assert opened.case == CASE
    assert opened.steps[0].record == "v1"
    assert opened.steps[0].sealed["dossier_code"].box == "box-d"
    gone = CaseRestated(household_id="h", occurred_at=NOON, case_id="c1", before=CASE, after=None)
    restated: CaseDocument = folded("case/c1", SUBMITTED, gone)
    assert (restated.case, [step.sealed for step in restated.steps]) == (None, [{}, {}])
    assert OWN_VIEWS.by_kind["case"].tags(restated) == ()


def test_a_line_about_a_case_elsewhere_is_kept_with_the_case() -> None:
    line = Line(case_id="c9", procedure="sim-registration", step="completed", mode="self", flag="case_elsewhere")
    document: CaseDocument = folded("case/c9", visit(lines=(line,)))
    assert [one.visit for one in document.elsewhere] == ["v1"]
    assert OWN_VIEWS.by_kind["case"].tags(document) == ()


def test_a_follow_up_goes_with_its_visit() -> None:
    noted = visit(follow_ups=(FollowUp(id="f1", due="2026-12-01"),), sealed={"follow_up/f1": "box-f"})
    opened: FollowUpDocument = folded("follow-up/f1", noted)
    assert (opened.state, opened.due, opened.visit) == ("open", "2026-12-01", "v1")
    assert opened.what == SealedText("event-1", "follow_up/f1", "box-f")
    done = FollowUpClosed(household_id="h", occurred_at=NOON, follow_up_id="f1")
    assert folded("follow-up/f1", noted, done).state == "closed"
    assert folded("follow-up/f1", noted, done, voided(follow_ups=["f1"])).state == "voided"


def test_a_household_names_its_latest_visits_only() -> None:
    document: HouseholdDocument = folded("household/h", *(visit(f"v{n}", days=n) for n in range(MOST_VISITS + 5)))
    assert len(document.visits) == MOST_VISITS
    assert document.visits_counted == MOST_VISITS + 5
    assert document.visits[-1].id == f"v{MOST_VISITS + 4}"


def test_a_visit_taken_back_leaves_the_counters_and_keeps_its_consent() -> None:
    consent = Consent(answer="refused", notice_version="2026-01")
    first = visit("v0", days=-3)
    document: HouseholdDocument = folded("household/h", first, visit(consent=consent), voided())
    assert (document.visits_counted, document.last_visit_on) == (1, "2026-11-17")
    assert [(one.answer, one.voided) for one in document.consents] == [("refused", True)]


def test_open_cases_and_follow_ups_leave_a_household_when_they_end() -> None:
    noted = visit(follow_ups=(FollowUp(id="f1", due="2026-12-01"),))
    opened: HouseholdDocument = folded("household/h", noted, SUBMITTED)
    assert (opened.open_cases, opened.open_follow_ups) == (("c1",), ("f1",))
    closed = CaseRestated(household_id="h", occurred_at=NOON, case_id="c1", before=CASE, after=None)
    ended: HouseholdDocument = folded("household/h", noted, SUBMITTED, closed, voided(follow_ups=["f1"]))
    assert (ended.open_cases, ended.closed_cases, ended.open_follow_ups) == ((), (), ())


REGISTERED = HouseholdRegistered(household_id="h", occurred_at=NOON, traits=HouseholdTraits(village="tà-lang"))


def test_on_a_day_of_change_both_volunteers_were_assigned() -> None:
    first = HouseholdAssigned(household_id="h", occurred_at=NOON, volunteer_id="a", from_day="2026-11-01")
    second = HouseholdAssigned(
        household_id="h", occurred_at=NOON, volunteer_id="b", from_day="2026-11-10", previous_volunteer_id="a"
    )
    ended = HouseholdUnassigned(
        household_id="h", occurred_at=NOON, volunteer_id="b", until_day="2026-11-15", cause="asked"
    )
    history = (REGISTERED, first, second, ended)
    household: RosterHousehold = folded("roster-household/h", *history)
    assert household.volunteer is None
    assert [household.helped_by("a", day) for day in ("2026-11-10", "2026-11-11")] == [True, False]
    assert [household.helped_by("b", day) for day in ("2026-11-09", "2026-11-15", "2026-11-16")] == [False, True, False]
    assert folded("roster-volunteer/a", *history[:2]).households == ("h",)
    assert folded("roster-volunteer/a", *history[:3]).households == ()
    assert folded("roster-volunteer/b", *history[:3]).households == ("h",)
    assert folded("roster-volunteer/b", *history).households == ()


def test_a_minor_is_adult_from_the_month_named() -> None:
    traits = VolunteerTraits(kind="pupil", capacity=5, minor_until="2026-12")
    volunteer: RosterVolunteer = folded(
        "roster-volunteer/a", VolunteerEnrolled(volunteer_id="a", occurred_at=NOON, traits=traits)
    )
    assert [volunteer.minor_on(day) for day in ("2026-11-30", "2026-12-01")] == [True, False]
