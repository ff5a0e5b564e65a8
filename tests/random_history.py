"""Random histories of both services: commands of every kind through the deciders, as numbered events of two wards.

Ids come from small pools and times are whole hours, so that ids meet again, lines name other households' cases, and
several things happen at one instant.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from hypothesis import strategies as st

from services.assignment.domain import commands as a
from shared.kernel.days import add_days, day_of
from shared.kernel.messages import LedgerEvent
from tests.random_commands import ANY_COMMAND
from tests.random_world import WARDS, World


@dataclass(frozen=True)
class RandomHistory:
    """What was published, each ledger in its order, and a day on which to ask for figures."""

    events: tuple[LedgerEvent, ...]
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
    """Two wards with something to begin with; h4 and h5 are met before anyone registers them."""
    for ward in WARDS:
        for name in ("v1", "v2", "v3"):
            enrolled = a.EnrollVolunteer(
                recorded_at=world.now, volunteer_id=f"{ward}-{name}", kind="student", capacity=3
            )
            world.ask_roster(ward, enrolled)
        for name in ("h1", "h2", "h3"):
            found_by = f"{ward}-v1" if name != "h3" else None
            registered = a.RegisterHousehold(
                recorded_at=world.now, household_id=f"{ward}-{name}", village="Tà Lang", adults=2, found_by=found_by
            )
            world.ask_roster(ward, registered)


@st.composite
def histories(draw: st.DrawFn, min_commands: int = 10, max_commands: int = 60) -> RandomHistory:
    """A history of about two months, in which anything may happen to a handful of households."""
    world = World()
    _settle(world)
    for _ in range(draw(st.integers(min_commands, max_commands))):
        world.now += timedelta(hours=draw(st.sampled_from((0, 0, 1, 5, 26, 80))))
        ask: Callable[[st.DrawFn, World], None] = draw(st.sampled_from(ANY_COMMAND))
        ask(draw, world)
    today = add_days(day_of(world.now), draw(st.sampled_from((0, 1, 20))))
    return RandomHistory(tuple(world.ledgers.published), today)
