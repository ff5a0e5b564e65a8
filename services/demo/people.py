"""Synthetic names, phones and traits; each name ends with "(mẫu)", which means sample."""

from collections.abc import Sequence
from random import Random
from typing import Any

from services.demo.calls import DemoCall, demo_id

_FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô")
_MIDDLE = ("Thị", "Văn", "Minh", "Ngọc", "Thanh", "Hữu", "Kim", "Đức")
_GIVEN = ("An", "Bình", "Chi", "Dung", "Giang", "Hà", "Hùng", "Lan", "Mai", "Nam", "Oanh", "Phúc", "Sơn", "Tâm", "Yến")


def name(random: Random) -> str:
    """A name that is nobody's."""
    return f"{random.choice(_FAMILY)} {random.choice(_MIDDLE)} {random.choice(_GIVEN)} (mẫu)"


def phone(number: int) -> str:
    """A number outside every range in use: it starts with 000."""
    return f"000{number:07d}"


def volunteer_id(ward: str, number: int) -> str:
    """The id of a ward's n-th volunteer."""
    return demo_id(ward, "volunteer", number)


def household_id(ward: str, number: int) -> str:
    """The id of a ward's n-th household."""
    return demo_id(ward, "household", number)


def enrolment(ward: str, number: int, kind: str, random: Random, *, minor_until: str | None = None) -> DemoCall:
    """A volunteer with room for twenty households; a minor comes with a guardian's consent."""
    body: dict[str, Any] = {
        "ward": ward,
        "id": volunteer_id(ward, number),
        "name": name(random),
        "phone": phone(number),
        "kind": kind,
        "capacity": 20,
    }
    if minor_until is not None:
        body["minor_until"] = minor_until
        body["guardian_consent"] = {"given_on": f"{int(minor_until[:4]) - 2}-09-01", "slip": f"MAU-{number:04d}"}
    return DemoCall("assignment", ward, "EnrollVolunteer", body)


def registration(
    ward: str, number: int, village: str, occurred_at: str, random: Random, priority: Sequence[str], signal: str
) -> DemoCall:
    """A household on the ward's list."""
    body = {
        "ward": ward,
        "id": household_id(ward, number),
        "code": f"M{number:05d}",
        "village": village,
        "priority": list(priority),
        "signal": signal,
        "adults": random.randint(1, 5),
        "language": "ktv" if "ethnic-minority" in priority else "vi",
        "head_name": name(random),
        "phone": phone(100_000 + number),
        "address": f"Nhà số {number} (mẫu)",
        "occurred_at": occurred_at,
    }
    return DemoCall("assignment", ward, "RegisterHousehold", body)


def assignment(ward: str, household: int, volunteer: int, occurred_at: str) -> DemoCall:
    """A volunteer begins to help a household."""
    body = {
        "ward": ward,
        "household_id": household_id(ward, household),
        "volunteer_id": volunteer_id(ward, volunteer),
        "occurred_at": occurred_at,
    }
    return DemoCall("assignment", ward, "AssignHousehold", body)


def village(ward: str, key: str, households: int, counted_on: str) -> DemoCall:
    """A confirmed village; its count is that of the demo and says so."""
    body = {
        "ward": ward,
        "village": key,
        "name": key,
        "households_total": households,
        "counted_on": counted_on,
        "source": "dữ liệu mẫu",
    }
    return DemoCall("assignment", ward, "DescribeVillage", body)
