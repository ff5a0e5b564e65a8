"""Until when the law wants a request answered: working days, and the days of each kind."""

import pytest

from services.visits.domain.deadlines import deadlines
from shared.reference.holidays import add_working_days, is_working_day


@pytest.mark.parametrize(
    ("day", "answer_by"),
    [
        ("2026-11-24", "2026-11-26"),
        ("2026-11-26", "2026-11-30"),
        ("2026-11-28", "2026-12-01"),
        ("2026-02-13", "2026-02-24"),
        ("2026-12-31", "2027-01-05"),
        ("2026-04-29", "2026-05-05"),
    ],
)
def test_two_working_days_step_over_weekends_and_holidays(day: str, answer_by: str) -> None:
    assert add_working_days(day, 2) == answer_by


def test_a_working_day_is_neither_weekend_nor_holiday() -> None:
    assert [is_working_day(day) for day in ("2026-09-02", "2026-02-17", "2026-11-22", "2026-11-24")] == [
        False,
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(
    ("kind", "carry_out_by"),
    [
        ("access", "2026-12-04"),
        ("correction", "2026-12-04"),
        ("withdrawal", "2026-12-09"),
        ("erasure", "2026-12-14"),
        ("objection", None),
        ("complaint", None),
    ],
)
def test_each_kind_has_its_days_from_the_day_it_was_said(kind: str, carry_out_by: str | None) -> None:
    due = deadlines(kind, "2026-11-24", add_working_days)  # type: ignore[arg-type] # the kinds by name
    assert (due.answer_by, due.carry_out_by) == ("2026-11-26", carry_out_by)
