"""Hải Vân ward: 70 members, 1,350 households, and the first days as baodanang.vn 3300929 reported them."""

from collections.abc import Iterator
from random import Random
from typing import Any

from services.demo.calls import DemoCall, at, demo_id
from services.demo.door import CONSENT, line, visit
from services.demo.people import assignment, enrolment, registration, village
from shared.kernel.days import Day, add_days

WARD = "20194"
VOLUNTEERS = 70
HOUSEHOLDS = 1_350
PEOPLE_SUPPORTED = 86
DIGITAL_SIGNATURES = 3
SIM_REGISTRATIONS = 29
"""The report says "almost 30"."""

_VILLAGES = (("Tà Lang", 130), ("Giàn Bí", 120), *((f"Thôn mẫu {number}", 110) for number in range(1, 11)))
_CO_TU = 250
"""The households of Tà Lang and Giàn Bí stand first in the list; here they are the Cơ Tu ones."""
_KINDS = ("youth_union", "student", "pupil", "soldier", "youth_union")
_HELPED = 58


def calls(today: Day) -> Iterator[DemoCall]:
    """Everything that happened in the ward until `today`."""
    random = Random("hai-van")  # noqa: S311 synthetic data, no secret
    listed, begun = add_days(today, -12), add_days(today, -10)
    for name, count in _VILLAGES:
        yield village(WARD, name, count, listed)
    for number in range(VOLUNTEERS):
        kind = _KINDS[number % len(_KINDS)]
        minor = f"{int(today[:4]) + 1}-06" if kind == "pupil" else None
        yield enrolment(WARD, number, kind, random, minor_until=minor)
    for number in range(HOUSEHOLDS):
        yield registration(WARD, number, _village_of(number), at(listed, 480), random, *_traits(number, random))
    for number in range(HOUSEHOLDS):
        yield assignment(WARD, number, _volunteer_of(number), at(begun, 540))
    yield from _first_days(today, random)


def _volunteer_of(household: int) -> int:
    return household * VOLUNTEERS // HOUSEHOLDS


def _village_of(household: int) -> str:
    for name, count in _VILLAGES:
        if household < count:
            return name
        household -= count
    raise ValueError("more households than the villages hold")


def _traits(household: int, random: Random) -> tuple[list[str], str]:
    if household < _CO_TU:
        return ["ethnic-minority", "remote"], "none" if household % 2 else "weak"
    priority = ["elderly-70"] if random.random() < 0.2 else []
    if random.random() < 0.05:
        priority.append("near-poor")
    return priority, "good"


def _first_days(today: Day, random: Random) -> Iterator[DemoCall]:
    """58 visits that helped 86 people, and 12 that did not; over three days, Tà Lang and Giàn Bí first."""
    for number in range(_HELPED + 12):
        household = number * 7
        day = add_days(today, -3 + number % 3)
        when = at(day, 480 + (number * 37) % 540)
        if number < _HELPED:
            yield _helpful(number, household, when, random)
        else:
            yield _fruitless(number, household, when, add_days(today, 4))


def _helpful(number: int, household: int, when: str, random: Random) -> DemoCall:
    people = 2 if number < PEOPLE_SUPPORTED - _HELPED else 1
    more: dict[str, Any] = {"consent": CONSENT}
    if number % 10 == 0:
        more["self_reliant"] = True
    if _volunteer_of(household) % len(_KINDS) == 2:
        more["companions"] = [demo_id(WARD, "volunteer", 0)]
    lines = [_line(number, when)]
    place = "village_session" if random.random() < 0.1 else "home"
    who = _volunteer_of(household)
    return visit(
        WARD, str(number), household, who, when, "helped", people=people, new=people, lines=lines, place=place, **more
    )


def _line(number: int, when: str) -> dict[str, Any]:
    name = f"{WARD}/{number}"
    if number < SIM_REGISTRATIONS:
        return line(name, "sim-registration", "completed")
    if number < SIM_REGISTRATIONS + DIGITAL_SIGNATURES:
        return line(name, "digital-signature", "completed")
    if number % 3 == 0:
        return line(name, "social-pension", "submitted", channel="online", appointment=add_days(when[:10], 10))
    if number % 3 == 1:
        return line(name, "vneid-level-2", "completed", mode="self")
    return line(name, "residence-confirmation", "submitted", channel="online", appointment=add_days(when[:10], 1))


_FRUITLESS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("nobody_home", {}),
    ("no_need", {"already": True, "self_reliant": True, "consent": CONSENT}),
    ("refused", {}),
    ("follow_up_only", {"obstacle": "no_signal", "consent": CONSENT}),
)


def _fruitless(number: int, household: int, when: str, due: Day) -> DemoCall:
    outcome, more = _FRUITLESS[number % len(_FRUITLESS)]
    follow_ups = [{"id": demo_id(WARD, "follow-up", number), "due": due, "what": "Đến lại khi có sóng (mẫu)"}]
    extra = {**more, "follow_ups": follow_ups if outcome in {"nobody_home", "follow_up_only"} else []}
    return visit(WARD, str(number), household, _volunteer_of(household), when, outcome, **extra)
