"""Processes that share a group: they join, leave, are killed at any await, over a topic that loses and repeats.

What comes out is what the ledgers say, each ward is heard by one process at a time, and nobody starts from nothing.
"""

import random
from dataclasses import replace

import pytest

from shared.flows import group_member
from tests.flows.history import History, assert_rebuild_is_equal, ledgers_of
from tests.flows.members import Crowd, FoldingProcess, HandlingProcess, TamperedBus
from tests.flows.stops_at_call import StopsAtCall
from tests.ports.engines import Ports
from tests.ports.memory_engine import MemoryEngine

WARDS = ("20194", "20195", "20197", "20198", "20551", "20200")
STEPS = 60


@pytest.fixture(autouse=True)
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks are the test's; what is away is tried again at once."""
    monkeypatch.setattr(group_member, "LOOK_SECONDS", 60)
    monkeypatch.setattr(group_member, "RETRY_SECONDS", 0)


async def _happens(history: History, chance: random.Random) -> None:
    for _ in range(chance.randrange(4)):
        ward, household = chance.choice(WARDS), chance.choice("abc")
        if chance.random() < 0.4:
            await history.place(household, f"village {chance.randrange(9)}", ward)
        else:
            await history.call(household, *[1] * chance.randint(1, 3), ward=ward)
    await history.number()


async def _tell_heads(ports: Ports) -> None:
    for store in ledgers_of(ports).values():
        await ports.bus.publish_heads(await store.heads())


async def _lives(ports: Ports, crowd: Crowd, chance: random.Random) -> None:
    """A long time in which much happens."""
    history = History(replace(ports, bus=TamperedBus(ports, chance, lost=0.1, doubled=0.2)))
    for _ in range(STEPS):
        await _happens(history, chance)
        await _tell_heads(ports)
        await crowd.act()
        assert max(crowd.owners(ward) for ward in WARDS) <= 1


@pytest.mark.parametrize("seed", range(60))
async def test_whoever_folds_the_views_are_what_the_ledgers_say(seed: int) -> None:
    chance = random.Random(seed)
    ports = await MemoryEngine(partitions=4).open()
    crowd = Crowd(lambda: FoldingProcess(ports), chance)
    await _lives(ports, crowd, chance)

    async def folded() -> bool:
        ends = [(h.source, h.ward, h.number) for one in ledgers_of(ports).values() for h in await one.heads()]
        marks = {
            (source, ward, mark.number)
            for process in crowd.alive
            if isinstance(process, FoldingProcess)
            for ward in WARDS
            for source, mark in process.updater.folded(ward).items()
        }
        written = {
            (source, cursor.ward, mark.number)
            for cursor in await ports.views.cursors()
            for source, mark in cursor.numbers.items()
        }
        return all(end in marks | written for end in ends)

    await crowd.settle(folded)
    await assert_rebuild_is_equal(ports, wards=WARDS)
    cursors = {cursor.ward: cursor.numbers for cursor in await ports.views.cursors()}
    for source, ledger in ledgers_of(ports).items():
        for head in await ledger.heads():
            assert cursors[head.ward][source].number == head.number


@pytest.mark.parametrize("seed", range(60))
async def test_whoever_handles_every_event_is_handled(seed: int) -> None:
    chance = random.Random(seed)
    ports = await MemoryEngine(partitions=4).open()
    handled: list[str] = []
    crowd = Crowd(lambda: HandlingProcess(ports, handled), chance)
    await _lives(ports, crowd, chance)
    everything = {event.id for ward in WARDS for event in await ports.visits.read_ledger(ward, 0, 10_000)}

    async def done() -> bool:
        return everything <= set(handled)

    await crowd.settle(done)
    assert set(handled) == everything


async def test_the_next_process_reads_no_ledger_anew() -> None:
    """A policy goes on where another process has been."""
    ports = await MemoryEngine(partitions=4).open()
    history = History(ports)
    handled: list[str] = []
    for _ in range(2):
        for ward in WARDS:
            await history.call("a", 1, 2, ward=ward)
        await history.number()
        reads = StopsAtCall(10**9, methods=("read_ledger",))
        seen = replace(ports, visits=reads.around(ports.visits))
        crowd = Crowd(lambda seen=seen: HandlingProcess(seen, handled), random.Random(0))  # type: ignore[misc]

        async def done() -> bool:
            return len(set(handled)) == sum([len(await ports.visits.read_ledger(w, 0, 10_000)) for w in WARDS])

        await crowd.settle(done, tended=False)
        assert reads.calls == 0
    assert len(handled) == len(set(handled)) == 4 * len(WARDS)
