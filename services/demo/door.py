"""Visits of the demo: what a volunteer writes down at a door."""

from collections.abc import Sequence
from typing import Any

from services.demo.calls import DemoCall, demo_id
from services.demo.people import household_id, volunteer_id

CONSENT = {"answer": "given", "by": "chủ hộ", "how": "nói", "notice_version": "1"}


def line(case: str, procedure: str, step: str, mode: str = "assisted", **more: Any) -> dict[str, Any]:
    """A procedure line; `case` is any text that names the case within the demo."""
    return {"case_id": demo_id("case", case), "procedure": procedure, "step": step, "mode": mode, **more}


def visit(
    ward: str,
    name: str,
    household: int,
    volunteer: int,
    occurred_at: str,
    outcome: str,
    *,
    people: int = 0,
    new: int = 0,
    lines: Sequence[dict[str, Any]] = (),
    **more: Any,
) -> DemoCall:
    """One visit, recorded by the volunteer who made it; `name` makes its id."""
    body: dict[str, Any] = {
        "visit_id": demo_id(ward, "visit", name),
        "household_id": household_id(ward, household),
        "occurred_at": occurred_at,
        "outcome": outcome,
        "people_helped": people,
        "people_new": new,
        "procedures": list(lines),
        "follow_ups": [],
        **more,
    }
    return DemoCall("visits", ward, "RecordVisit", body, volunteer_id=volunteer_id(ward, volunteer))
