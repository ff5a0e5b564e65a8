"""A command without HTTP, load and append: ours beside `eventsourcing` on SQLite, in one run, in turns."""

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

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
ROUNDS = 5
CLOCK = SystemClock()


@dataclass(frozen=True)
class Compared:
    """Commands a second, medians over the rounds; `ratios` are ours to theirs, round by round."""

    theirs: float
    one_client: float
    one_client_cold: float
    clients_64: float
    ratios: list[float]
    cold_ratios: list[float]


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


async def _ours(handler: CommandHandler[RecordVisit, object], households: list[str], clients: int) -> float:
    envelopes = iter([_envelope(households[index % len(households)]) for index in range(COMMANDS)])

    async def client() -> None:
        for envelope in envelopes:
            await handler.handle(envelope)

    started = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    return COMMANDS / (time.perf_counter() - started)


def _theirs(rival: HouseholdVisits, households: list[str]) -> float:
    body = {"day": "2026-03-01", "outcome": "helped", "people_helped": 1, "note": "Đã giúp nộp hồ sơ"}
    started = time.perf_counter()
    for index in range(COMMANDS):
        rival.record(households[index % len(households)], CLOCK.new_id(), body)
    return COMMANDS / (time.perf_counter() - started)


async def _round(folder: Path, number: int) -> tuple[float, float, float, float]:
    households = [f"household-{index}" for index in range(HOUSEHOLDS)]
    ours, theirs = folder / f"ours-{number}", folder / f"theirs-{number}"
    theirs.mkdir()
    rival = open_rival(theirs)
    for household in households:
        rival.open(household)
    storage = await open_service_storage(ours, "visits", CLOCK)
    try:
        await _ours(_handler(storage, 64 * 2**20), households, clients=16)
        cold = await _ours(_handler(storage, 0), households, clients=1)
        their_rate = _theirs(rival, households)
        warm = await _ours(_handler(storage, 64 * 2**20), households, clients=1)
        many = await _ours(_handler(storage, 64 * 2**20), households, clients=64)
    finally:
        await storage.close()
        rival.close()
    return their_rate, warm, cold, many


def measure(say: Callable[[str], None] = print) -> Compared:
    """Run all rounds; `say` is told of each."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(ROUNDS):
            rows.append(asyncio.run(_round(Path(folder), number)))
            say("eventsourcing {:,.0f}/s, ours {:,.0f}/s, cold {:,.0f}/s, 64 clients {:,.0f}/s".format(*rows[-1]))
    theirs, warm, cold, many = (statistics.median(column) for column in zip(*rows, strict=True))
    return Compared(theirs, warm, cold, many, [row[1] / row[0] for row in rows], [row[2] / row[0] for row in rows])


if __name__ == "__main__":
    measure()
