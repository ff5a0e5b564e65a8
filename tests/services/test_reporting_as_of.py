"""As of when a figure stands: from heads, marks and what was folded last."""

from datetime import UTC, datetime, timedelta
from typing import Any

from services.reporting.api.as_of import Heads, SourceState, together
from shared.ports.event_store import LedgerHead
from shared.ports.view_store import Mark

NOON = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
EARLIER = NOON - timedelta(hours=3)
LONG_AGO = NOON - timedelta(days=3)


def head(ward: str = "a", number: int = 10, pending: int = 0, era: str = "2", **more: Any) -> LedgerHead:
    return LedgerHead(
        source="visits",
        ward=ward,
        era=era,
        number=number,
        pending=pending,
        oldest_pending=more.get("oldest"),
        time=more.get("time", NOON),
    )


def state(known: LedgerHead | None, mark: Mark | None, numbered_at: datetime | None = EARLIER) -> SourceState:
    return Heads([known] if known else []).state("visits", "a", mark, numbered_at)


def test_where_nothing_waits_the_time_is_the_heads() -> None:
    assert state(head(), Mark("2", 10)) == SourceState(10, NOON, 0)
    assert state(head(number=0, pending=0), None, None) == SourceState(0, NOON, 0)


def test_where_something_waits_the_time_is_that_of_the_last_folded() -> None:
    assert state(head(number=12), Mark("2", 10)) == SourceState(10, EARLIER, 2, EARLIER)
    assert state(head(pending=3, oldest=LONG_AGO), Mark("2", 10)) == SourceState(10, EARLIER, 3, LONG_AGO)


def test_what_was_folded_beyond_an_older_head_counts() -> None:
    assert state(head(time=LONG_AGO), Mark("2", 14)) == SourceState(14, EARLIER, 0)


def test_a_newer_era_begins_from_nothing_and_an_older_head_says_nothing() -> None:
    assert state(head(number=4, era="3"), Mark("2", 10)).waiting == 4
    assert state(head(number=40, era="1"), Mark("2", 10)).waiting == 0


def test_a_ward_without_a_head_is_as_new_as_its_sources_other_wards() -> None:
    assert state(head("b"), None, None) == SourceState(0, NOON, 0)
    assert state(None, None, None) == SourceState(0, None, 0)


def test_several_wards_stand_as_of_the_oldest() -> None:
    both = together(
        [
            {"assignment": SourceState(5, NOON, 0), "visits": SourceState(3, EARLIER, 2, LONG_AGO)},
            {"assignment": SourceState(1, None, 0), "visits": SourceState(4, NOON, 0)},
        ]
    )
    assert both == {"assignment": SourceState(6, NOON, 0), "visits": SourceState(7, EARLIER, 2, LONG_AGO)}
