"""Until when the law wants a request answered and carried out (domain.md, Law that shapes it)."""

from collections.abc import Callable
from typing import NamedTuple

from shared.contracts.requests import RequestKind
from shared.kernel.days import Day, add_days

ANSWER_WORKING_DAYS = 2
CARRY_OUT_DAYS: dict[RequestKind, int] = {"access": 10, "correction": 10, "withdrawal": 15, "erasure": 20}
"""Calendar days, the stricter reading. For an objection and a complaint only the answer has a deadline."""


class Deadlines(NamedTuple):
    """`carry_out_by` is none where the law names no day."""

    answer_by: Day
    carry_out_by: Day | None


def deadlines(kind: RequestKind, day: Day, add_working_days: Callable[[Day, int], Day]) -> Deadlines:
    """The deadlines of a request that was said on `day`."""
    days = CARRY_OUT_DAYS.get(kind)
    return Deadlines(add_working_days(day, ANSWER_WORKING_DAYS), add_days(day, days) if days is not None else None)
