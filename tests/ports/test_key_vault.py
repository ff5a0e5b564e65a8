"""What every vault promises: one key a subject, made at first need, and gone for good when destroyed."""

import asyncio

from shared.ports.key_vault import KeyState
from tests.ports.commits import WARD
from tests.ports.engines import Engine, Ports

SUBJECT, OTHER = f"{WARD}/household/1", f"{WARD}/volunteer/1"


async def test_a_key_is_made_at_first_need_and_stays(ports: Ports, beside: Ports) -> None:
    assert await ports.vault.state(SUBJECT) is KeyState.NEVER
    assert await ports.vault.keys_for_opening([SUBJECT]) == {}
    key = await ports.vault.key_for_sealing(SUBJECT)
    assert key is not None
    assert len(key) == 32
    assert await ports.vault.key_for_sealing(SUBJECT) == key
    assert await beside.vault.keys_for_opening([SUBJECT, OTHER]) == {SUBJECT: key}
    assert await beside.vault.state(SUBJECT) is KeyState.ACTIVE


async def test_each_subject_has_a_key_of_its_own(ports: Ports) -> None:
    assert await ports.vault.key_for_sealing(SUBJECT) != await ports.vault.key_for_sealing(OTHER)


async def test_everyone_who_needs_a_key_at_once_gets_the_same(ports: Ports, beside: Ports) -> None:
    keys = await asyncio.gather(*(vault.key_for_sealing(SUBJECT) for vault in [ports.vault, beside.vault] * 10))
    assert len(set(keys)) == 1


async def test_a_destroyed_key_is_gone_everywhere(ports: Ports, beside: Ports) -> None:
    await ports.vault.key_for_sealing(SUBJECT)
    kept = await ports.vault.key_for_sealing(OTHER)
    await ports.vault.destroy(SUBJECT)
    await ports.vault.destroy(SUBJECT)
    for vault in (ports.vault, beside.vault):
        assert await vault.state(SUBJECT) is KeyState.ERASED
        assert await vault.key_for_sealing(SUBJECT) is None
        assert await vault.keys_for_opening([SUBJECT, OTHER]) == {SUBJECT: None, OTHER: kept}


async def test_a_subject_may_be_erased_before_it_had_a_key(ports: Ports) -> None:
    await ports.vault.destroy(SUBJECT)
    assert await ports.vault.state(SUBJECT) is KeyState.ERASED
    assert await ports.vault.key_for_sealing(SUBJECT) is None


async def test_erased_subjects_are_listed_in_order(engine: Engine) -> None:
    before = await engine.open()
    await before.vault.key_for_sealing(f"{WARD}/household/kept")
    for subject in ("c", "a", "b"):
        await before.vault.destroy(subject)
    await before.close()
    after = await engine.open()
    assert await after.vault.erased() == ["a", "b", "c"]
    assert await after.vault.state(f"{WARD}/household/kept") is KeyState.ACTIVE
    await after.close()


async def test_keys_are_the_same_after_reopening(engine: Engine) -> None:
    before = await engine.open()
    key = await before.vault.key_for_sealing(SUBJECT)
    await before.close()
    after = await engine.open()
    assert await after.vault.keys_for_opening([SUBJECT]) == {SUBJECT: key}
    await after.close()
