"""Wards with volunteers and their households, registered over HTTP, and the visits that will be sent for them."""

import asyncio
import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

from benchmarks.http_load import load, request
from services.access.signing_keys import open_signing_key
from services.access.tokens import TokenWish, sign_token
from shared.adapters.system_clock import SystemClock
from shared.kernel.days import rfc3339
from shared.kernel.scope import Role
from shared.reference.units import units

CLOCK = SystemClock()
CASELOAD = 20
_BATCH = 100
_PROCEDURES = ("digital-signature", "tax-payment", "birth-registration", "vneid-level-2")


@dataclass(frozen=True)
class Door:
    """A household and the volunteer who calls there."""

    ward: str
    household: str
    volunteer: str


def tokens(data: Path, doors: list[Door]) -> dict[str, str]:
    """A bearer token for each volunteer."""
    wards = {door.volunteer: door.ward for door in doors}
    return {volunteer: bearer(data, Role.VOLUNTEER, ward, volunteer) for volunteer, ward in wards.items()}


def bearer(data: Path, role: Role, ward: str | None = None, volunteer: str | None = None) -> str:
    """A bearer token signed with the folder's key."""
    return sign_token(open_signing_key(data), CLOCK, TokenWish(role=role, ward=ward, volunteer_id=volunteer))


def doors_of(wards: int, volunteers: int) -> list[Door]:
    """Doors of the first `wards` units, each with so many volunteers of twenty households."""
    codes = list(units())[:wards]
    people = [(ward, CLOCK.new_id()) for ward in codes for _ in range(volunteers)]
    return [Door(ward, CLOCK.new_id(), volunteer) for ward, volunteer in people for _ in range(CASELOAD)]


def enlist(port: int, data: Path, doors: list[Door]) -> None:
    """Enrol the volunteers, register the households and assign them, in batches of the wards' desks, side by side."""
    asyncio.run(_enlist(port, data, doors))


async def _enlist(port: int, data: Path, doors: list[Door]) -> None:
    async with asyncio.TaskGroup() as desks:
        for ward in dict.fromkeys(door.ward for door in doors):
            desks.create_task(_desk(port, bearer(data, Role.COORDINATOR, ward), [d for d in doors if d.ward == ward]))


async def _desk(port: int, token: str, doors: list[Door]) -> None:
    commands = _roster_commands(doors)
    batches = [_batch(commands[start : start + _BATCH]) for start in range(0, len(commands), _BATCH)]
    sent = [request("POST", "/api/assignment/v1/commands", token, batch) for batch in batches]
    (await load(port, sent, connections=1)).expect(200)


def _roster_commands(doors: list[Door]) -> list[dict[str, Any]]:
    ward = doors[0].ward
    enrolled = [
        _command("EnrollVolunteer", {"ward": ward, "id": volunteer, "name": "Người mẫu", "kind": "youth_union"})
        for volunteer in dict.fromkeys(door.volunteer for door in doors)
    ]
    registered = [
        _command(
            "RegisterHousehold",
            {
                "ward": ward,
                "id": door.household,
                "village": f"Thôn {index % 9 + 1}",
                "priority": [],
                "signal": "good",
                "head_name": "Chủ hộ mẫu",
            },
        )
        for index, door in enumerate(doors)
    ]
    assigned = [
        _command("AssignHousehold", {"ward": ward, "household_id": door.household, "volunteer_id": door.volunteer})
        for door in doors
    ]
    return [*enrolled, *registered, *assigned]


def _command(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    capacity = {"capacity": CASELOAD} if kind == "EnrollVolunteer" else {}
    return {"command_id": CLOCK.new_id(), "kind": kind, "body": body | capacity}


def _batch(commands: list[dict[str, Any]]) -> bytes:
    return json.dumps({"sent_at": rfc3339(CLOCK.now()), "commands": commands}).encode()


def visit_bodies(doors: list[Door], count: int, random: Random) -> list[tuple[Door, bytes]]:
    """Visits at random doors: each with one procedure, every second with a note, which will be sealed."""
    return [_visit(random.choice(doors), number, random) for number in range(count)]


def _visit(door: Door, number: int, random: Random) -> tuple[Door, bytes]:
    body: dict[str, Any] = {
        "visit_id": CLOCK.new_id(),
        "household_id": door.household,
        "occurred_at": rfc3339(CLOCK.now() - timedelta(minutes=random.randrange(60))),
        "outcome": "helped",
        "people_helped": random.randrange(1, 4),
        "procedures": [
            {"case_id": CLOCK.new_id(), "procedure": random.choice(_PROCEDURES), "step": "submitted", "mode": "self"}
        ],
        "follow_ups": [],
    }
    if number % 2:
        body["note"] = "Đã giúp nộp hồ sơ, hẹn tuần sau quay lại"
    return door, json.dumps(body, ensure_ascii=False).encode()
