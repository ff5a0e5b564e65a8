"""Months of the calendar and months as they are reported."""

import pytest

from services.reporting.domain.periods import EVER, WHOLE_MONTH, Span, close_of, days_of, months_of, periods_of_year
from services.reporting.domain.spread import spread


@pytest.mark.parametrize(
    ("day", "first_day", "close"),
    [
        ("2026-11-14", 15, "2026-11-14"),
        ("2026-11-15", 15, "2026-12-14"),
        ("2026-12-31", 15, "2027-01-14"),
        ("2027-01-14", 15, "2027-01-14"),
        ("2026-11-24", 1, "2026-11-30"),
        ("2026-11-30", 1, "2026-11-30"),
        ("2028-02-01", 1, "2028-02-29"),
        ("2026-02-27", 28, "2026-02-27"),
        ("2026-02-28", 28, "2026-03-27"),
        ("9999-12-31", 1, "9999-12-31"),
    ],
)
def test_a_month_closes_before_the_next_begins(day: str, first_day: int, close: str) -> None:
    assert close_of(day, first_day) == close


def test_reported_months_are_named_for_the_month_in_which_they_end() -> None:
    found = list(months_of(Span("2026-11-10", "2027-01-20"), 15))
    assert [(one.name, one.span.first, one.span.last) for one in found] == [
        ("2026-11", "2026-11-10", "2026-11-14"),
        ("2026-12", "2026-11-15", "2026-12-14"),
        ("2027-01", "2026-12-15", "2027-01-14"),
        ("2027-02", "2027-01-15", "2027-01-20"),
    ]


def test_a_year_as_it_is_reported() -> None:
    reported = {one.name: (one.span.first, one.span.last) for _, one in periods_of_year(2026, 15)}
    assert len(reported) == 12 + 4 + 2 + 1
    assert reported["2026-01"] == ("2025-12-15", "2026-01-14")
    assert reported["2026-Q4"] == ("2026-09-15", "2026-12-14")
    assert (reported["2026-H1"], reported["2026-H2"]) == (("2025-12-15", "2026-06-14"), ("2026-06-15", "2026-12-14"))
    assert reported["2026"] == ("2025-12-15", "2026-12-14")
    calendar = {one.name: (one.span.first, one.span.last) for _, one in periods_of_year(2026)}
    assert (calendar["2026-Q1"], calendar["2026"]) == (("2026-01-01", "2026-03-31"), ("2026-01-01", "2026-12-31"))


def test_calendar_months_and_days_cover_a_span_once() -> None:
    span = Span("2026-01-30", "2026-03-02")
    days = [day.name for day in days_of(span)]
    assert (days[0], days[-1]) == ("2026-01-30", "2026-03-02")
    assert len(days) == len(set(days)) == 32
    assert [one.name for one in months_of(span)] == ["2026-01", "2026-02", "2026-03"]


@pytest.mark.parametrize(
    ("first", "last", "first_day", "whole"),
    [
        ("2026-11-01", "2026-11-30", 1, True),
        ("2026-11-01", "2026-12-31", 1, True),
        ("2026-11-01", "2026-11-29", 1, False),
        ("2026-11-02", "2026-11-30", 1, False),
        ("2026-10-15", "2026-11-14", 15, True),
        ("2026-10-15", "2026-11-14", 1, False),
        (EVER.first, "2026-11-30", 1, True),
        ("2026-11-01", EVER.last, 1, True),
        (EVER.first, EVER.last, 15, True),
    ],
)
def test_whole_months(first: str, last: str, first_day: int, whole: bool) -> None:
    assert Span(first, last).whole_months(first_day) is whole


def test_a_span_knows_its_days_of_a_month() -> None:
    assert Span("2026-11-03", "2026-11-04").bits_of("2026-11") == 0b1100
    assert Span("2026-11-29", "2026-12-02").bits_of("2026-11") == 0b111 << 28
    assert Span("2026-11-29", "2026-12-02").bits_of("2026-12") == 0b11
    assert Span("2026-11-01", "2026-11-30").bits_of("2026-11") == WHOLE_MONTH
    assert Span("2026-11-29", "2026-12-02").bits_of("2026-10") == 0
    assert EVER.bits_of("2026-10") == WHOLE_MONTH


@pytest.mark.parametrize(
    ("histogram", "n", "median"),
    [
        ([], 0, None),
        ([("5", 1)], 1, 5),
        ([("5", 1), ("2", 1)], 2, 3.5),
        ([("10", 2), ("2", 1)], 3, 10),
        ([("3", 2), ("1", 1), ("3", 1), ("7", 2)], 6, 3),
        ([("-1", 1), ("0", 3)], 4, 0),
    ],
)
def test_the_median_is_that_of_all_values(histogram: list[tuple[str, int]], n: int, median: float | None) -> None:
    assert spread(histogram) == {"n": n, "median": median}
