"""What an operator's commands look at: the topics of Kafka, the stores in MongoDB, who holds which lease."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from shared.adapters.distributed.assembly import view_store
from shared.adapters.distributed.kafka_topics import Finding, check_topics
from shared.adapters.distributed.mongo_connection import MongoConnection
from shared.adapters.distributed.mongo_credentials import MongoCredentials
from shared.adapters.distributed.mongo_event_store import MongoEventStore
from shared.adapters.distributed.mongo_key_vault import MongoKeyVault
from shared.adapters.distributed.mongo_rewrapping import MongoRewrapping
from shared.adapters.distributed.mongo_view_store import MongoViewStore
from shared.adapters.distributed.required_settings import TAKING_OVER, kafka_access, mongo_access, vault_keys
from shared.adapters.instants import from_micros
from shared.contracts.codec import CODECS
from shared.ports.clock import Clock
from shared.settings import Settings, require


@dataclass(frozen=True, slots=True)
class Relayer:
    """The process that numbers and publishes a service's commits."""

    holder: str
    epoch: int
    expires: datetime


class OpenedMongo:
    """MongoDB as an operator opens it. Every call may raise Unavailable."""

    def __init__(self, connection: MongoConnection, settings: Settings, clock: Clock) -> None:
        self._connection = connection
        self._settings = settings
        self._clock = clock

    def event_store(self, source: str) -> MongoEventStore:
        """The commits of a service."""
        return MongoEventStore(source, self._connection, self._clock)

    def view_store(self, view_set: str) -> MongoViewStore:
        """The documents of a view set, `<service>` or `<service>.<part>`."""
        return view_store(view_set.partition(".")[0], view_set, self._connection)

    def vault(self, service: str) -> MongoKeyVault:
        """The keys of people that a service keeps. Raises SettingsRefused without the master key."""
        return MongoKeyVault(service, self._connection, vault_keys(self._settings))

    def rewrapping(self, service: str) -> MongoRewrapping:
        """The change of a service's master key to the next one of the settings. Raises SettingsRefused."""
        require(self._settings, TAKING_OVER)
        return MongoRewrapping(service, self._connection, vault_keys(self._settings))

    def derivation_root(self) -> bytes:
        """What secrets are derived from now. Raises SettingsRefused."""
        return vault_keys(self._settings).root

    def credentials(self) -> MongoCredentials:
        """What people prove themselves with."""
        return MongoCredentials(self._connection)

    def key_for(self, purpose: str) -> bytes:
        """The key for a purpose. Raises SettingsRefused without the master key."""
        return vault_keys(self._settings).key_for(purpose)

    async def ready(self) -> str | None:
        """What keeps MongoDB from working, or None."""
        return await self._connection.ready()

    async def server(self) -> tuple[str, str | None]:
        """The server's version, and the name of its replica set if it is in one."""
        return await self._connection.server()

    async def relayer(self, service: str) -> Relayer | None:
        """Who relays for a service now; None while nobody does."""
        found = await self._connection.collection(service, "leases").find_one({"_id": f"relay/{service}"})
        if found is None or not found["holder"]:
            return None
        expires = from_micros(found["expires"])
        return Relayer(found["holder"], found["epoch"], expires) if expires > self._clock.now() else None


@asynccontextmanager
async def opened(settings: Settings, clock: Clock) -> AsyncIterator[OpenedMongo]:
    """MongoDB as the settings name it. Raises SettingsRefused."""
    connection = MongoConnection(mongo_access(settings))
    try:
        yield OpenedMongo(connection, settings, clock)
    finally:
        await connection.close()


async def examined_topics(settings: Settings, *, create: bool) -> Sequence[Finding]:
    """What is not as it must be, or was just made. Raises SettingsRefused, and KafkaAway."""
    return await check_topics(kafka_access(settings), sorted(CODECS), create=create)
