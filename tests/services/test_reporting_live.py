"""Reporting tells open pages which wards have changed, and answers spans only as of what its sums count."""

import asyncio
from pathlib import Path

import httpx
import msgspec
import pytest

from services.reporting.api.known_wards import KnownWards
from services.reporting.api.ward_changes import WardChanges
from services.reporting.api.ward_watch import WardWatch
from services.reporting.domain.documents import MonthFlows, WardFigures
from services.reporting.domain.periods import Span
from services.reporting.views import REPORTING_VIEWS
from shared.adapters.embedded.assembly import open_service_storage
from shared.flows.read_views import ViewReader
from shared.http.change_feed import ChangeFeed
from shared.kernel.failures import NotCaughtUp
from shared.ports.view_store import Cursor, Document, Mark, ViewStore
from tests.services.running_assignment import FixedClock
from tests.services.running_reporting import WARD, Reporting, served
from tests.services.test_http_live import Events


async def test_an_open_page_hears_of_the_ward_that_changed(reporting: Reporting) -> None:
    async with served(reporting.app) as address, httpx.AsyncClient(base_url=address) as client:
        stream = client.stream("GET", "/api/reporting/v1/live", headers=reporting.bearer())
        async with stream as answer:
            events = Events(answer.aiter_lines())
            assert (await events.next())["event"] == "ready"
            reporting.ward().household("h1")
            await reporting.relayed()
            assert (await events.next())["data"] == {"wards": [WARD]}


def document(name: str, content: object, number: int, rev: int = 1) -> Document:
    return Document(
        kind=name.split("/")[0],
        ward=WARD,
        name=name,
        generation=1,
        rev=rev,
        marks={"visits": Mark("era", number)},
        body=msgspec.json.encode(content),
    )


def figures(number: int, rev: int) -> Document:
    return document(
        f"figures/{WARD}", WardFigures(ward=WARD, flows={"people": number}, months=("2026-11",)), number, rev
    )


def november(number: int, rev: int) -> Document:
    content = MonthFlows(ward=WARD, month="2026-11", days={"2026-11-05": {"people": number}})
    return document(f"month/{WARD}/2026-11", content, number, rev)


async def _wards(store: ViewStore) -> tuple[KnownWards, WardChanges]:
    clock = FixedClock()
    changes = WardChanges(ChangeFeed(clock))
    await store.put_cursor(Cursor(ward=WARD, generation=1, numbers={}, rev=1))
    await store.put([figures(1, 1), november(1, 1)])
    return KnownWards(
        ViewReader(REPORTING_VIEWS, store, clock), store, changes, WardWatch(store, changes, clock)
    ), changes


async def test_days_are_not_answered_beyond_what_the_sum_counts(tmp_path: Path) -> None:
    storage = await open_service_storage(tmp_path / "data", "reporting", FixedClock(), seals=False)
    wards, changes = await _wards(storage.view_store)
    span = Span("2026-11-01", "2026-11-10")
    _, flows = await wards.flows(WARD, span)
    assert flows.cells == {"people": 1}
    await storage.view_store.put([november(2, 2)])
    changes.look_again(WARD)
    asked = asyncio.create_task(wards.months(WARD, span))
    await asyncio.sleep(0)
    await storage.view_store.put([figures(2, 2)])
    changes.note(WARD)
    known, months = await asked
    assert known.marks["visits"].number == 2
    assert months[0].days["2026-11-05"] == {"people": 2}
    await storage.close()


async def test_a_sum_that_does_not_follow_its_months_is_not_caught_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.reporting.api.known_wards.WAIT_SECONDS", 0.01)
    storage = await open_service_storage(tmp_path / "data", "reporting", FixedClock(), seals=False)
    wards, _ = await _wards(storage.view_store)
    await storage.view_store.put([november(2, 2)])
    with pytest.raises(NotCaughtUp):
        await wards.months(WARD, Span("2026-11-01", "2026-11-10"))
    await storage.close()


async def test_a_process_that_folds_nothing_tells_and_answers_what_another_folds(reporting: Reporting) -> None:
    store, clock = reporting.storage.services["reporting"].view_store, reporting.clock
    changes = WardChanges(ChangeFeed(clock))
    watch = WardWatch(store, changes, clock)
    wards = KnownWards(ViewReader(REPORTING_VIEWS, store, clock), store, changes, watch)
    await watch.look()
    watching = asyncio.create_task(watch.run())
    story = reporting.ward()
    for number, household in enumerate(("h1", "h2"), start=1):
        seen = changes.feed.count
        story.household(household)
        await reporting.relayed()
        async with asyncio.timeout(5):
            while (await wards.ward(WARD)).marks.get("assignment", Mark("", 0)).number < number:
                await changes.feed.beyond(seen, 5)
                seen = changes.feed.count
    assert changes.feed.since(0) == [WARD]
    watch.stop()
    await watching
