"""Another master key in place of a vault's in MongoDB: beside processes, again after a crash, and never half."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from shared.adapters.distributed import mongo_rewrapping
from shared.adapters.distributed.mongo_collection import MongoCollection
from shared.adapters.distributed.mongo_connection import MongoConnection
from shared.adapters.distributed.mongo_key_vault import MasterKeyRefused, MongoKeyVault
from shared.adapters.distributed.mongo_rewrapping import MongoRewrapping
from shared.adapters.distributed.vault_keys import VaultKeys
from shared.adapters.master_key import KEY_BYTES
from shared.ports.key_vault import KeyState
from tests.ports.commits import WARD
from tests.ports.mongo_engine import MASTER_KEY, fresh_access

NEW, THIRD = b"n" * KEY_BYTES, b"3" * KEY_BYTES
ROOT = VaultKeys(MASTER_KEY).root
OLD_KEYS, BOTH, NEW_KEYS = VaultKeys(MASTER_KEY), VaultKeys(MASTER_KEY, NEW), VaultKeys(NEW, root=ROOT)
PEOPLE = [f"{WARD}/household/{number}" for number in range(7)]


class Crash(Exception):
    """The process is gone."""


@pytest.fixture(params=["motor", "pymongo"])
async def connection(request: pytest.FixtureRequest) -> AsyncIterator[MongoConnection]:
    """A vault with some people's keys."""
    opened = MongoConnection(fresh_access(request.param))
    for person in PEOPLE:
        await vault(opened, OLD_KEYS).key_for_sealing(person)
    yield opened
    await opened.drop_databases()
    await opened.close()


def vault(connection: MongoConnection, keys: VaultKeys) -> MongoKeyVault:
    """Another process."""
    return MongoKeyVault("visits", connection, keys)


async def keys_in(connection: MongoConnection, keys: VaultKeys) -> dict[str, bytes | None]:
    return dict(await vault(connection, keys).keys_for_opening(PEOPLE))


async def test_every_key_is_the_same_and_only_the_new_one_opens_it(connection: MongoConnection) -> None:
    before, change = await keys_in(connection, OLD_KEYS), MongoRewrapping("visits", connection, BOTH)
    assert await change.count() == len(PEOPLE)
    assert await change.run() == len(PEOPLE)
    assert await keys_in(connection, NEW_KEYS) == await keys_in(connection, BOTH) == before
    assert NEW_KEYS.key_for("command content") == OLD_KEYS.key_for("command content")
    with pytest.raises(MasterKeyRefused, match=r"ONETWENTY_MASTER_KEY: is not the key of the vault of visits"):
        await keys_in(connection, OLD_KEYS)
    with pytest.raises(MasterKeyRefused, match="ONETWENTY_DERIVATION_KEY: is not what secrets were derived from"):
        await keys_in(connection, VaultKeys(NEW))
    assert await MongoRewrapping("visits", connection, BOTH).run() == 0


async def test_processes_that_know_both_go_on_meanwhile(
    connection: MongoConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, made = vault(connection, BOTH), {}
    made["early"] = await running.key_for_sealing("early")
    monkeypatch.setattr(mongo_rewrapping, "_AT_ONCE", 3)
    replace = MongoRewrapping._replace

    async def meanwhile(self: Any, older: Any) -> int:
        name = f"meanwhile {len(made)}"
        made[name] = await running.key_for_sealing(name)
        return await replace(self, older)

    monkeypatch.setattr(MongoRewrapping, "_replace", meanwhile)
    await MongoRewrapping("visits", connection, BOTH).run()
    made["late"] = await running.key_for_sealing("late")
    assert len(made) > 4
    assert await running.keys_for_opening(list(made)) == made
    assert await vault(connection, NEW_KEYS).keys_for_opening(list(made)) == made


async def test_a_key_that_the_pass_has_missed_is_wrapped_anew_by_its_maker(
    connection: MongoConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The maker has looked which key to wrap with, and inserts only when everything else is done."""
    running, insert, begun = vault(connection, BOTH), MongoCollection.insert_each, []
    await running.check()

    async def late(self: Any, documents: Any) -> Any:
        if documents[0]["_id"] == "late" and not begun:
            begun.append(await MongoRewrapping("visits", connection, BOTH).run())
        return await insert(self, documents)

    monkeypatch.setattr(MongoCollection, "insert_each", late)
    key = await running.key_for_sealing("late")
    assert begun == [len(PEOPLE)]
    assert await vault(connection, NEW_KEYS).keys_for_opening(["late"]) == {"late": key}


async def test_a_crash_between_any_two_pages_is_gone_on_from(
    connection: MongoConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, crashes = await keys_in(connection, OLD_KEYS), 0
    monkeypatch.setattr(mongo_rewrapping, "_AT_ONCE", 2)

    def dies(wrapped: int) -> None:
        if wrapped:
            raise Crash

    while crashes < 4:
        with pytest.raises(Crash):
            await MongoRewrapping("visits", connection, BOTH).run(dies)
        crashes += 1
        assert await keys_in(connection, BOTH) == before
    assert await MongoRewrapping("visits", connection, BOTH).run(dies) == 0
    assert await keys_in(connection, NEW_KEYS) == before


async def test_who_is_erased_meanwhile_stays_erased(
    connection: MongoConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, replace = vault(connection, BOTH), MongoRewrapping._replace

    async def destroyed_before(self: Any, older: Any) -> int:
        await running.destroy(PEOPLE[0])
        return await replace(self, older)

    monkeypatch.setattr(MongoRewrapping, "_replace", destroyed_before)
    assert await MongoRewrapping("visits", connection, BOTH).run() == len(PEOPLE) - 1
    assert await running.state(PEOPLE[0]) is KeyState.ERASED
    assert (await keys_in(connection, NEW_KEYS))[PEOPLE[0]] is None
    subjects = connection.collection("visits_vault", "subjects")
    assert await subjects.find_one({"_id": PEOPLE[0]}) == {"_id": PEOPLE[0], "erased": True}


async def test_half_way_every_other_set_of_keys_is_refused(
    connection: MongoConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mongo_rewrapping, "_AT_ONCE", 3)
    running = vault(connection, OLD_KEYS)
    await running.check()

    def dies(_wrapped: int) -> None:
        raise Crash

    with pytest.raises(Crash):
        await MongoRewrapping("visits", connection, BOTH).run(dies)
    with pytest.raises(MasterKeyRefused, match="NEXT_MASTER_KEY: is not the key that is taking over"):
        await running.keys_for_opening(PEOPLE)
    for keys, what in (
        (OLD_KEYS, "NEXT_MASTER_KEY: is not the key that is taking over"),
        (VaultKeys(MASTER_KEY, THIRD), "NEXT_MASTER_KEY: is not the key that is taking over"),
        (NEW_KEYS, "MASTER_KEY: is only taking over"),
        (VaultKeys(THIRD), "MASTER_KEY: is not the key of"),
    ):
        with pytest.raises(MasterKeyRefused, match=what):
            await keys_in(connection, keys)
    with pytest.raises(MasterKeyRefused):
        await MongoRewrapping("visits", connection, VaultKeys(MASTER_KEY, THIRD)).run()


async def test_a_process_says_that_it_was_given_the_next_key(connection: MongoConnection) -> None:
    change = MongoRewrapping("visits", connection, BOTH)
    assert not await change.known_to_processes()
    await vault(connection, BOTH).check()
    assert await change.known_to_processes()
