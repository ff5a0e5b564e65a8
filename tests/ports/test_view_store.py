"""What every view store promises: documents written whole, guarded by `rev`, found by tags in order."""

import asyncio
from itertools import pairwise

import pytest

from shared.kernel.failures import Conflict
from shared.ports.view_store import Cursor, Document, Mark, Parked, ViewStore
from tests.ports.commits import OTHER_WARD, WARD
from tests.ports.engines import Engine, Ports


def document(
    name: str = "household/1",
    *,
    rev: int = 1,
    tags: tuple[str, ...] = (),
    sort: str = "",
    body: bytes = b"{}",
    ward: str = WARD,
    generation: int = 1,
) -> Document:
    return Document(
        kind=name.split("/", 1)[0],
        ward=ward,
        name=name,
        generation=generation,
        rev=rev,
        marks={"visits": Mark("era", rev * 10)},
        body=body,
        tags=tags,
        sort=sort,
    )


async def names(views: ViewStore, *tags: str, kind: str = "household") -> list[str]:
    return [found.name for found in await views.find(WARD, 1, kind, tags=tags)]


@pytest.mark.parametrize("body", [b"", b'{"a": 1}', b'["H\xe1\xba\xa3i V\xc3\xa2n"]' * 5_000, bytes(range(256)) * 40])
async def test_a_document_is_read_as_it_was_written(ports: Ports, body: bytes) -> None:
    written = document(tags=("village:tà lang", "unassigned"), sort="0001", body=body)
    await ports.views.put([written])
    assert await ports.views.get(WARD, 1, ["household/1", "household/2"]) == {"household/1": written}
    assert await ports.views.find(WARD, 1, "household", tags=("unassigned",)) == [written]


async def test_a_document_belongs_to_its_ward_and_generation(ports: Ports) -> None:
    mine, other, next_one = document(), document(ward=OTHER_WARD), document(generation=2)
    await ports.views.put([mine, other, next_one])
    assert await ports.views.get(WARD, 1, ["household/1"]) == {"household/1": mine}
    assert await ports.views.get(OTHER_WARD, 1, ["household/1"]) == {"household/1": other}
    assert await ports.views.find(WARD, 2, "household") == [next_one]


async def test_a_changed_document_takes_the_next_rev(ports: Ports) -> None:
    await ports.views.put([document(rev=1)])
    await ports.views.put([changed := document(rev=2, body=b'{"changed": true}')])
    assert await ports.views.get(WARD, 1, ["household/1"]) == {"household/1": changed}


@pytest.mark.parametrize(("stored", "written"), [(0, 2), (0, 0), (1, 1), (1, 3), (2, 2), (2, 1)])
async def test_any_other_rev_loses(ports: Ports, stored: int, written: int) -> None:
    for rev in range(1, stored + 1):
        await ports.views.put([document(rev=rev)])
    with pytest.raises(Conflict):
        await ports.views.put([document(rev=written, body=b'"lost"', tags=("lost",))])
    left = await ports.views.get(WARD, 1, ["household/1"])
    assert [found.rev for found in left.values()] == [stored] * bool(stored)
    assert await names(ports.views, "lost") == []


async def test_of_two_writers_of_one_rev_one_wins(ports: Ports, beside: Ports) -> None:
    wishes = [document(rev=1, body=b'"%d"' % n) for n in range(3)]
    stores = [ports.views, ports.views, beside.views]
    outcomes = await asyncio.gather(
        *(store.put([wish]) for store, wish in zip(stores, wishes, strict=True)), return_exceptions=True
    )
    won = [wish for wish, outcome in zip(wishes, outcomes, strict=True) if outcome is None]
    assert [type(outcome) for outcome in outcomes if outcome] == [Conflict, Conflict]
    assert list((await ports.views.get(WARD, 1, ["household/1"])).values()) == won


async def test_one_lost_guard_harms_no_other_that_waits(ports: Ports) -> None:
    await ports.views.put([document("household/taken")])
    writings = [[document(f"household/{n}")] for n in range(20)]
    writings[7].append(document("household/taken"))
    outcomes = await asyncio.gather(*(ports.views.put(each) for each in writings), return_exceptions=True)
    assert [n for n, outcome in enumerate(outcomes) if isinstance(outcome, Conflict)] == [7]
    stored = await ports.views.get(WARD, 1, [f"household/{n}" for n in range(20) if n != 7])
    assert len(stored) == 19


async def test_many_documents_are_written_at_once(ports: Ports) -> None:
    await ports.views.put([document(f"household/{n:04d}", tags=("all", f"n{n % 3}")) for n in range(1_200)])
    assert len(await ports.views.names(WARD, 1)) == 1_200
    await ports.views.put([document(f"household/{n:04d}", rev=2, tags=("all",)) for n in range(1_200)])
    assert await names(ports.views, "n0") == []


