"""Laws that every history of a household keeps."""

from collections.abc import Sequence
from itertools import permutations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.visits.domain.cases import case_of
from services.visits.domain.commands import HouseholdCommand, RecordVisit
from services.visits.domain.state import HouseholdEvent
from shared.contracts.codec import CODECS
from shared.contracts.incidents import IncidentReported
from shared.contracts.openings import SealedDataOpened
from shared.contracts.requests import REQUEST_EVENTS, RequestTaken
from shared.contracts.visit_parts import Case, Standing
from shared.contracts.visits import (
    CaseReopened,
    CaseRestated,
    ErasureConfirmed,
    FollowUpClosed,
    FollowUpOpened,
    HouseholdStandingChanged,
    PhoneHeard,
    VisitRecorded,
    VisitVoided,
)
from shared.kernel.failures import Rejection
from tests.domain.visits_examples import (
    DECIDER,
    OFFICE,
    amend,
    answer_request,
    close_follow_up,
    follow_up,
    line,
    open_follow_up,
    refuse,
    reopen,
    take_request,
    visit,
    void,
    withdraw,
)
from tests.domain.visits_histories import commits, flat, histories, visits

LAWS = settings(max_examples=60, deadline=None)


def of_cases(events: Sequence[HouseholdEvent]) -> list[Any]:
    others = (VisitRecorded, VisitVoided, HouseholdStandingChanged, FollowUpOpened, FollowUpClosed, *REQUEST_EVENTS)
    return [event for event in events if not isinstance(event, others)]


@LAWS
@given(histories)
def test_the_same_history_gives_the_same_state_also_from_stored_bytes(wishes: list[HouseholdCommand]) -> None:
    codec, state = CODECS["visits"], DECIDER.initial_state()
    stored: list[tuple[str, int, bytes]] = []
    for events in commits(wishes):
        state = DECIDER.fold(events, state)
        stored.extend((type(event).__name__, event.VERSION, bytes(codec.encode(event))) for event in events)
    assert DECIDER.fold(codec.decode(*one) for one in stored) == state  # type: ignore[misc]  # the codec says Event


@LAWS
@given(histories)
def test_before_is_what_was_last_said_of_the_case_and_of_the_standing(wishes: list[HouseholdCommand]) -> None:
    cases: dict[str, Case | None] = {}
    standing = Standing()
    for event in flat(commits(wishes)):
        if isinstance(event, HouseholdStandingChanged):
            assert event.before == standing != event.after
            standing = event.after
    for event in of_cases(flat(commits(wishes))):
        assert event.before == cases.get(event.case_id)
        assert (event.introduces == ()) == (event.before is not None)
        cases[event.case_id] = event.after


@LAWS
@given(histories)
def test_what_was_said_is_what_the_records_add_up_to(wishes: list[HouseholdCommand]) -> None:
    state = DECIDER.initial_state()
    for events in commits(wishes):
        state = DECIDER.fold(events, state)
        assert state.standing == state.facts.standing()
        for history in state.cases.values():
            assert history.current == case_of(history.records)


@LAWS
@given(histories)
def test_a_case_is_restated_only_where_the_commit_says_nothing_else_of_it(wishes: list[HouseholdCommand]) -> None:
    for events in commits(wishes):
        touched = [event.case_id for event in of_cases(events)]
        for event in of_cases(events):
            if isinstance(event, CaseRestated):
                assert event.before != event.after
                assert touched.count(event.case_id) == 1
        assert sum(isinstance(event, HouseholdStandingChanged) for event in events) <= 1


@LAWS
@given(histories)
def test_a_closed_case_has_a_result_and_an_open_one_has_none(wishes: list[HouseholdCommand]) -> None:
    for event in of_cases(flat(commits(wishes))):
        if (case := event.after) is not None:
            assert (case.state == "closed") == (case.result is not None)
            assert not (case.returned or isinstance(event, CaseReopened)) or case.state == "open"
            assert not case.on_the_spot or case.state == "closed"


