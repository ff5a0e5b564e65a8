"""Stores in MongoDB by one of its drivers. The bus lies in memory: Kafka has a suite of its own."""

from collections.abc import Callable
from pathlib import Path

from shared.adapters.distributed.mongo_connection import MongoAccess, MongoConnection, MongoDriver
from shared.adapters.distributed.mongo_event_store import MongoEventStore
from shared.adapters.distributed.mongo_key_vault import MongoKeyVault
from shared.adapters.distributed.mongo_leases import MongoLeases
from shared.adapters.distributed.mongo_view_store import MongoViewStore
from shared.adapters.distributed.vault_keys import VaultKeys
from shared.adapters.master_key import KEY_BYTES
from shared.adapters.system_clock import SystemClock
from tests.engines import mongo
from tests.engines.without import EngineMissing, fail_missing, skip_without
from tests.ports.engines import Ports
from tests.ports.memory_engine import KeptTopics, MemoryBus

MASTER_KEY = bytes(range(KEY_BYTES))
_TRUTH = ("commits", "ledgers", "meta", "leases")


class MongoEngine:
    """Keeps everything in databases of its own; opening it again is another process."""

    def __init__(self, access: MongoAccess) -> None:
        self.access = access
        self._topics = KeptTopics()
        self._opened: list[MongoConnection] = []

    async def open(self) -> Ports:
        clock = SystemClock()
        connection = MongoConnection(self.access)
        self._opened.append(connection)
        return Ports(
            assignment=MongoEventStore("assignment", connection, clock),
            visits=MongoEventStore("visits", connection, clock),
            views=MongoViewStore("visits", connection),
            vault=MongoKeyVault("visits", connection, VaultKeys(MASTER_KEY)),
            leases=MongoLeases("visits", connection),
            bus=MemoryBus(self._topics),
            close=connection.close,
        )

    async def back_up_visits(self) -> None:
        await self._copy("visits", "kept")

    async def restore_visits(self) -> str:
        await self._copy("kept", "visits")
        connection = MongoConnection(self.access)
        era = await MongoEventStore("visits", connection, SystemClock()).begin_era()
        await connection.close()
        return era

    async def end(self) -> None:
        for opened in self._opened:
            await opened.close()
        connection = MongoConnection(self.access)
        await connection.drop_databases()
        await connection.close()

    async def _copy(self, source: str, target: str) -> None:
        connection = MongoConnection(self.access)
        for name in _TRUTH:
            into = connection.collection(target, name)
            await into.delete({})
            await into.insert_each(await connection.collection(source, name).find({}))
        await connection.close()


def mongo_engines(driver: MongoDriver) -> Callable[[Path], MongoEngine]:
    """Fresh engines on this run's server."""
    return lambda _folder: MongoEngine(fresh_access(driver))


def fresh_access(driver: MongoDriver) -> MongoAccess:
    """Databases that nobody else has; skips or fails the test where there is no server."""
    skip_without("mongo")
    try:
        return MongoAccess(mongo.url(), mongo.fresh_prefix(), driver)
    except EngineMissing as missing:
        fail_missing("mongo", missing)
