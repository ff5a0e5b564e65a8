"""The stores of all services in MongoDB, opened by an operator's command, and kept from every relay meanwhile."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

from services.migration.refusals import InUse
from shared.adapters.distributed.mongo_connection import MongoConnection
from shared.adapters.distributed.mongo_credentials import MongoCredentials
from shared.adapters.distributed.mongo_event_store import MongoEventStore
from shared.adapters.distributed.mongo_key_vault import MongoKeyVault
from shared.adapters.distributed.mongo_leases import MongoLeases
from shared.adapters.distributed.required_settings import mongo_access, vault_keys
from shared.flows.hold_lease import HeldLease
from shared.ports.clock import Clock
from shared.settings import Settings


@dataclass(frozen=True, slots=True)
class ServiceStores:
    """What one service keeps and cannot fold again; credentials are of access alone. `relay` is the lease without
    which nothing of it is numbered."""

    service: str
    commits: MongoEventStore
    vault: MongoKeyVault
    credentials: MongoCredentials
    relay: HeldLease

    async def hold(self) -> None:
        """Keep every relay away a while longer. Raises InUse when one is at work."""
        if not await self.relay.hold():
            raise InUse(self.service)


@asynccontextmanager
async def all_stores(
    services: Sequence[str], settings: Settings, clock: Clock, *, alone: bool = True
) -> AsyncIterator[Mapping[str, ServiceStores]]:
    """The stores by service, held until the block ends if `alone`. Raises InUse, SettingsRefused."""
    keys = vault_keys(settings)
    mongo = MongoConnection(mongo_access(settings))
    async with AsyncExitStack() as stack:
        stack.push_async_callback(mongo.close)
        opened: dict[str, ServiceStores] = {}
        for service in services:
            relay = HeldLease(MongoLeases(service, mongo), clock, f"relay/{service}", clock.new_id())
            vault = MongoKeyVault(service, mongo, keys)
            commits = MongoEventStore(service, mongo, clock)
            opened[service] = ServiceStores(service, commits, vault, MongoCredentials(mongo), relay)
            if alone:
                await opened[service].hold()
                stack.push_async_callback(relay.give_up)
        yield opened
