"""Commits copied beside running services: whole again after a restore, with nothing behind a gap."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.adapters.distributed.mongo_event_store import MongoEventStore
from shared.kernel.messages import Commit
from tests.ports.commits import OTHER_WARD, WARD, at, commit, numbering
from tests.ports.mongo_engine import mongo_engines


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[MongoEventStore]:
    ports = await mongo_engines("motor")(tmp_path).open()
    assert isinstance(ports.visits, MongoEventStore)
    yield ports.visits
    await ports.close()


async def published(store: MongoEventStore, name: str, number: int, *, ward: str = WARD, events: int = 1) -> Commit:
    """A commit with its number, on the topic already."""
    new = commit(f"{ward}/household/{name}", events=events, recorded_at=at(number))
    await store.append(new)
    await store.number([numbering(new, number)])
    await store.clear_pending([new.id])
    return new


async def test_what_is_whole_keeps_its_numbers_and_is_published_again(store: MongoEventStore) -> None:
    kept = [await published(store, "a", 1, events=2), await published(store, "b", 3)]
    kept.append(await published(store, "c", 1, ward=OTHER_WARD))
    await store.append(new := commit(f"{WARD}/household/d", recorded_at=at(9)))
    assert await store.make_whole() == (0, 3)
    waiting = await store.unpublished(100)
    assert [(one.id, one.first_number) for one in waiting] == [
        (kept[0].id, 1),
        (kept[1].id, 3),
        (kept[2].id, 1),
        (new.id, 0),
    ]


async def test_what_stands_behind_a_gap_is_new_again(store: MongoEventStore) -> None:
    first = await published(store, "a", 1)
    behind = [await published(store, "c", 3, events=2), await published(store, "d", 5)]
    elsewhere = await published(store, "e", 1, ward=OTHER_WARD)
    await store.append(missed := commit(f"{WARD}/household/b", recorded_at=at(2)))
    await store.survey()
    assert await store.make_whole() == (2, 2)
    await store.begin_era()
    waiting = await store.unpublished(100)
    assert [(one.id, one.first_number) for one in waiting[:2]] == [(first.id, 1), (elsewhere.id, 1)]
    assert [(one.id, one.first_number, one.rev) for one in waiting[2:]] == [(one.id, 0, 0) for one in (missed, *behind)]
    assert (await store.last_numbers([WARD]))[WARD][0] == 1
    assert await store.number([numbering(missed, 2), numbering(behind[0], 3)]) == 2
    assert [event.sequence for event in await store.read_ledger(WARD, 0, 100)] == [1, 2, 3, 4]


async def test_making_whole_again_changes_nothing(store: MongoEventStore) -> None:
    await published(store, "a", 1)
    await published(store, "b", 4)
    assert await store.make_whole() == (1, 1)
    waiting = await store.unpublished(100)
    assert await store.make_whole() == (0, 1)
    assert await store.unpublished(100) == waiting
