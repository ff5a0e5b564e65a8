"""Everything that visits answers, on one router."""

from collections.abc import Sequence

from fastapi import APIRouter

from services.visits.api.case_calls import CaseCalls
from services.visits.api.dossier_reads import add_dossier_reads
from services.visits.api.follow_up_calls import follow_up_calls
from services.visits.api.household_reads import add_household_reads
from services.visits.api.incident_calls import incident_calls
from services.visits.api.incident_reads import add_incident_reads
from services.visits.api.names import Enrolled
from services.visits.api.owners import Owners
from services.visits.api.phone_contacts import PhoneContacts
from services.visits.api.reading import Reading
from services.visits.api.request_calls import request_calls
from services.visits.api.request_reads import add_request_reads
from services.visits.api.visit_calls import visit_calls
from services.visits.api.ward_reads import add_ward_reads
from shared.http.batch_endpoint import add_batch
from shared.http.command_calls import CommandCall
from shared.http.command_endpoint import add_commands
from shared.http.command_runner import CommandRunner
from shared.http.ledger_route import add_ledger
from shared.http.openings import add_openings
from shared.http.service_app import service_router
from shared.ports.event_store import EventStore


def command_calls(store: EventStore, roster: Enrolled) -> Sequence[CommandCall]:
    """The table of visits' commands."""
    owners = Owners(store)
    return (
        *visit_calls(owners, roster),
        *CaseCalls(owners, roster).rows(),
        *follow_up_calls(owners),
        *request_calls(roster),
        *incident_calls(roster),
    )


def visits_router(runner: CommandRunner, contacts: PhoneContacts, reading: Reading, store: EventStore) -> APIRouter:
    """Commands one by one and in batches, reads, and the ledger."""
    router = service_router("visits")
    add_commands(router, runner)
    add_batch(router, runner, store.era, contacts.hear)
    add_household_reads(router, reading)
    add_ward_reads(router, reading)
    add_request_reads(router, reading)
    add_incident_reads(router, reading)
    add_dossier_reads(router, reading)
    add_openings(router, reading.documents_of)
    add_ledger(router, store)
    return router
