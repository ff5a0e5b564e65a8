"""Every store of credentials: guarded by rev, taken once, forgotten in time, gone for good."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.adapters.distributed.mongo_connection import MongoConnection, MongoDriver
from shared.adapters.distributed.mongo_credentials import MongoCredentials
from shared.adapters.embedded.sqlite_credentials import credentials_path, open_credentials
from shared.kernel.failures import Conflict
from shared.ports.credential_store import Credential, CredentialStore
from tests.ports.mongo_engine import fresh_access


class OnMongo(MongoCredentials):
    """In databases of the test's own, which are removed when it closes."""

    def __init__(self, driver: MongoDriver) -> None:
        self._connection = MongoConnection(fresh_access(driver))
        super().__init__(self._connection)

    async def close(self) -> None:
        await self._connection.drop_databases()
        await self._connection.close()


ENGINES: dict[str, Callable[[Path], Any]] = {
    "sqlite": open_credentials,
    "motor": lambda _folder: OnMongo("motor"),
    "pymongo": lambda _folder: OnMongo("pymongo"),
}
NOW = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.fixture(params=ENGINES)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[CredentialStore]:
    opened = ENGINES[request.param](tmp_path)
    yield opened
    await opened.close()


def credential(kind: Any = "password", name: str = "a-1", **more: Any) -> Credential:
    return Credential(**{"kind": kind, "id": name, "account_id": "a-1", "moment": NOW, "body": b"secret", **more})


async def test_a_record_is_written_whole_and_only_over_the_rev_below(store: CredentialStore) -> None:
    await store.put(credential())
    assert await store.get("password", "a-1") == credential()
    with pytest.raises(Conflict):
        await store.put(credential(body=b"other"))
    await store.put(credential(body=b"other", rev=2))
    for stale in (2, 4):
        with pytest.raises(Conflict):
            await store.put(credential(body=b"stale", rev=stale))
    assert await store.get("password", "a-1") == credential(body=b"other", rev=2)
    assert await store.get("session", "a-1") is None


async def test_what_is_taken_is_taken_by_one(store: CredentialStore) -> None:
    await store.put(credential("challenge", "c-1"))
    assert await store.remove("challenge", "c-1")
    assert not await store.remove("challenge", "c-1")


async def test_records_are_found_by_account_and_by_moment_in_order(store: CredentialStore) -> None:
    later = NOW + timedelta(hours=1)
    for name, moment, owner in (("s-2", later, "a-1"), ("s-1", NOW, "a-1"), ("s-3", NOW, "a-2")):
        await store.put(credential("session", name, moment=moment, account_id=owner))
    assert [one.id for one in await store.of_account("session", "a-1")] == ["s-1", "s-2"]
    assert [one.id for one in await store.since("session", NOW)] == ["s-1", "s-3", "s-2"]
    assert [one.id for one in await store.since("session", later)] == ["s-2"]
    assert await store.forget("session", later) == 2
    assert [one.id for one in await store.since("session", NOW)] == ["s-2"]


async def test_an_account_goes_with_all_but_its_sessions(store: CredentialStore) -> None:
    for kind in ("password", "passkey", "invitation", "session", "ended"):
        await store.put(credential(kind, "x"))
    await store.put(credential("password", "a-2", account_id="a-2"))
    await store.remove_account("a-1")
    left = [kind for kind in ("password", "passkey", "invitation", "session", "ended") if await store.get(kind, "x")]
    assert left == ["session", "ended"]
    assert await store.get("password", "a-2") is not None


async def test_removed_bytes_are_nowhere_in_the_file(tmp_path: Path) -> None:
    store = open_credentials(tmp_path)
    await store.put(credential(body=b"$argon2id$canary"))
    await store.remove("password", "a-1")
    await store.close()
    path = credentials_path(tmp_path)
    assert path.stat().st_mode & 0o077 == 0
    assert b"canary" not in b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))
