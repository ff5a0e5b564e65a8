"""Every service in one process, over one data folder. It imports neither Kafka's nor MongoDB's driver."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from starlette.types import ASGIApp

from services.access.assembly import PROOFS, Secrets, access_service, token_reader
from services.access.credentials.hashing import PasswordHashing
from services.access.flows.account_streams import volunteer_account
from services.access.key_ring import KeyRing, open_key_ring
from services.access.signing_keys import SigningKey
from services.assignment.assembly import assignment_service
from services.assignment.domain.commands import EraseHousehold, EraseVolunteer, RosterCommand
from services.assignment.domain.decider import roster_decider
from services.assignment.domain.foreign_keys import with_foreign_keys
from services.assignment.domain.state import Roster
from services.reporting.assembly import ReportingPorts, reporting_service
from services.visits.assembly import visits_service
from shared.adapters.embedded.assembly import FolderStorage, database_path, open_folder_storage, open_service_storage
from shared.adapters.embedded.erasure_list import ErasureList, ListingVault, erasure_list_path, installation_id
from shared.adapters.embedded.opened_master_keys import take_given_key
from shared.adapters.embedded.room import require_room
from shared.adapters.embedded.sqlite_credentials import SqliteCredentials, open_credentials
from shared.adapters.master_key import derived_key
from shared.adapters.system_clock import SystemClock
from shared.contracts.codec import CODECS
from shared.flows.command_envelope import CommandEnvelope, CommandHandling
from shared.flows.handle_command import CommandHandler
from shared.flows.sealing import Sealer
from shared.http.ended_sessions import EndedSessions
from shared.http.joined_apps import JoinedApps
from shared.http.limits import limits_of
from shared.http.service import Service
from shared.kernel.failures import NotFound
from shared.ports.clock import Clock
from shared.ports.event_store import EventStore
from shared.ports.key_vault import KeyVault
from shared.ports.service_ports import ServicePorts
from shared.settings import Settings

SEALS = {"assignment": True, "visits": True, "reporting": False}
"""The services that keep something in the folder, and whether they seal personal data."""
ACCESS = "access"
"""Keeps and seals too; nothing of its own is folded from door to figure, so it is rebuilt and counted by nobody."""
FURTHER_VIEWS = {"visits": ("visits.roster",)}
"""View sets that a service keeps beside the one of its own name."""
RESTORE = "restore"
"""The actor of what a restore does by itself."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """A running system: one ASGI app for all services, and the key that tokens are signed with. `empty`: nothing was
    ever recorded in its folder. `broken` waits until a service fails for good, and raises that."""

    app: JoinedApps
    key: SigningKey
    empty: bool
    broken: Callable[[], Awaitable[None]]


@asynccontextmanager
async def embedded(
    folder: Path, settings: Settings, clock: Clock, pages: ASGIApp | None = None
) -> AsyncIterator[Embedded]:
    """Open the folder and run every service until the block ends; then finish what was accepted and close it.

    Raises FileRefused when something in the folder cannot be used, or its disk is full; SettingsRefused for a master
    key that is not the folder's.
    """
    require_room(folder)
    if settings.master_key is not None:
        take_given_key(folder, settings.master_key.get_secret_value())
    storage = await open_folder_storage(folder, {**SEALS, ACCESS: True}, clock, FURTHER_VIEWS)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(storage.close)
        credentials = open_credentials(folder)
        stack.push_async_callback(credentials.close)
        keys = open_key_ring(folder, clock)
        opened = _Opened(folder, storage, credentials, await _erasure_list(folder, storage, clock), keys)
        services = _services(opened, clock, settings)
        for service in services:
            await service.start()
            stack.push_async_callback(service.stop)
        joined = JoinedApps({service.name: service.app for service in services}, pages)

        async def broken() -> None:
            await asyncio.gather(*(service.broken() for service in services))

        yield Embedded(joined, keys.current(), await _is_empty(storage), broken)


async def _is_empty(storage: FolderStorage) -> bool:
    return not any([await one.event_store.heads() for one in storage.services.values()])


async def _erasure_list(folder: Path, storage: FolderStorage, clock: Clock) -> ErasureList:
    """The list beside the folder; a lost one is made again from what the vaults still know."""
    erasures = ErasureList(erasure_list_path(folder))
    fresh = clock.new_id()
    installation = installation_id(folder, fresh)
    erasures.belong_to(installation, new=installation == fresh)
    for service in ("assignment", "visits"):
        erasures.add_all(await storage.services[service].vault.erased(), clock)
    return erasures


@dataclass(frozen=True, slots=True)
class _Opened:
    folder: Path
    storage: FolderStorage
    credentials: SqliteCredentials
    erasures: ErasureList
    keys: KeyRing


def secrets_of(folder: Path, keys: KeyRing) -> Secrets:
    """What access of this folder signs, recognises and hashes with."""
    return Secrets(keys, derived_key(folder, "command content"), derived_key(folder, PROOFS), PasswordHashing())


def _services(opened: _Opened, clock: Clock, settings: Settings) -> Sequence[Service]:
    """In the order in which they start; they stop in reverse, so that reporting has read all before its sources end."""
    limits = limits_of(settings)
    cache_bytes = settings.cache_megabytes * 2**20
    storage, secrets = opened.storage, secrets_of(opened.folder, opened.keys)
    hash_key, ended = secrets.hash_key, EndedSessions()
    ledgers = {name: storage.services[name].event_store for name in ("assignment", "visits", ACCESS)}

    def ports(name: str) -> ServicePorts:
        own = storage.services[name]
        # Who is erased stands on the list by household or volunteer; their account follows from that.
        vault = own.vault if name == ACCESS else ListingVault(own.vault, opened.erasures, clock)
        return ServicePorts(own.event_store, own.view_stores, vault, own.leases, storage.bus, ledgers, clock)

    tokens = token_reader(opened.keys, clock, settings, ended)
    figures = ReportingPorts(storage.services["reporting"].view_store, storage.bus, ledgers, clock)
    return (
        reporting_service(figures, tokens, limits=limits, month_start=settings.reporting_month_start),
        assignment_service(ports("assignment"), tokens, hash_key, limits=limits, cache_bytes=cache_bytes),
        visits_service(ports("visits"), tokens, hash_key, limits=limits, cache_bytes=cache_bytes),
        access_service(ports(ACCESS), opened.credentials, secrets, tokens, ended, settings),
    )


def erase_again(folder: Path, subjects: Sequence[str]) -> int:
    """Erase again, in a restored folder's rosters, who was erased since its backup; return how many were.

    For a program without an event loop of its own. A subject that the backup does not know yet is passed over.
    """
    return asyncio.run(_erase_again(folder, subjects, SystemClock()))


async def _erase_again(folder: Path, subjects: Sequence[str], clock: Clock) -> int:
    storage = await open_service_storage(folder, "assignment", clock)
    try:
        erased = await erase_in_rosters(storage.event_store, storage.vault, subjects, clock)
    finally:
        await storage.close()
    if database_path(folder, ACCESS).exists():
        await _erase_accounts(folder, subjects, clock)
    return erased


async def _erase_accounts(folder: Path, subjects: Sequence[str], clock: Clock) -> None:
    """Before anybody asks, erased volunteers have neither name nor password; their accounts end by the events."""
    storage, credentials = await open_service_storage(folder, ACCESS, clock), open_credentials(folder)
    try:
        for ward, kind, volunteer_id in (subject.split("/") for subject in subjects):
            if kind == "volunteer":
                account_id = volunteer_account(volunteer_id)
                await storage.vault.destroy(f"{ward}/account/{account_id}")
                await credentials.remove_account(account_id)
    finally:
        await credentials.close()
        await storage.close()


async def erase_in_rosters(store: EventStore, vault: KeyVault, subjects: Sequence[str], clock: Clock) -> int:
    """Commit the erasure of subjects that these rosters know and have not erased yet; return how many they were."""
    handling = CommandHandling(roster_decider, with_foreign_keys)
    handler = CommandHandler(handling, store, CODECS["assignment"], Sealer(vault), clock)
    return sum([await _erased(handler, subject, clock) for subject in subjects])


async def _erased(handler: CommandHandler[RosterCommand, Roster], subject: str, clock: Clock) -> bool:
    ward, kind, name = subject.split("/")
    now = clock.now()
    command: RosterCommand = (
        EraseHousehold(recorded_at=now, household_id=name)
        if kind == "household"
        else EraseVolunteer(recorded_at=now, volunteer_id=name)
    )
    envelope = CommandEnvelope(f"{ward}/roster", ward, command, clock.new_id(), "", RESTORE, name)
    try:
        return bool((await handler.handle(envelope)).events)
    except NotFound:
        return False
