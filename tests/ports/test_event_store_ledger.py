"""What every event store promises of its ledgers: numbered once, without a gap, and listed in order."""

import asyncio

from tests.ports.commits import OTHER_WARD, START, WARD, append_numbered, at, commit, numbering, same
from tests.ports.engines import Ports

A, B = f"{WARD}/household/a", f"{WARD}/household/b"


async def test_numbers_are_written_in_order(ports: Ports) -> None:
    events = await append_numbered(ports.visits, commit(A, events=2), commit(B), commit(A, 2, events=3))
    assert [event.sequence for event in events] == [1, 2, 3, 4, 5, 6]
    found = await ports.visits.find_commit(A, 2)
    assert found is not None
    assert (found.first_number, found.numbered_at, found.rev) == (4, START, 1)
    assert await ports.visits.last_numbers([WARD, OTHER_WARD]) == {WARD: (6, START)}


async def test_a_commit_is_numbered_at_most_once(ports: Ports, beside: Ports) -> None:
    first = commit(A)
    await ports.visits.append(first)
    assert await ports.visits.number([numbering(first, 1)]) == 1
    assert await beside.visits.number([numbering(first, 2)]) == 0
    (again,) = await beside.visits.unpublished(10)
    assert again.first_number == 1
    assert await beside.visits.number([numbering(again, 2)]) == 0
    assert await ports.visits.last_numbers([WARD]) == {WARD: (1, START)}


async def test_a_stale_rev_loses(ports: Ports) -> None:
    first = commit(A)
    await ports.visits.append(first)
    stale = numbering(first, 1)
    stale = type(stale)(
        commit_id=stale.commit_id, ward=WARD, rev=stale.rev + 1, first_number=1, numbered_at=stale.numbered_at
    )
    assert await ports.visits.number([stale]) == 0
    assert await ports.visits.last_numbers([WARD]) == {}


async def test_a_number_is_given_at_most_once(ports: Ports) -> None:
    first, second = commit(A), commit(B)
    await ports.visits.append(first)
    await ports.visits.append(second)
    assert await ports.visits.number([numbering(first, 1)]) == 1
    assert await ports.visits.number([numbering(second, 1)]) == 0
    found = await ports.visits.find_commit(B, 1)
    assert found is not None
    assert found.first_number == 0


async def test_each_ward_has_its_own_numbers(ports: Ports) -> None:
    await append_numbered(ports.visits, commit(A, events=2))
    await append_numbered(ports.visits, commit(f"{OTHER_WARD}/household/z"))
    assert await ports.visits.last_numbers([WARD, OTHER_WARD]) == {WARD: (2, START), OTHER_WARD: (1, START)}
    assert await ports.visits.wards() == [WARD, OTHER_WARD]


async def test_numbering_stops_at_the_first_that_loses(ports: Ports, beside: Ports) -> None:
    commits = [commit(f"{WARD}/household/{n}") for n in range(5)]
    for each in commits:
        await ports.visits.append(each)
    assert await beside.visits.number([numbering(commits[4], 3)]) == 1
    written = await ports.visits.number([numbering(each, n) for n, each in enumerate(commits[:4], start=1)])
    assert written == 2
    found = [await ports.visits.find_commit(each.stream, 1) for each in commits]
    assert [each.first_number for each in found if each] == [1, 2, 0, 0, 3]


async def test_a_repetition_inside_one_numbering_loses(ports: Ports) -> None:
    first, second = commit(A), commit(B)
    await ports.visits.append(first)
    await ports.visits.append(second)
    assert await ports.visits.number([numbering(first, 1), numbering(first, 2), numbering(second, 3)]) == 1
    assert await ports.visits.number([numbering(second, 2), numbering(second, 2)]) == 1


async def test_two_holders_never_share_a_number(ports: Ports, beside: Ports) -> None:
    commits = [commit(f"{WARD}/household/{n:02d}", recorded_at=at(n)) for n in range(30)]
    for each in commits:
        await ports.visits.append(each)

    async def hold(store: Ports, size: int) -> None:
        while new := [found for found in await store.visits.unpublished(100) if found.first_number == 0]:
            last = (await store.visits.last_numbers([WARD])).get(WARD, (0, START))[0]
            await store.visits.number([numbering(found, last + 1 + n) for n, found in enumerate(new[:size])])

    await asyncio.gather(hold(ports, 7), hold(beside, 4), hold(ports, 1))
    events = await ports.visits.read_ledger(WARD, 0, 100)
    assert [event.sequence for event in events] == list(range(1, 31))
    assert len({event.id for event in events}) == 30


