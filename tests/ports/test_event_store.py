"""What every event store promises of appending and reading: once, whole, and never changed."""

import asyncio

import pytest

from shared.ports.event_store import AppendRefused
from tests.ports.commits import WARD, append_numbered, at, command_id, commit, same
from tests.ports.engines import Engine, Ports

A, B = f"{WARD}/household/a", f"{WARD}/household/b"


async def test_a_commit_is_read_as_it_was_appended(ports: Ports) -> None:
    appended = commit(A, events=3, keys=("visit/1", "case/1"), recorded_at=at(0.123456))
    await ports.visits.append(appended)
    assert same(await ports.visits.find_commit(A, 1), appended)
    assert same(await ports.visits.find_command(appended.command_id), appended)
    (only,) = await ports.visits.read_stream(A)
    assert same(only, appended)
    assert (only.first_number, only.numbered_at) == (0, None)


async def test_what_is_unknown_is_absent(ports: Ports) -> None:
    assert await ports.visits.find_command(command_id()) is None
    assert await ports.visits.find_commit(A, 1) is None
    assert await ports.visits.read_stream(A) == []
    assert await ports.visits.key_owners(["visit/1"]) == {}
    assert await ports.visits.wards() == []
    assert await ports.visits.heads() == []
    assert await ports.visits.unpublished(10) == []
    assert await ports.visits.last_numbers([WARD]) == {}
    assert await ports.visits.read_ledger(WARD, 0, 10) == []


async def test_a_stream_is_read_in_order_after_a_version(ports: Ports) -> None:
    for version in (1, 2, 3):
        await ports.visits.append(commit(A, version))
    await ports.visits.append(commit(B))
    assert [found.version for found in await ports.visits.read_stream(A)] == [1, 2, 3]
    assert [found.version for found in await ports.visits.read_stream(A, after=2)] == [3]
    assert await ports.visits.read_stream(A, after=3) == []


async def test_of_two_writers_at_one_version_one_wins(ports: Ports, beside: Ports) -> None:
    first, second = commit(A, keys=("visit/1",)), commit(A, keys=("visit/2",))
    outcomes = await asyncio.gather(ports.visits.append(first), beside.visits.append(second), return_exceptions=True)
    assert sorted(type(outcome) for outcome in outcomes if outcome) == [AppendRefused]
    winner = first if outcomes[0] is None else second
    assert [found.command_id for found in await ports.visits.read_stream(A)] == [winner.command_id]
    assert await beside.visits.key_owners(["visit/1", "visit/2"]) == {winner.keys[0]: A}


async def test_a_command_id_is_used_once_whatever_its_stream(ports: Ports) -> None:
    first = commit(A)
    await ports.visits.append(first)
    with pytest.raises(AppendRefused):
        await ports.visits.append(commit(B, command=first.command_id, keys=("visit/9",)))
    assert await ports.visits.read_stream(B) == []
    assert await ports.visits.key_owners(["visit/9"]) == {}


async def test_a_key_has_one_owner(ports: Ports) -> None:
    await ports.visits.append(commit(A, keys=("visit/1", "case/1")))
    with pytest.raises(AppendRefused):
        await ports.visits.append(commit(B, keys=("visit/2", "case/1")))
    assert await ports.visits.key_owners(["visit/1", "case/1", "visit/2"]) == {"visit/1": A, "case/1": A}
    assert await ports.visits.read_stream(B) == []
    with pytest.raises(AppendRefused):
        await ports.visits.append(commit(A, 2, keys=("visit/1",)))


async def test_refused_appends_harm_no_other_that_waits(ports: Ports) -> None:
    await ports.visits.append(commit(A, keys=("visit/taken",)))
    good = [commit(f"{WARD}/household/{n}", keys=(f"visit/{n}",)) for n in range(40)]
    bad = [commit(f"{WARD}/household/x{n}", keys=("visit/taken",)) for n in range(7)]
    mixed = [*good[:13], *bad[:3], *good[13:], *bad[3:]]
    outcomes = await asyncio.gather(*(ports.visits.append(each) for each in mixed), return_exceptions=True)
    refused = [each for each, outcome in zip(mixed, outcomes, strict=True) if isinstance(outcome, AppendRefused)]
    assert refused == bad
    stored = [await ports.visits.find_commit(each.stream, 1) for each in good]
    assert all(same(found, each) for found, each in zip(stored, good, strict=True))
    assert [await ports.visits.find_commit(each.stream, 1) for each in bad] == [None] * len(bad)


async def test_many_writers_lose_nothing_and_write_nothing_twice(ports: Ports, beside: Ports) -> None:
    streams = [f"{WARD}/household/{n}" for n in range(8)]

    async def climb(store: Ports, stream: str) -> int:
        won = 0
        for version in range(1, 21):
            try:
                await store.visits.append(commit(stream, version, keys=(f"visit/{stream}/{version}",)))
                won += 1
            except AppendRefused:
                continue
        return won

    won = await asyncio.gather(*(climb(store, stream) for stream in streams for store in (ports, ports, beside)))
    assert sum(won) == len(streams) * 20
    for stream in streams:
        assert [found.version for found in await ports.visits.read_stream(stream)] == list(range(1, 21))


async def test_a_caller_that_stops_waiting_breaks_nothing(ports: Ports) -> None:
    waiting = [asyncio.create_task(ports.visits.append(commit(f"{WARD}/household/{n}"))) for n in range(30)]
    await asyncio.sleep(0)
    for task in waiting[::2]:
        task.cancel()
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)
    assert [outcome for outcome in outcomes[1::2] if outcome is not None] == []
    await ports.visits.append(commit(A))
    assert len(await ports.visits.unpublished(100)) >= 16


async def test_everything_is_there_after_reopening(engine: Engine) -> None:
    before = await engine.open()
    era = await before.visits.era()
    await append_numbered(before.visits, numbered := commit(A, events=2, keys=("visit/1",)))
    await before.visits.append(new := commit(B))
    await before.close()
    after = await engine.open()
    assert await after.visits.era() == era
    assert await after.assignment.era() != era
    assert [found.id for found in await after.visits.unpublished(10)] == [numbered.id, new.id]
    assert await after.visits.key_owners(["visit/1"]) == {"visit/1": A}
    with pytest.raises(AppendRefused):
        await after.visits.append(commit(B))
    await after.close()


async def test_closing_writes_what_was_accepted(engine: Engine) -> None:
    before = await engine.open()
    waiting = [asyncio.create_task(before.visits.append(commit(f"{WARD}/household/{n}"))) for n in range(50)]
    await asyncio.sleep(0)
    await before.close()
    await asyncio.gather(*waiting)
    after = await engine.open()
    assert len(await after.visits.unpublished(100)) == 50
    await after.close()
