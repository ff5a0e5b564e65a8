"""Everything that assignment answers, on one router."""

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import APIRouter

from services.assignment.api.assignment_calls import assignment_calls
from services.assignment.api.dossier_reads import add_dossier_reads
from services.assignment.api.duplicates import Duplicates
from services.assignment.api.erasure_reads import add_erasure_reads
from services.assignment.api.household_calls import household_calls
from services.assignment.api.household_reads import add_household_reads
from services.assignment.api.imports.calls import Imports, add_imports
from services.assignment.api.reading import Reading
from services.assignment.api.volunteer_calls import volunteer_calls
from services.assignment.api.volunteer_reads import add_volunteer_reads
from services.assignment.domain.commands import RegisterHousehold
from shared.flows.command_envelope import Handled
from shared.flows.evidence import EvidenceKey
from shared.http.batch_endpoint import add_batch
from shared.http.command_calls import CommandCall, CommandContext, Target
from shared.http.command_endpoint import add_commands
from shared.http.command_runner import CommandRunner
from shared.http.ledger_route import add_ledger
from shared.http.openings import add_openings
from shared.http.service_app import service_router
from shared.kernel.scope import Role
from shared.ports.event_store import EventStore


def command_calls(reading: Reading, duplicates: Duplicates) -> Sequence[CommandCall]:
    """The table of assignment's commands."""

    async def possible_duplicates(
        context: CommandContext, target: Target[Any], _handled: Handled
    ) -> Mapping[str, object]:
        if context.scope.role is not Role.COORDINATOR:
            return {}
        command: RegisterHousehold = target.command
        documents = await reading.documents_of(target.ward, None)
        village = await duplicates.village_key(documents, command.village)
        async with reading.openings.by(context.scope, type(command).__name__, target.ward) as opening:
            found = await duplicates.of_new(
                documents, opening, command.household_id, village, command.code, command.personal
            )
        return {"possible_duplicates": found} if found else {}

    return (*household_calls(possible_duplicates), *volunteer_calls(), *assignment_calls())


def assignment_router(
    runner: CommandRunner,
    reading: Reading,
    duplicates: Duplicates,
    imports: Imports,
    key: EvidenceKey,
    store: EventStore,
) -> APIRouter:
    """Commands one by one and in batches, reads, and the ledger."""
    router = service_router("assignment")
    add_commands(router, runner)
    add_batch(router, runner, store.era)
    add_imports(router, imports)
    add_household_reads(router, reading, duplicates)
    add_volunteer_reads(router, reading)
    add_erasure_reads(router, reading, key)
    add_dossier_reads(router, reading)
    add_openings(router, reading.documents_of)
    add_ledger(router, store)
    return router
