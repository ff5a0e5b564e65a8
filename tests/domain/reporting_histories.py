"""Histories of a whole ward, drawn at random: a roster and a few doors, carried out by the deciders and numbered."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

import msgspec
from hypothesis import strategies as st

from services.assignment.domain.commands import (
    AmendHousehold,
    AssignHousehold,
    DescribeVillage,
    EnrollVolunteer,
    EraseHousehold,
    RegisterHousehold,
    RemoveHousehold,
    RestoreHousehold,
    RetireVolunteer,
    RosterCommand,
    UnassignHousehold,
)
from services.assignment.domain.decider import roster_decider
from services.visits.domain.commands import HouseholdCommand
from shared.contracts.codec import CODECS
from shared.contracts.visits import PhoneHeard
from shared.kernel.failures import Rejection
from shared.kernel.messages import Event, LedgerEvent
from tests.domain import visits_histories
from tests.domain.roster_events import EARLIER
from tests.domain.visits_examples import HOUSEHOLD
from tests.ledgers import Ledgers

WARD = "20194"
KNOWN = ("h1", "h2", "h3")
UNKNOWN = "h4"
"""Has visits and is on no list."""

households, volunteers = st.sampled_from(KNOWN), st.sampled_from(["lan", "minh"])
villages = st.sampled_from(["Tà Lang", "Giàn Bí"])
groups = st.lists(st.sampled_from(["elderly-70", "poor", "remote"]), max_size=2).map(tuple)
signals = st.sampled_from(["good", "weak", "none"])


def _one(wish: type[RosterCommand], **fields: st.SearchStrategy[object]) -> st.SearchStrategy[RosterCommand]:
    return st.builds(wish, recorded_at=st.just(EARLIER), **fields)


_TRAITS = {"village": villages, "priority": groups, "signal": signals, "adults": st.none() | st.integers(0, 4)}
roster_wishes = st.lists(
    st.one_of(
        _one(RegisterHousehold, household_id=households, **_TRAITS),
        _one(RegisterHousehold, household_id=households, **_TRAITS),
        _one(AmendHousehold, household_id=households, **_TRAITS),
        _one(EnrollVolunteer, volunteer_id=volunteers, kind=st.just("student"), capacity=st.integers(1, 3)),
        _one(AssignHousehold, household_id=households, volunteer_id=volunteers, replace=st.booleans()),
        _one(AssignHousehold, household_id=households, volunteer_id=volunteers, replace=st.just(True)),
        *(_one(wish, household_id=households) for wish in (UnassignHousehold, RemoveHousehold, RestoreHousehold)),
        _one(EraseHousehold, household_id=st.just("h3")),
        _one(RetireVolunteer, volunteer_id=volunteers),
        _one(DescribeVillage, village=villages, name=villages, households_total=st.none() | st.integers(0, 90)),
    ),
    max_size=24,
)


@dataclass(frozen=True)
class History:
    """What both sources published of one ward, each in its order."""

    assignment: Sequence[LedgerEvent]
    visits: Sequence[LedgerEvent]

    def merged(self, turns: Sequence[bool]) -> list[LedgerEvent]:
        """One interleaving: where a turn is true, assignment's next event comes."""
        left, right = list(self.assignment), list(self.visits)
        taken = [(left if (turn and left) or not right else right).pop(0) for turn in turns if left or right]
        return taken + left + right


def _roster_events(wishes: Sequence[RosterCommand], ledgers: Ledgers) -> None:
    state = roster_decider.initial_state()
    for day, wish in enumerate(wishes):
        at = EARLIER + timedelta(days=day)
        try:
            events = roster_decider.decide(replace(wish, recorded_at=at), state)
        except Rejection:
            continue
        state = roster_decider.fold(events, state)
        ledgers.publish(WARD, at, events)


def _shifted(wishes: Sequence[HouseholdCommand], days: int) -> list[HouseholdCommand]:
    """The same history some days later, so that it reaches into another month."""
    later = timedelta(days=days)
    times = [
        {name: getattr(wish, name) + later for name in ("occurred_at", "recorded_at") if hasattr(wish, name)}
        for wish in wishes
    ]
    return [msgspec.structs.replace(wish, **moved) for wish, moved in zip(wishes, times, strict=True)]


def _door_events(household: str, wishes: Sequence[HouseholdCommand], days: int, ledgers: Ledgers) -> None:
    for events in visits_histories.commits(_shifted(wishes, days)):
        named = [_of(household, event) for event in events]
        times = [getattr(event, "recorded_at", event.time) for event in named]
        ledgers.publish(WARD, max(times, default=EARLIER), named)


def _of(household: str, event: Event) -> Event:
    """The event as one of this household: every id is unique in the ward."""
    text = bytes(CODECS["visits"].encode(event)).decode().replace(f'"{HOUSEHOLD}"', f'"{household}"')
    own = re.sub(r'"([vkcf]\d+)"', rf'"{household}-\1"', text)
    return CODECS["visits"].decode(type(event).__name__, event.VERSION, own.encode())


@st.composite
def histories(draw: st.DrawFn) -> History:
    """A roster of up to three households, doors of up to four, and two phones."""
    ledgers = Ledgers()
    _roster_events(draw(roster_wishes), ledgers)
    for household in (*KNOWN, UNKNOWN):
        wishes = draw(st.just([]) | visits_histories.histories)
        _door_events(household, wishes, draw(st.sampled_from([0, 25])), ledgers)
    for device, volunteer, day, unsent in draw(_PHONES):
        at = visits_histories.day(day)
        ledgers.publish(WARD, at, [PhoneHeard(device=device, volunteer_id=volunteer, at=at, unsent=unsent)])
    published = ledgers.published
    return History(
        [event for event in published if event.source == "assignment"],
        [event for event in published if event.source == "visits"],
    )


_PHONES = st.lists(
    st.tuples(st.sampled_from(["p1", "p2"]), volunteers, st.integers(1, 28), st.integers(0, 3)), max_size=4
)
