"""What views promise: each event counts once in each document it concerns, whatever arrives, and in whatever order."""

import random
from collections.abc import Sequence

import pytest

from shared.flows.read_views import ViewReader
from shared.kernel.messages import LedgerEvent
from shared.ports.view_store import Mark
from tests.flows.fake_clock import FakeClock
from tests.flows.history import (
    OTHER,
    WARD,
    History,
    assert_rebuild_is_equal,
    content_of,
    documents_of,
    events_of,
    updater_of,
)
from tests.flows.toy import Figures, Household, view_set
from tests.ports.engines import Engine, Ports


@pytest.fixture
async def history(ports: Ports) -> History:
    history = History(ports)
    await history.some()
    return history


async def both(ports: Ports) -> tuple[list[LedgerEvent], list[LedgerEvent]]:
    return await events_of(ports, "assignment"), await events_of(ports, "visits")


@pytest.mark.usefixtures("history")
async def test_a_document_joins_its_sources(ports: Ports, clock: FakeClock) -> None:
    updater = updater_of(ports, clock)
    roster, doors = await both(ports)
    await updater.apply(roster)
    await updater.apply(doors)
    assert await content_of(ports, "household", "a") == Household(
        ward=WARD, village="village 3", people=5, calls=[1, 2, 7, 8]
    )
    assert updater.folded(WARD) == {
        "assignment": Mark(roster[0].era, len(roster)),
        "visits": Mark(doors[0].era, len(doors)),
    }


@pytest.mark.usefixtures("history")
async def test_which_source_comes_first_does_not_matter(ports: Ports, engine: Engine, clock: FakeClock) -> None:
    roster, doors = await both(ports)
    updater = updater_of(ports, clock)
    await updater.apply(roster + doors)
    await updater.close()
    expected = await documents_of(ports)
    (cursor,) = await ports.views.cursors()
    await ports.views.put_cursor(type(cursor)(ward=WARD, generation=9, numbers={}, rev=cursor.rev + 1))

    other_way_round = updater_of(await engine.open(), clock)
    await other_way_round.apply(doors)
    await other_way_round.apply(roster)
    await other_way_round.close()
    assert await documents_of(ports) == expected


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("seed", range(8))
async def test_repeated_and_reordered_messages_change_nothing(ports: Ports, clock: FakeClock, seed: int) -> None:
    chance = random.Random(seed)
    roster, doors = await both(ports)
    updater = updater_of(ports, clock)
    for _ in range(12):
        ledger = chance.choice((roster, doors))
        start = chance.randrange(len(ledger))
        batch = ledger[start : start + chance.randint(1, 5)]
        chance.shuffle(batch)
        await updater.apply(batch)
    await updater.apply([*reversed(doors), *roster])
    await updater.close()
    assert not updater.behind
    await assert_rebuild_is_equal(ports, wards=[WARD])
    assert (await content_of(ports, "book", "all")).people == 15


@pytest.mark.usefixtures("history")
async def test_a_missing_number_is_filled_from_the_ledger(ports: Ports, clock: FakeClock) -> None:
    _, doors = await both(ports)
    updater = updater_of(ports, clock)
    await updater.apply(doors[:2])
    await updater.apply(doors[-1:])
    assert updater.folded(WARD)["visits"].number == len(doors)
    assert (await content_of(ports, "household", "b")).people == 7


@pytest.mark.usefixtures("history")
async def test_wards_are_apart(ports: Ports, clock: FakeClock) -> None:
    _, doors = await both(ports)
    updater = updater_of(ports, clock)
    await updater.apply([doors[5], *(await events_of(ports, "visits", OTHER))])
    assert (await content_of(ports, "household", "z", OTHER)).people == 7
    assert await content_of(ports, "household", "z") is None


@pytest.mark.usefixtures("history")
async def test_catching_up_needs_no_message(ports: Ports, clock: FakeClock) -> None:
    changed: list[str] = []
    updater = updater_of(ports, clock, on_changed=changed.append)
    await updater.catch_up()
    assert set(changed) == {WARD, OTHER}
    await updater.close()
    await assert_rebuild_is_equal(ports)
    changed.clear()
    again = updater_of(ports, clock, on_changed=changed.append)
    await again.catch_up()
    assert changed == []


