"""Laws of the roster that hold after any sequence of commands, read from its events alone."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from services.assignment.domain.commands import (
    AmendHousehold,
    AmendVolunteer,
    AssignHousehold,
    DescribeVillage,
    EnrollVolunteer,
    EraseHousehold,
    EraseVolunteer,
    RegisterHousehold,
    ReinstateVolunteer,
    RemoveHousehold,
    RestoreHousehold,
    RetireVolunteer,
    RosterCommand,
    SetContact,
    UnassignHousehold,
)
from services.assignment.domain.decider import roster_decider
from services.assignment.domain.evolve import RosterEvent
from services.assignment.domain.state import Roster
from shared.contracts.assignment import (
    HouseholdAssigned,
    HouseholdUnassigned,
    PersonalDataErased,
    VolunteerAmended,
    VolunteerEnrolled,
    VolunteerReinstated,
    VolunteerRetired,
)
from shared.kernel.failures import Rejection
from tests.domain.roster_events import NOW

HOUSEHOLDS = st.sampled_from(["h1", "h2", "h3", "h4"])
VOLUNTEERS = st.sampled_from(["v1", "v2", "v3"])
VILLAGES = st.sampled_from(["Tà Lang", "thôn tà lang", "Giàn Bí", "Hòa Bắc"])
CODES = st.sampled_from([None, "1", "2"])
CAPACITIES = st.sampled_from([3, 2, 1])
MONTHS = st.sampled_from([None, None, "2026-10", "2026-12", "2027-02"])
TIMES = st.none() | st.integers(-5, 40).map(lambda hours: NOW + timedelta(hours=hours))
PERSONAL = st.sampled_from([{}, {"phone": "0900000001"}])


def _one(wish: type[RosterCommand], **fields: st.SearchStrategy[object]) -> st.SearchStrategy[RosterCommand]:
    return st.builds(wish, recorded_at=st.just(NOW), **fields)


_TRAITS = {"capacity": CAPACITIES, "minor_until": MONTHS, "guardian_consent": st.booleans()}
_REGISTER = _one(
    RegisterHousehold,
    household_id=HOUSEHOLDS,
    village=VILLAGES,
    code=CODES,
    personal=PERSONAL,
    found_by=st.none() | VOLUNTEERS,
    occurred_at=TIMES,
)
_AMEND = _one(AmendHousehold, household_id=HOUSEHOLDS, village=VILLAGES, code=CODES, helped_by=st.none() | VOLUNTEERS)
_ENROLL = _one(EnrollVolunteer, volunteer_id=VOLUNTEERS, kind=st.just("pupil"), village=VILLAGES, **_TRAITS)
_ASSIGN = [
    _one(
        AssignHousehold, household_id=HOUSEHOLDS, volunteer_id=VOLUNTEERS, replace=st.just(hand_over), occurred_at=time
    )
    for hand_over in (True, False)
    for time in (st.none(), st.none(), st.none(), TIMES)
]
_SET_CONTACT = _one(
    SetContact,
    household_id=HOUSEHOLDS,
    no_contact=st.sampled_from([False, False, True]),
    basis=st.tuples(st.just("era"), st.integers(1, 9)),
    occurred_at=st.just(NOW),
)
_COMMANDS = st.one_of(
    _REGISTER,
    _AMEND,
    _ENROLL,
    _one(AmendVolunteer, volunteer_id=VOLUNTEERS, **_TRAITS),
    *_ASSIGN,
    *(_one(wish, household_id=HOUSEHOLDS) for wish in (RemoveHousehold, RestoreHousehold, UnassignHousehold)),
    *(_one(wish, volunteer_id=VOLUNTEERS) for wish in (RetireVolunteer, ReinstateVolunteer)),
    st.one_of(_one(EraseHousehold, household_id=st.just("h3")), _one(EraseVolunteer, volunteer_id=st.just("v3"))),
    st.one_of(_one(DescribeVillage, village=VILLAGES, name=VILLAGES), _SET_CONTACT),
)
_WARD = [
    *(EnrollVolunteer(recorded_at=NOW, volunteer_id=one, kind="student", capacity=2) for one in ("v1", "v2", "v3")),
    *(RegisterHousehold(recorded_at=NOW, household_id=one, village="Tà Lang") for one in ("h1", "h2", "h3")),
]
WISHES = st.lists(_COMMANDS, min_size=15, max_size=40).map(
    lambda wishes: [
        replace(wish, recorded_at=NOW + timedelta(hours=hour)) for hour, wish in enumerate((*_WARD, *wishes))
    ]
)


def _carried_out(commands: Sequence[RosterCommand]) -> tuple[list[RosterEvent], list[Roster]]:
    """The events of all accepted commands, and the state after each of them."""
    history: list[RosterEvent] = []
    states = [roster_decider.initial_state()]
    for command in commands:
        try:
            events = roster_decider.decide(command, states[-1])
        except Rejection:
            continue
        history.extend(events)
        states.append(roster_decider.fold(events, states[-1]))
    return history, states


class _Reading:
    """A roster read from its events in the plainest way: lists of dated assignments, and nothing else."""

    def __init__(self) -> None:
        self.capacity: dict[str, int] = {}
        self.enrolled: set[str] = set()
        self.spans: dict[str, list[list[object]]] = {}

    def read(self, event: RosterEvent) -> None:
        match event:
            case VolunteerEnrolled() | VolunteerAmended():
                self.capacity[event.volunteer_id] = event.traits.capacity
                if isinstance(event, VolunteerEnrolled):
                    self.enrolled.add(event.volunteer_id)
            case VolunteerReinstated():
                self.enrolled.add(event.volunteer_id)
            case VolunteerRetired():
                self.enrolled.discard(event.volunteer_id)
            case HouseholdAssigned():
                self._end(event.household_id, event.previous_volunteer_id, event.occurred_at)
                self.spans.setdefault(event.household_id, []).append([event.volunteer_id, event.occurred_at, None])
            case HouseholdUnassigned():
                self._end(event.household_id, event.volunteer_id, event.occurred_at)

    def _end(self, household_id: str, volunteer_id: str | None, at: datetime) -> None:
        spans = self.spans.get(household_id, [])
        helper = spans[-1][0] if spans and spans[-1][2] is None else None
        assert helper == volunteer_id
        if helper is not None:
            spans[-1][2] = at

    def caseload(self, volunteer_id: str) -> int:
        return sum(spans[-1][0] == volunteer_id and spans[-1][2] is None for spans in self.spans.values())


@settings(max_examples=100, deadline=None)
@given(WISHES)
def test_nobody_has_more_households_than_places_and_the_retired_have_none(commands: list[RosterCommand]) -> None:
    history, _ = _carried_out(commands)
    reading = _Reading()
    for event in history:
        reading.read(event)
        for volunteer_id, capacity in reading.capacity.items():
            assert reading.caseload(volunteer_id) <= (capacity if volunteer_id in reading.enrolled else 0)


@settings(max_examples=100, deadline=None)
@given(WISHES)
def test_dated_assignments_of_a_household_never_overlap(commands: list[RosterCommand]) -> None:
    history, _ = _carried_out(commands)
    reading = _Reading()
    for event in history:
        reading.read(event)
    for spans in reading.spans.values():
        ends = [span[2] for span in spans]
        assert all(end is not None for end in ends[:-1])
        assert all(span[1] <= span[2] for span in spans if span[2] is not None)
        assert all(end <= following[1] for end, following in zip(ends, spans[1:], strict=False))


@settings(max_examples=60, deadline=None)
@given(WISHES)
def test_the_same_history_folds_to_the_same_state_and_no_state_ever_changes(commands: list[RosterCommand]) -> None:
    history, states = _carried_out(commands)
    seen = [repr(state) for state in states]
    again = roster_decider.fold(history)
    assert again == states[-1]
    assert [repr(state) for state in states] == seen
    _carried_out(commands)
    assert [repr(state) for state in states] == seen


@settings(max_examples=60, deadline=None)
@given(WISHES)
def test_a_command_carried_out_twice_says_nothing_new(commands: list[RosterCommand]) -> None:
    state = roster_decider.initial_state()
    for command in commands:
        try:
            events = roster_decider.decide(command, state)
        except Rejection:
            continue
        state = roster_decider.fold(events, state)
        if isinstance(command, RegisterHousehold | EnrollVolunteer) or getattr(command, "personal", None):
            continue
        assert not roster_decider.decide(command, state)


@settings(max_examples=60, deadline=None)
@given(WISHES)
def test_what_was_erased_never_appears_again(commands: list[RosterCommand]) -> None:
    history, _ = _carried_out(commands)
    erased: set[str] = set()
    for event in history:
        if isinstance(event, PersonalDataErased):
            assert event.subject not in erased
            erased.add(event.subject)
        elif event.sealed:
            assert event.subject not in erased