async def test_unpublished_gives_numbered_commits_first(ports: Ports) -> None:
    late, early = commit(B, recorded_at=at(5)), commit(A, recorded_at=at(1))
    tie = [commit(f"{WARD}/household/t{n}", recorded_at=at(5)) for n in (2, 1)]
    numbered = [commit(f"{ward}/household/n{n}", recorded_at=at(9)) for ward in (OTHER_WARD, WARD) for n in (1, 2)]
    for each in (late, *tie, *numbered, early):
        await ports.visits.append(each)
    await ports.visits.append(commit(A, 2, recorded_at=at(1)))
    await ports.visits.number([numbering(numbered[1], 1), numbering(numbered[0], 2)])
    await ports.visits.number([numbering(numbered[3], 1), numbering(numbered[2], 2)])
    expected = [
        *(f"{WARD}/household/n2/000000001", f"{WARD}/household/n1/000000001"),
        *(f"{OTHER_WARD}/household/n2/000000001", f"{OTHER_WARD}/household/n1/000000001"),
        *(f"{A}/000000001", f"{A}/000000002", f"{B}/000000001"),
        *(f"{WARD}/household/t1/000000001", f"{WARD}/household/t2/000000001"),
    ]
    assert [found.id for found in await ports.visits.unpublished(100)] == expected
    assert [found.id for found in await ports.visits.unpublished(5)] == expected[:5]
    assert [found.id for found in await ports.visits.unpublished(3)] == expected[:3]


async def test_unpublished_is_bounded_by_events_and_gives_whole_commits(ports: Ports) -> None:
    for version, events in ((1, 3), (2, 400), (3, 1), (4, 1)):
        await ports.visits.append(commit(A, version, events=events, recorded_at=at(version)))
    assert [found.version for found in await ports.visits.unpublished(3)] == [1]
    assert [found.version for found in await ports.visits.unpublished(4)] == [1, 2]
    assert [found.version for found in await ports.visits.unpublished(404)] == [1, 2, 3]
    first = (await ports.visits.unpublished(1))[0]
    await ports.visits.number([numbering(first, 1)])
    assert [found.version for found in await ports.visits.unpublished(4)] == [1, 2]


async def test_a_commit_waits_for_its_predecessor(ports: Ports) -> None:
    first, second, alone = commit(A), commit(A, 2), commit(B)
    for each in (first, second, alone):
        await ports.visits.append(each)
    everyone = [first, second, alone]
    assert await ports.visits.numbered_predecessors(everyone) == {first.id, alone.id}
    await ports.visits.number([numbering(first, 1)])
    assert await ports.visits.numbered_predecessors(everyone) == {first.id, second.id, alone.id}
    assert await ports.visits.numbered_predecessors([commit(A, 4)]) == frozenset()
    assert await ports.visits.numbered_predecessors([]) == frozenset()


async def test_clearing_ends_the_work_and_may_be_repeated(ports: Ports) -> None:
    await append_numbered(ports.visits, first := commit(A), second := commit(B))
    await ports.visits.clear_pending([first.id])
    assert [found.id for found in await ports.visits.unpublished(10)] == [second.id]
    await ports.visits.clear_pending([first.id, second.id])
    await ports.visits.clear_pending([])
    assert await ports.visits.unpublished(10) == []
    assert same(await ports.visits.find_commit(A, 1), first)


async def test_heads_count_what_is_on_the_way(ports: Ports) -> None:
    await append_numbered(ports.visits, first := commit(A, events=2, recorded_at=at(1)))
    await ports.visits.append(commit(A, 2, events=3, recorded_at=at(7)))
    await ports.visits.append(commit(f"{OTHER_WARD}/household/z", recorded_at=at(3)))
    await ports.visits.clear_pending([first.id])
    heads = {head.ward: head for head in await ports.visits.heads()}
    assert {ward: (head.number, head.pending, head.oldest_pending) for ward, head in heads.items()} == {
        WARD: (2, 3, at(7)),
        OTHER_WARD: (0, 1, at(3)),
    }
    assert {(head.source, head.era) for head in heads.values()} == {("visits", await ports.visits.era())}


async def test_the_ledger_is_read_after_a_number_in_whole_commits(ports: Ports) -> None:
    commits = [commit(A, version, events=3) for version in range(1, 6)]
    await append_numbered(ports.visits, *commits)
    await append_numbered(ports.visits, commit(f"{OTHER_WARD}/household/z"))
    everything = await ports.visits.read_ledger(WARD, 0, 100)
    assert [event.sequence for event in everything] == list(range(1, 16))
    assert [event.sequence for event in await ports.visits.read_ledger(WARD, 7, 100)] == list(range(8, 16))
    page = [event.sequence for event in await ports.visits.read_ledger(WARD, 3, 4)]
    assert page == [4, 5, 6, 7, 8, 9]
    assert [event.sequence for event in await ports.visits.read_ledger(WARD, 14, 1)] == [15]
    assert await ports.visits.read_ledger(WARD, 15, 10) == []


async def test_an_event_of_the_ledger_carries_its_commit(ports: Ports) -> None:
    (event,) = await append_numbered(ports.visits, written := commit(A, recorded_at=at(0.5)))
    (read,) = await ports.visits.read_ledger(WARD, 0, 10)
    assert read == event
    assert (read.id, read.era) == (f"{A}/1/0/{written.era}", await ports.visits.era())
    assert (read.recorded_at, read.numbered_at, read.command_id) == (at(0.5), START, written.command_id)
    assert bytes(read.data) == bytes(written.events[0].data)
