"""Histories of one household, drawn at random: few ids, so that records meet."""

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from services.visits.domain.commands import ConsentAnswered, HouseholdCommand, ProcedureLine, RecordVisit
from services.visits.domain.state import HouseholdEvent
from shared.kernel.failures import Rejection
from tests.domain.visits_examples import (
    DECIDER,
    MINE,
    OFFICE,
    OTHERS,
    amend,
    answer_request,
    close_follow_up,
    complete,
    day,
    follow_up,
    give_back,
    line,
    open_follow_up,
    refuse,
    reopen,
    take_request,
    visit,
    void,
    withdraw,
)

Commit = Sequence[HouseholdEvent]

instants = st.builds(day, st.integers(1, 9), st.sampled_from([0, 5, 18]))
case_ids = st.sampled_from(["c1", "c2"])
days = st.sampled_from([None, "2026-11-09", "2026-11-20"])
follow_up_ids = st.sampled_from(["f1", "f2"])
request_ids = st.sampled_from(["r1", "r2"])
modes = st.sampled_from(["self", "assisted", "on_behalf"])
answers = st.sampled_from(["given", "refused", "withdrawn"])
people = st.sampled_from([MINE, OTHERS, OFFICE])
consents = st.builds(
    ConsentAnswered, answer=answers, by=st.just("bà Lan"), how=st.just("lời nói"), notice_version=st.just("1")
)


def lines(steps: Sequence[str]) -> st.SearchStrategy[tuple[ProcedureLine, ...]]:
    one = st.builds(line, st.sampled_from(steps), case_ids, modes, appointment=days)
    return st.lists(one, max_size=3).map(tuple)


def visits(
    steps: Sequence[str] = ("submitted", "returned", "completed", "refused", "withdrawn"), **fixed: Any
) -> st.SearchStrategy[RecordVisit]:
    facts: dict[str, Any] = {
        "occurred_at": instants,
        "outcome": st.sampled_from(["helped", "no_need", "refused", "nobody_home"]),
        "place": st.sampled_from(["home", "office"]),
        "volunteer_id": st.sampled_from(["lan", "minh", None]),
        "procedures": lines(steps),
        "follow_ups": st.lists(st.builds(follow_up, follow_up_ids), max_size=2).map(tuple),
        "self_reliant": st.sampled_from([None, True, False]),
        "already": st.booleans(),
        "consent": st.none() | consents,
        "recorded_by": people,
    }
    return st.builds(visit, st.sampled_from(["v1", "v2", "v3", "v4"]), **(facts | fixed))


def desk(build: Any) -> st.SearchStrategy[HouseholdCommand]:
    return st.builds(build, st.integers(3, 9), case_ids, people)


commands: st.SearchStrategy[HouseholdCommand] = st.one_of(
    visits(),
    visits(),
    st.builds(void, st.sampled_from(["v1", "v2", "v3", "v4"]), st.integers(3, 9), people),
    *(desk(build) for build in (complete, refuse, withdraw, give_back, reopen)),
    st.builds(amend, st.integers(3, 9), case_ids, appointment=days, dossier_code=st.sampled_from([None, "", "H17"])),
    st.builds(open_follow_up, follow_up_ids, st.integers(2, 9)),
    st.builds(close_follow_up, follow_up_ids, st.integers(3, 9)),
    st.builds(take_request, request_ids, st.integers(2, 9), st.sampled_from(["withdrawal", "access"])),
    st.builds(answer_request, request_ids, st.integers(3, 9), st.sampled_from(["acknowledged", "done"])),
)
histories = st.lists(commands, min_size=1, max_size=14).map(
    lambda made: [replace(command, command_id=f"k{index}") for index, command in enumerate(made)]
)


def commits(wishes: Sequence[HouseholdCommand]) -> list[Commit]:
    """The commits of those wishes that are accepted, one after the other."""
    state, made = DECIDER.initial_state(), []
    for wish in wishes:
        try:
            events = DECIDER.decide(wish, state)
        except Rejection:
            continue
        state = DECIDER.fold(events, state)
        made.append(events)
    return made


def flat(made: Sequence[Commit]) -> list[HouseholdEvent]:
    return [event for events in made for event in events]
