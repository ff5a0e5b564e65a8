"""Random histories of both services: commands of every kind through the deciders, as numbered events of two wards.

Ids come from small pools and times are whole hours, so that ids meet again, lines name other households' cases, and
several things happen at one instant.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random

import msgspec
from hypothesis import strategies as st

from services.assignment.domain import commands as a
from shared.contracts.assignment import Signal
from shared.kernel.days import add_days, day_of
from shared.kernel.messages import LedgerEvent
from tests.random_commands import ANY_COMMAND, hear_phone
from tests.random_world import WARDS, World


@dataclass(frozen=True)
class RandomHistory:
    """What was published, each ledger in its order, and days on which to ask for figures: `today` is one of them."""

    events: tuple[LedgerEvent, ...]
    telling_days: tuple[str, ...]
    today: str

    def __repr__(self) -> str:
        told = "\n".join(f"  {one.ward} {one.type} {one.time} {bytes(one.data).decode()}" for one in self.events)
        return f"history as of {self.today}:\n{told}"

    def interleaved(self, chance: Random) -> list[LedgerEvent]:
        """Another order in which the ledgers may arrive: each by itself in order, some events twice."""
        queues: dict[tuple[str, str], list[LedgerEvent]] = {}
        for event in self.events:
            queues.setdefault((event.source, event.ward), []).extend([event] * chance.choice((1, 1, 1, 2)))
        arriving: list[LedgerEvent] = []
        while queues:
            ledger = chance.choice(sorted(queues))
            arriving += [queues[ledger].pop(0) for _ in range(min(len(queues[ledger]), chance.randint(1, 9)))]
            queues = {key: queue for key, queue in queues.items() if queue}
        return arriving


def _settle(world: World) -> None:
    """Two wards with something to begin with, one of them without signal; h4 and h5 are met before they are listed."""
    signals: dict[str, Signal] = {WARDS[0]: "good", WARDS[1]: "weak"}
    for ward in WARDS:
        for name in ("v1", "v2", "v3"):
            enrolled = a.EnrollVolunteer(
                recorded_at=world.now, volunteer_id=f"{ward}-{name}", kind="student", capacity=3
            )
            world.ask_roster(ward, enrolled)
        for name in ("h1", "h2", "h3"):
            found_by = f"{ward}-v1" if name != "h3" else None
            registered = a.RegisterHousehold(
                recorded_at=world.now,
                household_id=f"{ward}-{name}",
                village="Tà Lang",
                signal=signals[ward],
                adults=2,
                found_by=found_by,
            )
            world.ask_roster(ward, registered)


_TURNS = {
    "HouseholdAssigned": ("from_day", (14, 15)),
    "VisitRecorded": ("day", (0, 6, 7, 29, 30)),
    "PhoneHeard": ("at", (2, 3, 6, 7)),
}
"""After how many days something that counted does so no more, or the other way round: the last day before, the first
after."""


def _telling_days(events: Sequence[LedgerEvent], last: str) -> list[str]:
    """Days from `last` on, on which some figure has just turned or is about to: they show what is off by one."""
    telling = {last, add_days(last, 20)}
    for event in events:
        data = msgspec.json.decode(event.data)
        name, turns = _TURNS.get(event.type, ("", ()))
        telling.update(add_days(data[name][:10], after) for after in turns)
        due = [one["due"] for one in data.get("follow_ups", ()) if event.type == "VisitRecorded"]
        appointment = (data.get("after") or {}).get("appointment")
        telling.update(add_days(day, after) for day in (*due, appointment) if day for after in (0, 1))
    return sorted(day for day in telling if day >= last)


@st.composite
def histories(draw: st.DrawFn, min_commands: int = 10, max_commands: int = 60) -> RandomHistory:
    """A history of about two months, in which anything may happen to a handful of households."""
    world = World()
    _settle(world)
    for _ in range(draw(st.integers(min_commands, max_commands))):
        world.now += timedelta(hours=draw(st.sampled_from((0, 0, 1, 5, 26, 80))))
        ask: Callable[[st.DrawFn, World], None] = draw(st.sampled_from(ANY_COMMAND))
        ask(draw, world)
    hear_phone(draw, world)
    events = tuple(world.ledgers.published)
    telling_days = _telling_days(events, day_of(world.now))
    return RandomHistory(events, tuple(telling_days), draw(st.sampled_from(telling_days)))
