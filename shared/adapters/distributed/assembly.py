"""Opens the ports of a single service at the servers that the settings name. Nothing here waits for a server."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import httpx

from shared.adapters.distributed.http_ledger import CONNECTIONS, TIMEOUT, HttpLedger, ServiceToken
from shared.adapters.distributed.kafka_event_bus import KafkaEventBus
from shared.adapters.distributed.mongo_connection import MongoConnection
from shared.adapters.distributed.mongo_event_store import MongoEventStore
from shared.adapters.distributed.mongo_key_vault import MongoKeyVault
from shared.adapters.distributed.mongo_leases import MongoLeases
from shared.adapters.distributed.mongo_view_store import MongoViewStore
from shared.adapters.distributed.required_settings import (
    kafka_access,
    mongo_access,
    require_ledgers,
    revealed,
    vault_keys,
)
from shared.kernel.failures import Unavailable
from shared.ports.clock import Clock
from shared.ports.event_bus import EventBus
from shared.ports.event_store import Ledger
from shared.ports.service_ports import ServicePorts
from shared.ports.view_store import ViewStore
from shared.settings import Settings

Check = Callable[[], Awaitable[str | None]]
"""Gives None when a part works, else what it waits for."""
FOLLOWING = ("kafka", "relay", "topics")
"""Checks of what carries events: without it commands are taken, and reads answered from what has been folded."""
COMMAND_CONTENT = "command content"
"""What the key behind the hashes of commands is derived for."""
_RETRY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Doors:
    """What every service has: the bus, its views, other services' ledgers, and the token that it shows to others.
    `checks` are for `/readyz`."""

    bus: EventBus
    view_stores: Mapping[str, ViewStore]
    ledgers: Mapping[str, Ledger]
    bearer: Callable[[], str]
    checks: Mapping[str, Check]


@dataclass(frozen=True, slots=True)
class WritingDoors:
    """The ports of a service that takes commands. `key_for` gives the key for a purpose, the same in
    every process; `refused` waits until it turns out that the keys given are not the vault's, and raises that."""

    ports: ServicePorts
    mongo: MongoConnection
    key_for: Callable[[str], bytes]
    bearer: Callable[[], str]
    checks: Mapping[str, Check]
    refused: Callable[[], Awaitable[None]]


@asynccontextmanager
async def reading_doors(
    service: str, view_sets: Sequence[str], sources: Sequence[str], settings: Settings
) -> AsyncIterator[Doors]:
    """The doors of a service that follows `sources`. Raises SettingsRefused."""
    async with AsyncExitStack() as stack:
        mongo = await _mongo(settings, stack)
        bus = _bus(sources, settings, stack)
        yield await _doors(service, mongo, bus, view_sets, sources, settings, stack)


@asynccontextmanager
async def writing_doors(
    service: str, view_sets: Sequence[str], sources: Sequence[str], settings: Settings, clock: Clock
) -> AsyncIterator[WritingDoors]:
    """The doors of a service that takes commands, and follows `sources` beside itself. Raises SettingsRefused."""
    keys = vault_keys(settings)
    async with AsyncExitStack() as stack:
        mongo = await _mongo(settings, stack)
        bus = _bus([service, *sources], settings, stack)
        doors = await _doors(service, mongo, bus, view_sets, sources, settings, stack)
        vault = MongoKeyVault(service, mongo, keys)
        store = MongoEventStore(service, mongo, clock)
        ledgers = {**doors.ledgers, service: store}
        ports = ServicePorts(store, doors.view_stores, vault, MongoLeases(service, mongo), doors.bus, ledgers, clock)
        yield WritingDoors(
            ports,
            mongo,
            keys.key_for,
            doors.bearer,
            doors.checks,
            lambda: _checked(vault),
        )


def ledger_check(source: str) -> str:
    """The name of the check of another service's ledger."""
    return f"ledger of {source}"


def tolerated(sources: Sequence[str]) -> Sequence[str]:
    """The checks without which a service that follows `sources` can work. A service never waits for another one to be
    ready, or two of them would wait for each other for ever."""
    return (*FOLLOWING, *map(ledger_check, sources))


def view_store(service: str, view_set: str, mongo: MongoConnection) -> MongoViewStore:
    """Where a view set of a service lies; one that is not its main one has its own collections."""
    return MongoViewStore(service, mongo, "views" if view_set == service else view_set.removeprefix(f"{service}."))


async def _mongo(settings: Settings, stack: AsyncExitStack) -> MongoConnection:
    mongo = MongoConnection(mongo_access(settings))
    stack.push_async_callback(mongo.close)
    return mongo


def _bus(sources: Sequence[str], settings: Settings, stack: AsyncExitStack) -> KafkaEventBus:
    bus = KafkaEventBus(kafka_access(settings), sources)
    stack.push_async_callback(bus.close)
    return bus


async def _doors(
    service: str,
    mongo: MongoConnection,
    bus: KafkaEventBus,
    view_sets: Sequence[str],
    sources: Sequence[str],
    settings: Settings,
    stack: AsyncExitStack,
) -> Doors:
    token = ServiceToken(revealed(settings.service_token), settings.service_token_file)
    ledgers = await _ledgers(sources, token, settings, stack)
    waits = {ledger_check(source): ledger.ready for source, ledger in ledgers.items()}
    checks: dict[str, Check] = {"mongo": mongo.ready, "kafka": bus.ready, **waits}
    views = {one: view_store(service, one, mongo) for one in view_sets}
    return Doors(bus, views, ledgers, token.bearer, checks)


async def _ledgers(
    sources: Sequence[str], token: ServiceToken, settings: Settings, stack: AsyncExitStack
) -> dict[str, HttpLedger]:
    require_ledgers(settings, sources)
    opened: dict[str, HttpLedger] = {}
    for source in sources:
        client = httpx.AsyncClient(base_url=settings.ledger_addresses[source], timeout=TIMEOUT, limits=CONNECTIONS)
        opened[source] = HttpLedger(source, await stack.enter_async_context(client), token)
    return opened


async def _checked(vault: MongoKeyVault) -> None:
    """Check the vault once it can be asked, then wait for ever. Raises MasterKeyRefused."""
    while True:
        try:
            await vault.check()
        except Unavailable:
            await asyncio.sleep(_RETRY_SECONDS)
        else:
            await asyncio.Event().wait()
