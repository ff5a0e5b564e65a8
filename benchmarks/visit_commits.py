"""Commits of visits without personal data, as the service makes them, for what is measured beyond their making."""

import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec

from services.visits.domain.commands import ProcedureLine, RecordVisit
from services.visits.domain.decider import household_decider
from services.visits.domain.foreign_keys import with_foreign_keys
from shared.adapters.embedded.assembly import ServiceStorage, open_service_storage
from shared.adapters.system_clock import SystemClock
from shared.contracts.codec import CODECS
from shared.flows.command_envelope import CommandEnvelope, CommandHandling
from shared.flows.handle_command import CommandHandler
from shared.flows.sealing import Sealer
from shared.kernel.messages import Commit
from shared.kernel.scope import Role
from shared.reference.procedures import procedures

CLOCK = SystemClock()
CLIENTS = 64


async def visit_commits(wards: Sequence[str], households: int, count: int, era: str) -> list[Commit]:
    """So many visits, each with a case, of so many new households of each ward, in the order of their streams."""
    name = CLOCK.new_id()
    streams = [(ward, f"{name}-{index}") for index in range(households) for ward in wards]
    with tempfile.TemporaryDirectory() as folder:
        storage = await open_service_storage(Path(folder), "visits", CLOCK)
        try:
            await _record(storage, [streams[index % len(streams)] for index in range(count)])
            stored = [
                commit
                for ward, household in streams
                for commit in await storage.event_store.read_stream(f"{ward}/household/{household}")
            ]
        finally:
            await storage.close()
    commits = [msgspec.structs.replace(commit, era=era, first_number=0, numbered_at=None, rev=0) for commit in stored]
    return sorted(commits, key=lambda commit: commit.version)


async def _record(storage: ServiceStorage, doors: Sequence[tuple[str, str]]) -> None:
    handling: CommandHandling[RecordVisit, object] = CommandHandling(
        household_decider(frozenset(procedures())),  # type: ignore[arg-type]
        with_foreign_keys,
    )
    handler = CommandHandler(handling, storage.event_store, CODECS["visits"], Sealer(storage.vault), CLOCK)
    waiting = iter(doors)

    async def client() -> None:
        for ward, household in waiting:
            await handler.handle(_envelope(ward, household))

    await asyncio.gather(*(client() for _ in range(CLIENTS)))


def _envelope(ward: str, household: str) -> CommandEnvelope[RecordVisit]:
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
        procedures=(ProcedureLine(case_id=CLOCK.new_id(), procedure="tax-payment", step="completed", mode="self"),),
    )
    return CommandEnvelope(f"{ward}/household/{household}", ward, command, command_id, "", "account", visit_id)
