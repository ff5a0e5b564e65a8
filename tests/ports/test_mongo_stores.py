"""What the stores in MongoDB promise beyond the ports: copies of another store, hints that lie, keys of another key."""

from collections.abc import AsyncIterator

import msgspec
import pytest

from shared.adapters.distributed.mongo_connection import MongoConnection
from shared.adapters.distributed.mongo_event_store import MongoEventStore
from shared.adapters.distributed.mongo_key_vault import MasterKeyRefused, MongoKeyVault
from shared.adapters.distributed.mongo_view_store import MongoViewStore
from shared.adapters.distributed.vault_keys import VaultKeys
from shared.adapters.master_key import KEY_BYTES, MasterKey
from shared.adapters.system_clock import SystemClock
from shared.kernel.failures import Conflict
from shared.kernel.messages import Commit
from shared.ports.event_store import AppendRefused
from shared.ports.key_vault import KeyState
from shared.ports.view_store import Document
from tests.ports.commits import OTHER_WARD, START, WARD, append_numbered, at, commit, same
from tests.ports.mongo_engine import MASTER_KEY, fresh_access

A, B = f"{WARD}/household/a", f"{WARD}/household/b"


@pytest.fixture(params=["motor", "pymongo"])
async def connection(request: pytest.FixtureRequest) -> AsyncIterator[MongoConnection]:
    opened = MongoConnection(fresh_access(request.param))
    yield opened
    await opened.drop_databases()
    await opened.close()


@pytest.fixture
def store(connection: MongoConnection) -> MongoEventStore:
    return MongoEventStore("visits", connection, SystemClock())


def numbered_commits() -> list[Commit]:
    """Some commits as another store has numbered them, and one that it had not yet."""
    numbers = {(A, 1): 1, (A, 2): 3, (B, 1): 5, (f"{OTHER_WARD}/household/z", 1): 1}
    made = [
        msgspec.structs.replace(
            commit(stream, version, events=2, keys=(f"visit/{stream}/{version}",)),
            first_number=first_number,
            numbered_at=at(first_number),
            rev=1,
        )
        for (stream, version), first_number in numbers.items()
    ]
    return [*made, commit(B, 2)]


async def test_a_copy_keeps_numbers_and_waits_to_be_published(store: MongoEventStore) -> None:
    commits = numbered_commits()
    await store.import_era("an older era")
    await store.import_commits(commits)
    assert await store.era() == "an older era"
    assert await store.last_numbers([WARD, OTHER_WARD]) == {WARD: (6, at(5)), OTHER_WARD: (2, at(1))}
    assert list(await store.unpublished(100)) == sorted(
        commits, key=lambda each: (not each.first_number, each.ward, each.first_number)
    )
    assert [event.sequence for event in await store.read_ledger(WARD, 0, 100)] == [1, 2, 3, 4, 5, 6]
    assert await store.key_owners([f"visit/{B}/1"]) == {f"visit/{B}/1": B}


async def test_a_copy_is_resumed_and_repeated_without_a_change(store: MongoEventStore) -> None:
    commits = numbered_commits()
    await store.import_commits(commits[1:3])
    await store.import_commits(commits)
    await store.clear_pending([each.id for each in commits])
    await store.import_commits(commits)
    assert await store.unpublished(100) == []
    assert [await store.find_commit(each.stream, each.version) for each in commits] == commits


@pytest.mark.parametrize("change", ["content", "number", "owner"])
async def test_a_copy_never_replaces_what_is_there(store: MongoEventStore, change: str) -> None:
    commits = numbered_commits()
    await store.import_commits(commits)
    changed = {
        "content": msgspec.structs.replace(commits[0], content_hash="another"),
        "number": msgspec.structs.replace(commits[0], first_number=9),
        "owner": commit(f"{WARD}/household/c", keys=commits[0].keys),
    }
    with pytest.raises(AppendRefused):
        await store.import_commits([changed[change]])
    assert await store.find_commit(A, 1) == commits[0]


async def test_an_era_that_has_begun_is_not_replaced_by_a_copy(store: MongoEventStore) -> None:
    begun = await store.era()
    await store.import_era(begun)
    with pytest.raises(Conflict):
        await store.import_era("an older era")


async def test_a_new_era_is_known_to_whoever_opens_next(store: MongoEventStore, connection: MongoConnection) -> None:
    before = await store.era()
    begun = await store.begin_era()
    assert begun > before
    assert await MongoEventStore("visits", connection, SystemClock()).era() == begun == await store.era()


@pytest.mark.parametrize("hint", [0, 1, 3, 777])
async def test_a_hint_of_another_time_misleads_nobody(
    store: MongoEventStore, connection: MongoConnection, hint: int
) -> None:
    """Behind, as after a crash; or ahead, as when it was restored from a later copy than the commits."""
    await append_numbered(store, commit(A, events=2), commit(B), commit(A, 2, events=3))
    hints = connection.collection("visits", "ledgers")
    await hints.update({"_id": WARD}, {"$set": {"first": hint}})
    assert await store.last_numbers([WARD]) == {WARD: (6, START)}
    assert await store.wards() == [WARD]
    assert [event.sequence for event in await store.read_ledger(WARD, 4, 10)] == [5, 6]
    await hints.delete({})
    await store.begin_era()
    assert await store.wards() == [WARD]


async def test_a_long_stream_is_read_whole(store: MongoEventStore) -> None:
    commits = [commit(A, version) for version in range(1, 101)]
    await store.import_commits(commits)
    read = await store.read_stream(A)
    assert all(same(found, each) for found, each in zip(read, commits, strict=True))
    assert [found.version for found in await store.read_stream(A, after=95)] == [96, 97, 98, 99, 100]


async def test_sets_of_views_are_apart(connection: MongoConnection) -> None:
    lists, roster = MongoViewStore("visits", connection), MongoViewStore("visits", connection, "roster")
    written = Document(kind="ward", ward=WARD, name="ward/1", generation=1, rev=1, marks={}, body=b"1")
    await lists.put([written])
    await roster.put([other := msgspec.structs.replace(written, body=b"2")])
    await roster.drop_generation(WARD, 2)
    assert await lists.get(WARD, 1, ["ward/1"]) == {"ward/1": written}
    assert await roster.get(WARD, 1, ["ward/1"]) == {"ward/1": other}


async def test_a_vault_refuses_another_master_key(connection: MongoConnection) -> None:
    ours = MongoKeyVault("visits", connection, VaultKeys(MASTER_KEY))
    await ours.key_for_sealing(A)
    theirs = MongoKeyVault("visits", connection, VaultKeys(bytes(KEY_BYTES)))
    for refused in (theirs.check(), theirs.key_for_sealing(B), theirs.keys_for_opening([A])):
        with pytest.raises(MasterKeyRefused):
            await refused
    assert await ours.state(B) is KeyState.NEVER


async def test_wrapped_keys_are_copied_as_they_are(connection: MongoConnection) -> None:
    vault = MongoKeyVault("visits", connection, VaultKeys(MASTER_KEY))
    key, erased_here = bytes(range(32)), f"{WARD}/household/gone"
    await vault.destroy(erased_here)
    copied = [
        (A, MasterKey(MASTER_KEY).wrap(key, A)),
        (B, None),
        (erased_here, MasterKey(MASTER_KEY).wrap(key, erased_here)),
    ]
    await vault.import_keys(copied)
    await vault.import_keys(copied)
    assert await vault.keys_for_opening([A, B, erased_here]) == {A: key, B: None, erased_here: None}
    assert await vault.erased() == sorted([B, erased_here])
