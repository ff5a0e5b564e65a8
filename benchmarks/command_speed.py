"""A command without HTTP, load and append: ours beside `eventsourcing` on SQLite, in one run, in turns."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import uvloop

from benchmarks.rivals import HouseholdVisits, open_rival
from services.visits.domain.commands import RecordVisit
from services.visits.domain.decider import household_decider
from services.visits.domain.foreign_keys import with_foreign_keys
from shared.adapters.embedded.assembly import ServiceStorage, open_service_storage
from shared.adapters.system_clock import SystemClock
from shared.contracts.codec import CODECS
from shared.flows.command_envelope import CommandEnvelope, CommandHandling
from shared.flows.handle_command import CommandHandler
from shared.flows.sealing import Sealer
from shared.kernel.scope import Role
from shared.reference.procedures import procedures

WARD = "20194"
HOUSEHOLDS = 200
COMMANDS = 2_000
ROUNDS = 7
CLOCK = SystemClock()


@dataclass(frozen=True)
class Compared:
    """Commands a second, medians over the rounds; ratios are ours to theirs, round by round: one client of ours to
    one thread of theirs, and our 64 clients to the better of one thread and eight."""

    theirs: float
    theirs_8_threads: float
    one_client: float
    one_client_cold: float
    clients_64: float
    ratios: list[float]
    cold_ratios: list[float]
    many_ratios: list[float]


@dataclass(frozen=True)
class _Round:
    theirs: float
    theirs_8_threads: float
    warm: float
    cold: float
    many: float


def _envelope(household: str) -> CommandEnvelope[RecordVisit]:
    now, command_id, visit_id = CLOCK.now(), CLOCK.new_id(), CLOCK.new_id()
    command = RecordVisit(
        command_id=command_id,
        recorded_at=now,
        recorded_by="account",
        role=Role.VOLUNTEER,
        household_id=household,
        visit_id=visit_id,
        occurred_at=now,
        outcome="helped",
        people_helped=1,
        volunteer_id="volunteer",
        note="Đã giúp nộp hồ sơ",
    )
    return CommandEnvelope(f"{WARD}/household/{household}", WARD, command, command_id, "", "account", visit_id)


def _handler(storage: ServiceStorage, cache_bytes: int) -> CommandHandler[RecordVisit, object]:
    decider = household_decider(frozenset(procedures()))
    handling: CommandHandling[RecordVisit, object] = CommandHandling(decider, with_foreign_keys)  # type: ignore[arg-type]
    return CommandHandler(
        handling, storage.event_store, CODECS["visits"], Sealer(storage.vault), CLOCK, cache_bytes=cache_bytes
    )


async def _ours(
    handler: CommandHandler[RecordVisit, object], households: list[str], clients: int, commands: int = COMMANDS
) -> float:
    envelopes = iter([_envelope(households[index % len(households)]) for index in range(commands)])

    async def client() -> None:
        for envelope in envelopes:
            await handler.handle(envelope)

    started = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    return commands / (time.perf_counter() - started)


def _theirs(rival: HouseholdVisits, households: list[str], threads: int) -> float:
    """Each thread has households of its own, so that none loses a race for a version."""
    body = {"day": "2026-03-01", "outcome": "helped", "people_helped": 1, "note": "Đã giúp nộp hồ sơ"}

    def client(number: int) -> None:
        own = households[number::threads]
        for index in range(COMMANDS // threads):
            rival.record(own[index % len(own)], CLOCK.new_id(), body)

    started = time.perf_counter()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(client, range(threads)))
    return COMMANDS / (time.perf_counter() - started)


async def _round(folder: Path, number: int) -> _Round:
    """Every household has had ten visits when it is measured, on either side."""
    households = [f"household-{index}" for index in range(HOUSEHOLDS)]
    forgotten = [f"forgotten-{index}" for index in range(HOUSEHOLDS)]
    ours, theirs = folder / f"ours-{number}", folder / f"theirs-{number}"
    theirs.mkdir()
    rival = open_rival(theirs)
    for household in households:
        rival.open(household)
    storage = await open_service_storage(ours, "visits", CLOCK)
    try:
        handler = _handler(storage, 64 * 2**20)
        await _ours(handler, [*households, *forgotten], clients=64, commands=2 * COMMANDS)
        _theirs(rival, households, 1)
        return _Round(
            theirs=_theirs(rival, households, 1),
            warm=await _ours(handler, households, clients=1),
            cold=await _ours(_handler(storage, 0), forgotten, clients=1),
            theirs_8_threads=_theirs(rival, households, 8),
            many=await _ours(handler, households, clients=64),
        )
    finally:
        await storage.close()
        rival.close()


def measure(say: Callable[[str], None] = print) -> Compared:
    """Run all rounds; `say` is told of each."""
    rounds = []
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        for number in range(ROUNDS):
            one = runner.run(_round(Path(folder), number))
            say(
                f"eventsourcing {one.theirs:,.0f}/s, 8 threads {one.theirs_8_threads:,.0f}/s, ours {one.warm:,.0f}/s,"
                f" cold {one.cold:,.0f}/s, 64 clients {one.many:,.0f}/s"
            )
            rounds.append(one)
    return Compared(
        theirs=statistics.median(one.theirs for one in rounds),
        theirs_8_threads=statistics.median(one.theirs_8_threads for one in rounds),
        one_client=statistics.median(one.warm for one in rounds),
        one_client_cold=statistics.median(one.cold for one in rounds),
        clients_64=statistics.median(one.many for one in rounds),
        ratios=[one.warm / one.theirs for one in rounds],
        cold_ratios=[one.cold / one.theirs for one in rounds],
        many_ratios=[one.many / max(one.theirs, one.theirs_8_threads) for one in rounds],
    )


if __name__ == "__main__":
    measure()