@LAWS
@given(histories)
def test_the_standing_is_that_of_the_visits_that_stand(wishes: list[HouseholdCommand]) -> None:
    events = flat(commits(wishes))
    gone = {event.visit_id for event in events if isinstance(event, VisitVoided)}
    everything = [event for event in events if isinstance(event, VisitRecorded)]
    everything.sort(key=lambda event: (event.occurred_at, event.visit_id))
    stand = [event for event in everything if event.visit_id not in gone]
    met = [event.day for event in stand if event.place == "home" and event.outcome != "nobody_home"]
    declared = [event for event in stand if event.self_reliant is not None]
    self_reliant = bool(declared and declared[-1].self_reliant)
    answers = [(one.occurred_at, one.visit_id, one.consent.answer) for one in everything if one.consent]
    withdrawals = [one for one in events if isinstance(one, RequestTaken) and one.kind == "withdrawal"]
    answers += [(one.occurred_at, one.request_id, "withdrawn") for one in withdrawals]
    consents = [answer for _, _, answer in sorted(answers)]
    assert DECIDER.fold(events).standing == Standing(
        first_met_on=min(met, default=None),
        helped=any(event.outcome == "helped" for event in stand),
        self_reliant=self_reliant,
        able_already=self_reliant and any(event.already for event in declared),
        no_contact=bool(consents) and consents[-1] != "given",
    )


@LAWS
@given(histories)
def test_all_that_was_accepted_and_is_sent_again_from_a_door_is_nothing(wishes: list[HouseholdCommand]) -> None:
    state = DECIDER.fold(flat(commits(wishes)))
    for wish in wishes:
        if isinstance(wish, RecordVisit):
            assert DECIDER.decide(wish, state) == []


@LAWS
@given(histories)
def test_taking_every_visit_back_leaves_no_case_that_the_desk_did_not_touch(wishes: list[HouseholdCommand]) -> None:
    events = flat(commits(wishes))
    for visit_id in [event.visit_id for event in events if isinstance(event, VisitRecorded)]:
        try:
            events.extend(DECIDER.decide(void(visit_id, on=20, who=OFFICE), DECIDER.fold(events)))
        except Rejection:
            continue
    state = DECIDER.fold(events)
    assert state.standing == Standing(no_contact=state.standing.no_contact)
    from_desk = {event.case_id for event in of_cases(events) if getattr(event, "record", "").startswith("k")}
    alive = {case_id for case_id, history in state.cases.items() if history.current}
    assert alive <= from_desk
    opened_at_desk = {event.follow_up.id for event in events if isinstance(event, FollowUpOpened)}
    assert {one for one, situation in state.follow_ups.items() if situation != "taken_back"} <= opened_at_desk


@LAWS
@given(st.lists(visits(("submitted", "returned")), min_size=1, max_size=4, unique_by=lambda made: made.visit_id))
def test_the_order_of_arrival_changes_neither_standing_nor_open_cases(made: list[RecordVisit]) -> None:
    ends = [DECIDER.fold(flat(commits(order))) for order in permutations(made)]
    first = ends[0]
    for end in ends[1:]:
        assert end.standing == first.standing
        assert {case: history.current for case, history in end.cases.items()} == {
            case: history.current for case, history in first.cases.items()
        }


def test_every_kind_of_event_occurs_in_some_history() -> None:
    wishes: list[HouseholdCommand] = [
        visit(follow_ups=(follow_up(),), procedures=(line(), line("completed", "c2"), line("returned", "c3"))),
        amend(3, appointment="2026-11-09"),
        refuse(4),
        reopen(5),
        withdraw(6),
        open_follow_up("f2"),
        close_follow_up("f2"),
        void(on=7),
        take_request(kind="withdrawal"),
        answer_request(),
    ]
    kinds = {type(event) for event in flat(commits(wishes))}
    elsewhere = {PhoneHeard, ErasureConfirmed, IncidentReported, SealedDataOpened}
    assert kinds == set(CODECS["visits"].types.values()) - elsewhere
