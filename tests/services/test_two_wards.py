"""Two wards at work at once in one system: whatever they do and ask, no answer to one tells anything of the other."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.services.curious_ward import CuriousWard
from tests.services.example_bodies import new_name
from tests.services.running_system import OTHER_WARD, WARD, System, running_system

pytestmark = pytest.mark.asyncio(loop_scope="module")
WRITING = ("register", "visit", "send", "request", "report")
STEPS = st.tuples(st.sampled_from((*WRITING, "search")), st.text("aăâbcdđ", max_size=6))
DAYS = st.lists(st.tuples(STEPS, STEPS), min_size=1, max_size=6)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def system(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    async with running_system(tmp_path_factory.mktemp("two-wards") / "data") as running:
        yield running


async def begun(system: System) -> tuple[CuriousWard, CuriousWard]:
    """Both wards hold what earlier examples left there; the marks are new."""
    both = [CuriousWard(system, ward, f"dấu{new_name()[-12:]}") for ward in (WARD, OTHER_WARD)]
    await asyncio.gather(*(ward.begin() for ward in both))
    return both[0], both[1]


@settings(max_examples=5, deadline=None)
@given(days=DAYS)
async def test_nothing_of_one_ward_is_in_an_answer_to_the_other(
    system: System, days: list[tuple[tuple[str, str], tuple[str, str]]]
) -> None:
    one, other = await begun(system)
    own_steps, other_steps = one.steps(other), other.steps(one)
    for (step, some), (their_step, their_some) in days:
        await asyncio.gather(own_steps[step](some), other_steps[their_step](their_some))
    for ward in (WARD, OTHER_WARD):
        await system.known_everywhere(ward)
    await asyncio.gather(*(steps[step]("") for steps in (own_steps, other_steps) for step in ("read", "pry", "search")))
    assert one.tells_of(other) + other.tells_of(one) == []
    assert one.tells_of(one), "its own it is told"
