"""MongoDB that is not there yet, goes away and comes back: calls say so, and work again by themselves."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.adapters.distributed.mongo_connection import MongoAccess, MongoConnection, MongoDriver
from shared.adapters.distributed.mongo_event_store import MongoEventStore
from shared.adapters.system_clock import SystemClock
from shared.kernel.failures import Unavailable
from shared.kernel.messages import Commit
from tests.engines.mongo import MongoWireServer
from tests.engines.without import EngineMissing, fail_missing, skip_without
from tests.ports.commits import WARD, commit, same

A = f"{WARD}/household/a"


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[MongoWireServer]:
    skip_without("mongo")
    made = MongoWireServer(tmp_path)
    yield made
    made.kill()


def start(server: MongoWireServer) -> None:
    try:
        server.start()
    except EngineMissing as missing:
        fail_missing("mongo", missing)


@pytest.mark.parametrize("driver", ["motor", "pymongo"])
async def test_a_server_may_come_go_and_come_back(server: MongoWireServer, driver: MongoDriver) -> None:
    connection = MongoConnection(MongoAccess(server.url, "away", driver))
    store = MongoEventStore("visits", connection, SystemClock())
    first, second, third = commit(A), commit(A, 2), commit(A, 3)

    assert await refusals(connection, store, first) == ["MongoDB does not answer", Unavailable]
    await asyncio.to_thread(start, server)
    assert await connection.ready() is None
    await store.append(first)

    await asyncio.to_thread(server.stop)
    assert await refusals(connection, store, second) == ["MongoDB does not answer", Unavailable]
    await asyncio.to_thread(start, server)
    await store.append(third)
    (kept, new) = [await store.find_commit(A, version) for version in (1, 3)]
    assert same(kept, first)
    assert same(new, third)
    await connection.close()


async def refusals(connection: MongoConnection, store: MongoEventStore, new: Commit) -> list[object]:
    """What is said of a server that is away, and the kind of failure of a call."""
    said, failure = await asyncio.gather(
        connection.ready(),
        store.append(new),
        return_exceptions=True,
    )
    return [said, type(failure)]