@pytest.mark.usefixtures("history")
async def test_a_large_document_is_written_late(ports: Ports, clock: FakeClock, history: History) -> None:
    updater = updater_of(ports, clock)
    roster, doors = await both(ports)
    await updater.apply([*roster, *doors])
    assert await content_of(ports, "book", "all") is None
    assert (await content_of(ports, "household", "a")).people == 5
    cursor = await ports.views.cursor(WARD)
    assert cursor is not None
    assert cursor.numbers["visits"].number == 0
    clock.pass_time(29)
    await updater.tend()
    assert await content_of(ports, "book", "all") is None
    clock.pass_time(1)
    await updater.tend()
    assert (await content_of(ports, "book", "all")).people == 15
    for _ in range(5):
        await history.call("a", *[1] * 400)
    await history.number()
    await updater.apply((await events_of(ports, "visits"))[len(doors) :])
    assert (await content_of(ports, "book", "all")).people == 2_015


@pytest.mark.usefixtures("history")
async def test_memory_is_bounded(ports: Ports, clock: FakeClock) -> None:
    updater = updater_of(ports, clock, cache_bytes=1)
    roster, doors = await both(ports)
    for event in [*doors, *roster]:
        await updater.apply([event])
    state = updater.loaded(WARD)
    assert state is not None
    assert list(state.documents) == ["book/all"]
    await updater.close()
    assert list(state.documents) == []
    await assert_rebuild_is_equal(ports, wards=[WARD])


class Counted:
    """A view store that remembers in which order kinds were written."""

    def __init__(self, ports: Ports) -> None:
        self._views = ports.views
        self.order: list[str] = []

    def __getattr__(self, name: str) -> object:
        return getattr(self._views, name)

    async def put(self, documents: Sequence[object]) -> None:
        self.order += sorted({document.kind for document in documents})  # type: ignore[attr-defined]
        await self._views.put(documents)  # type: ignore[arg-type]

    async def put_cursor(self, cursor: object) -> None:
        self.order.append("cursor")
        await self._views.put_cursor(cursor)  # type: ignore[arg-type]


@pytest.mark.usefixtures("history")
async def test_the_cursor_is_written_last(ports: Ports, clock: FakeClock) -> None:
    store = Counted(ports)
    updater = updater_of(ports, clock, store=store)  # type: ignore[arg-type]
    await updater.apply(await events_of(ports, "visits"))
    store.order.clear()
    await updater.apply(await events_of(ports, "assignment"))
    await updater.flush()
    assert store.order == ["household", "figures", "cursor", "book", "cursor"]


@pytest.mark.usefixtures("history")
async def test_an_unchanged_ward_costs_no_writing(ports: Ports, clock: FakeClock) -> None:
    store = Counted(ports)
    updater = updater_of(ports, clock, store=store)  # type: ignore[arg-type]
    await updater.apply(await events_of(ports, "visits"))
    await updater.flush()
    store.order.clear()
    await updater.apply(await events_of(ports, "visits"))
    await updater.flush()
    assert store.order == []


@pytest.mark.usefixtures("history")
async def test_the_sum_counts_what_is_folded(ports: Ports, clock: FakeClock) -> None:
    updater = updater_of(ports, clock)
    await updater.apply([*(await events_of(ports, "visits")), *(await events_of(ports, "assignment"))])
    state = updater.loaded(WARD)
    assert state is not None
    assert state.sum.content == Figures(ward=WARD, households=3, people=15)
    stored = (await ports.views.get(WARD, 1, [f"figures/{WARD}"]))[f"figures/{WARD}"]
    assert stored.marks == updater.folded(WARD)


@pytest.mark.usefixtures("history")
async def test_a_sum_is_never_replaced_by_a_lower_one(ports: Ports, beside: Ports, clock: FakeClock) -> None:
    """The sum was written, the large document was not; the next process begins below and has not come so far yet."""
    _, doors = await both(ports)
    first = updater_of(ports, clock)
    await first.apply(doors)
    next_one = updater_of(beside, clock)
    reader = ViewReader(view_set(), ports.views, clock)
    for event in doors[:-1]:
        await next_one.apply([event])
        summary = await reader.summary(WARD)
        assert summary is not None
        assert summary.marks["visits"].number == len(doors)
    await next_one.apply([*doors, *(await events_of(ports, "assignment"))])
    summary = await reader.summary(WARD)
    assert summary is not None
    assert summary.content == Figures(ward=WARD, households=3, people=15)
    assert summary.marks == next_one.folded(WARD)


@pytest.mark.usefixtures("history")
async def test_what_is_not_summed_yet_stays_open(ports: Ports, clock: FakeClock) -> None:
    updater = updater_of(ports, clock, view_set(interval=60), cache_bytes=1)
    roster, doors = await both(ports)
    for event in [*roster, *doors]:
        await updater.apply([event])
    await updater.close()
    state = updater.loaded(WARD)
    assert state is not None
    assert state.sum.content == Figures(ward=WARD, households=3, people=15)