async def test_found_by_all_tags(ports: Ports) -> None:
    await ports.views.put(
        [
            document("household/1", tags=("village:a", "priority:poor")),
            document("household/2", tags=("village:a",)),
            document("household/3", tags=("village:b", "priority:poor", "unassigned")),
            document("volunteer/1", tags=("village:a",)),
        ]
    )
    assert await names(ports.views, "village:a") == ["household/1", "household/2"]
    assert await names(ports.views, "village:a", "priority:poor") == ["household/1"]
    assert await names(ports.views, "priority:poor", "unassigned", "village:b") == ["household/3"]
    assert await names(ports.views, "village:a", "village:a") == ["household/1", "household/2"]
    assert await names(ports.views, "village:a", "unassigned") == []
    assert await names(ports.views, kind="volunteer") == ["volunteer/1"]


async def test_tags_and_order_follow_the_document(ports: Ports) -> None:
    await ports.views.put([document("household/1", tags=("old", "kept"), sort="a"), document("household/2", sort="b")])
    await ports.views.put([document("household/1", rev=2, tags=("kept", "new"), sort="c")])
    assert await names(ports.views, "old") == []
    assert await names(ports.views, "new", "kept") == ["household/1"]
    assert await names(ports.views) == ["household/2", "household/1"]
    await ports.views.put([document("household/1", rev=3, tags=("kept", "new"), sort="c", body=b"1")])
    assert [found.rev for found in await ports.views.find(WARD, 1, "household", tags=("new",))] == [3]


@pytest.mark.parametrize("tags", [(), ("all",), ("all", "also")])
@pytest.mark.parametrize("descending", [False, True])
async def test_pages_neither_skip_nor_repeat_among_ties(ports: Ports, tags: tuple[str, ...], descending: bool) -> None:
    written = [document(f"household/{n:02d}", sort=f"{n % 3}", tags=("all", "also")) for n in range(25)]
    await ports.views.put([*written, document("case/1", tags=("all", "also"))])
    pages: list[list[Document]] = []
    after: tuple[str, str] | None = None
    while not pages or pages[-1]:
        page = await ports.views.find(WARD, 1, "household", tags=tags, after=after, descending=descending, limit=4)
        pages.append(list(page))
        after = (page[-1].sort, page[-1].name) if page else None
    read = [found for page in pages for found in page]
    expected = sorted(written, key=lambda d: (d.sort, d.name), reverse=descending)
    assert read == expected
    assert all(len(page) == 4 for page, _ in pairwise(pages[:-1]))


async def test_names_order_as_bytes_do(ports: Ports) -> None:
    odd = ["household/Z", "household/a", "household/ă", "household/-"]
    await ports.views.put([document(name) for name in odd])
    expected = sorted(odd, key=str.encode)
    assert await ports.views.names(WARD, 1) == expected
    assert await names(ports.views) == expected


def cursor(rev: int, number: int = 0, generation: int = 1) -> Cursor:
    return Cursor(ward=WARD, generation=generation, numbers={"visits": Mark("era", number)}, rev=rev, roster=number)


async def test_a_cursor_is_guarded_by_its_rev(ports: Ports, beside: Ports) -> None:
    assert await ports.views.cursor(WARD) is None
    with pytest.raises(Conflict):
        await ports.views.put_cursor(cursor(2))
    await ports.views.put_cursor(cursor(1, 5))
    await beside.views.put_cursor(cursor(2, 9, generation=2))
    for rev in (1, 2, 4):
        with pytest.raises(Conflict):
            await ports.views.put_cursor(cursor(rev, 7))
    assert await ports.views.cursor(WARD) == cursor(2, 9, generation=2)
    assert await ports.views.cursors() == [cursor(2, 9, generation=2)]


def parked(sequence: int, generation: int = 1) -> Parked:
    return Parked(
        ward=WARD,
        generation=generation,
        source="visits",
        sequence=sequence,
        event_id=f"{WARD}/household/1/{sequence}/0/era",
        type="VisitRecorded",
        reason="unknown version",
    )


async def test_parking_is_remembered_once(ports: Ports) -> None:
    await ports.views.park([parked(4), parked(2)])
    await ports.views.park([parked(4)])
    assert await ports.views.parked() == [parked(2), parked(4)]


async def test_a_dropped_generation_leaves_nothing(ports: Ports) -> None:
    await ports.views.put([document(tags=("old",)), document("case/1"), document(generation=2, tags=("new",))])
    await ports.views.put([document(ward=OTHER_WARD)])
    await ports.views.park([parked(1), parked(1, generation=2)])
    await ports.views.drop_generation(WARD, 1)
    assert await ports.views.names(WARD, 1) == []
    assert await names(ports.views, "old") == []
    assert await ports.views.parked() == [parked(1, generation=2)]
    assert await ports.views.names(WARD, 2) == ["household/1"]
    assert await ports.views.names(OTHER_WARD, 1) == ["household/1"]
    await ports.views.put([document(tags=("again",))])
    assert await names(ports.views, "again") == ["household/1"]


async def test_views_are_there_after_reopening(engine: Engine) -> None:
    before = await engine.open()
    await before.views.put([written := document(tags=("a",), body=b"x" * 10_000)])
    await before.views.put_cursor(cursor(1, 3))
    await before.views.park([parked(1)])
    await before.close()
    after = await engine.open()
    assert await after.views.find(WARD, 1, "household", tags=("a",)) == [written]
    assert await after.views.cursor(WARD) == cursor(1, 3)
    assert await after.views.parked() == [parked(1)]
    await after.close()
