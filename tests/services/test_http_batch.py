"""`POST /commands`: each command its own answer, in order, whatever becomes of the others."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from shared.http.batch import Device
from shared.http.command_calls import CommandContext
from shared.kernel.days import rfc3339
from shared.kernel.failures import Unavailable
from shared.kernel.scope import Role
from tests.services.toy_service import START, VOLUNTEER, WARD, Toy, toy_service

A, B, C = (f"0190b6a0-0000-7000-8000-0000000000b{number}" for number in range(3))
DEVICE = {"id": "phone-1", "unsent": 3, "app": "1.2.0"}


def command(number: int, by: int, tally: str = A, **more: Any) -> dict[str, Any]:
    body = {"ward": WARD, "id": tally, "by": by, **more}
    return {"command_id": f"0190b6a0-0000-7000-8000-{number:012d}", "kind": "raise-tally", "body": body}


async def send(toy: Toy, *commands: Any, sent_at: datetime = START, **frame: Any) -> httpx.Response:
    content = {"sent_at": rfc3339(sent_at), "commands": commands, **frame}
    return await toy.client.post("/api/toy/v1/commands", json=content, headers=toy.token(Role.VOLUNTEER))


async def answers_of(toy: Toy, *commands: Any, **frame: Any) -> list[dict[str, Any]]:
    answer = await send(toy, *commands, **frame)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["answers"]
    return found


async def test_each_command_has_its_own_answer_in_order(toy: Toy) -> None:
    bad = {"command_id": "spam", "kind": "raise-tally", "body": {}}
    found = await answers_of(toy, command(1, 3), command(2, 9), bad, command(3, 1, B), command(4, 99), command(5, 2))
    assert [one["status"] for one in found] == [201, 409, 422, 201, 422, 201]
    assert [one["command_id"] for one in found] == [
        command(1, 0)["command_id"],
        command(2, 0)["command_id"],
        "spam",
        command(3, 0)["command_id"],
        command(4, 0)["command_id"],
        command(5, 0)["command_id"],
    ]
    assert (found[0]["id"], found[0]["version"], found[0]["events"]) == (A, 1, ["TallyRaised"])
    assert found[1]["type"] == "/problems/tally-full"
    assert found[2]["errors"][0]["pointer"] == "/command_id"
    assert found[4]["errors"][0]["pointer"] == "/by"


async def test_an_answer_carries_the_era(toy: Toy) -> None:
    answer = await send(toy)
    assert answer.json() == {
        "era": await toy.storage.event_store.era(),
        "received_at": rfc3339(START),
        "answers": [],
    }


async def test_sent_twice_counts_once(toy: Toy) -> None:
    first = await answers_of(toy, command(1, 3), command(2, 1))
    again = await answers_of(toy, command(1, 3), command(1, 3), command(2, 1))
    assert [one["version"] for one in first] == [1, 2]
    assert [one["version"] for one in again] == [1, 1, 2]
    assert all(one["replayed"] for one in again)
    assert len(await toy.facts(A)) == 2


async def test_a_command_may_come_alone_and_then_in_a_batch(toy: Toy) -> None:
    key = command(1, 3)["command_id"]
    alone = await toy.raise_tally(A, 3, key=key, **toy.token(Role.VOLUNTEER))
    assert alone.status_code == 201
    [again] = await answers_of(toy, command(1, 3))
    assert again["replayed"]


@pytest.mark.parametrize(
    ("frame", "pointer", "code"),
    [
        ({"kind": "raise-tally", "body": {}}, "/command_id", "missing"),
        ({"command_id": A, "kind": "lower-tally"}, "/kind", "unknown-command"),
        ({"command_id": A, "kind": "raise-tally", "body": {}}, "/ward", "missing"),
        ({"command_id": A, "kind": "raise-tally", "body": {"ward": 7}}, "/ward", "string-type"),
        ({"command_id": A, "kind": "raise-tally", "body": []}, "/body", "dict-type"),
        ({"command_id": A, "kind": "raise-tally", "body": {}, "sent": 1}, "/sent", "unknown-field"),
        (7, "", "model-type"),
        (None, "", "model-type"),
        ([], "", "model-type"),
    ],
)
async def test_a_misshapen_command_is_named_and_stops_none(toy: Toy, frame: Any, pointer: str, code: str) -> None:
    bad, good = await answers_of(toy, frame, command(1, 1))
    assert bad["status"] == 422
    assert (bad["errors"][0]["pointer"], bad["errors"][0]["code"]) == (pointer, code)
    assert good["status"] == 201


async def test_unknown_wards_and_ids_are_each_command_s_own(toy: Toy) -> None:
    ward, tally, role = await answers_of(
        toy, command(1, 1, ward="99999"), command(2, 1, "first"), {**command(3, 1), "command_id": B.upper()}
    )
    assert (ward["status"], ward["type"]) == (404, "/problems/ward-unknown")
    assert (tally["status"], tally["type"]) == (422, "/problems/id-malformed")
    assert (role["status"], role["command_id"]) == (201, B)


@pytest.mark.parametrize(
    ("content", "status", "pointer"),
    [
        ("{", 400, None),
        ('{"sent_at": "2026-11-24T10:00:00+07:00", "commands": [NaN]}', 400, None),
        ("{}", 422, "/sent_at"),
        ('{"sent_at": "2026-11-24T10:00:00", "commands": []}', 422, "/sent_at"),
        ('{"sent_at": "2026-11-24T10:00:00+07:00", "commands": {}}', 422, "/commands"),
        ('{"sent_at": "2026-11-24T10:00:00+07:00", "commands": [], "more": 1}', 422, "/more"),
        ('{"sent_at": "2026-11-24T10:00:00+07:00", "commands": [], "device": {"id": "a/b"}}', 422, "/device/id"),
    ],
)
async def test_a_misshapen_frame_refuses_the_whole(toy: Toy, content: str, status: int, pointer: str | None) -> None:
    answer = await toy.client.post("/api/toy/v1/commands", content=content, headers=toy.token())
    assert answer.status_code == status
    if pointer:
        assert answer.json()["errors"][0]["pointer"] == pointer


async def test_a_batch_holds_a_hundred(toy: Toy) -> None:
    found = await answers_of(toy, *(command(number, 0) for number in range(100)))
    assert [one["status"] for one in found] == [201] * 100
    more = await send(toy, *(command(number, 0) for number in range(101)))
    assert (more.status_code, more.json()["errors"][0]["pointer"]) == (422, "/commands")


async def test_what_was_unavailable_holds_back_its_household_alone(toy: Toy) -> None:
    toy.troubles.away.add(A)
    found = await answers_of(toy, command(1, 1), command(2, 1, B), command(3, 1), command(4, 1, B), command(5, 1, C))
    assert [one["status"] for one in found] == [503, 201, 503, 201, 201]
    assert (found[0]["type"], found[0]["retry_after"]) == ("/problems/unavailable", 7)
    assert found[2]["type"] == "/problems/not-tried"
    toy.troubles.away.clear()
    assert [one["status"] for one in await answers_of(toy, command(1, 1), command(3, 1))] == [201, 201]
    assert len(await toy.facts(A)) == 2


async def test_what_could_not_even_be_aimed_holds_back_everything_later(toy: Toy) -> None:
    toy.troubles.away_before_aiming.add(A)
    found = await answers_of(toy, command(1, 1, B), command(2, 1), command(3, 1, B))
    assert [one["status"] for one in found] == [201, 503, 503]
    assert found[2]["type"] == "/problems/not-tried"


async def test_a_rejected_command_holds_nothing_back(toy: Toy) -> None:
    found = await answers_of(toy, command(1, 9), command(2, 9), command(3, 1))
    assert [one["status"] for one in found] == [201, 409, 201]


async def test_a_crash_is_one_command_s_and_its_words_stay_inside(toy: Toy) -> None:
    toy.troubles.crashing.add(A)
    with capture_logs() as logs:
        answer = await send(toy, command(1, 1), command(2, 1, B))
    crashed, fine = answer.json()["answers"]
    assert (crashed["status"], fine["status"]) == (500, 201)
    assert crashed["correlation_id"] == answer.headers["X-Correlation-Id"]
    assert "Thị Bí" not in answer.text
    assert "ZeroDivision" not in answer.text
    assert [log["event"] for log in logs if log["log_level"] == "error"] == ["command crashed"]


@pytest.mark.parametrize(
    ("off", "corrected"),
    [
        (timedelta(minutes=5), timedelta(0)),
        (timedelta(minutes=-5), timedelta(0)),
        (timedelta(minutes=5, seconds=1), timedelta(minutes=5, seconds=1)),
        (timedelta(days=-400), timedelta(days=-400)),
    ],
)
async def test_a_clock_that_is_off_by_more_than_five_minutes_is_corrected(
    toy: Toy, off: timedelta, corrected: timedelta
) -> None:
    phone_time = START - off
    await answers_of(toy, command(1, 1, occurred_at=rfc3339(phone_time)), sent_at=phone_time)
    [fact] = await toy.facts(A)
    assert datetime.fromisoformat(fact["at"]) == phone_time + corrected


class _Contacts:
    def __init__(self, failure: Exception | None = None) -> None:
        self.heard: list[tuple[CommandContext, Device]] = []
        self._failure = failure

    async def hear(self, context: CommandContext, device: Device) -> None:
        self.heard.append((context, device))
        if self._failure:
            raise self._failure


async def test_every_batch_of_a_phone_is_a_contact(tmp_path: Path) -> None:
    contacts = _Contacts()
    async with toy_service(tmp_path, on_contact=contacts.hear) as toy:
        await answers_of(toy, device=DEVICE)
        await answers_of(toy, command(1, 1), device={**DEVICE, "unsent": 0})
        await answers_of(toy, command(2, 1))
    assert [(context.device, device.unsent) for context, device in contacts.heard] == [("phone-1", 3), ("phone-1", 0)]
    assert {context.scope.volunteer_id for context, _ in contacts.heard} == {VOLUNTEER}
    assert len({context.command_id for context, _ in contacts.heard}) == 2


@pytest.mark.parametrize("failure", [Unavailable(), ZeroDivisionError()])
async def test_a_contact_that_cannot_be_recorded_stops_no_command(tmp_path: Path, failure: Exception) -> None:
    async with toy_service(tmp_path, on_contact=_Contacts(failure).hear) as toy:
        [answer] = await answers_of(toy, command(1, 1), device=DEVICE)
    assert answer["status"] == 201
