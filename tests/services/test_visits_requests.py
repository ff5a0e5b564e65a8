"""What a household asks about its personal data: taken at the door or the desk, until when, and answered."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.kernel.days import day_of
from tests.services.visits_bench import OTHER_WARD, WARD, Bench, id_of, visits_bench


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with visits_bench(tmp_path) as running:
        yield running


def path(household: str = "bi", ward: str = WARD) -> str:
    return f"/wards/{ward}/households/{id_of(household)}/requests"


def asked(bench: Bench, name: str, kind: str, days_ago: float = 0, **more: Any) -> dict[str, Any]:
    at = bench.clock.now() - timedelta(days=days_ago, minutes=5)
    return {"id": id_of(name), "kind": kind, "occurred_at": at.isoformat(), **more}


async def listed(bench: Bench, **filters: Any) -> list[dict[str, Any]]:
    items = (await bench.read(f"/wards/{WARD}/requests", **filters))["items"]
    assert isinstance(items, list)
    return items


async def test_a_request_from_the_door_is_listed_with_its_deadlines(bench: Bench) -> None:
    answer = await bench.accepted(path(), asked(bench, "r1", "erasure", text="xóa hết giúp bà"), by="lan")
    assert answer["events"] == ["RequestTaken"]
    (request,) = await listed(bench)
    today = bench.clock.now() - timedelta(minutes=5)
    assert (request["kind"], request["text"], request["volunteer_id"]) == ("erasure", "xóa hết giúp bà", id_of("lan"))
    assert request["carry_out_by"] == day_of(today + timedelta(days=20))
    assert request["due"] == request["answer_by"] > request["day"]
    assert (request["open"], request["overdue"]) == (True, False)


async def test_what_is_overdue_stands_first_and_what_is_answered_last(bench: Bench) -> None:
    await bench.accepted(path(), asked(bench, "new", "access"), by="lan")
    await bench.accepted(path("chi"), asked(bench, "late", "complaint", days_ago=12))
    await bench.accepted(path("chi"), asked(bench, "ended", "objection", days_ago=20))
    await bench.accepted(f"{path('chi')}/{id_of('ended')}/answer", {"outcome": "done", "text": "đã ngừng"})
    assert [(one["id"], one["overdue"]) for one in await listed(bench)] == [
        (id_of("late"), True),
        (id_of("new"), False),
        (id_of("ended"), False),
    ]
    assert [one["id"] for one in await listed(bench, open="false")] == [id_of("ended")]
    assert [one["id"] for one in await listed(bench, open="true", household=id_of("bi"))] == [id_of("new")]


async def test_an_acknowledgement_leaves_the_second_deadline(bench: Bench) -> None:
    await bench.accepted(path(), asked(bench, "r1", "correction"), by="lan")
    await bench.accepted(f"{path()}/{id_of('r1')}/answer", {"outcome": "acknowledged"})
    (request,) = await listed(bench, open="true")
    assert request["due"] == request["carry_out_by"]
    again = await bench.post(f"{path()}/{id_of('r1')}/answer", {"outcome": "acknowledged"})
    assert (again.status_code, again.json()["type"]) == (409, "/problems/request-already-answered")
    await bench.accepted(f"{path()}/{id_of('r1')}/answer", {"outcome": "done", "text": "đã sửa"})
    (request,) = await listed(bench)
    assert [(one["outcome"], one["text"]) for one in request["answers"]] == [("acknowledged", None), ("done", "đã sửa")]
    assert (request["open"], request["due"]) == (False, None)


async def test_a_withdrawal_is_a_consent_withdrawn(bench: Bench) -> None:
    consent = {"answer": "given", "by": "bà Lan", "how": "lời nói", "notice_version": "1"}
    await bench.accepted("/visits", bench.visit("v1", "bi", consent=consent), by="lan")
    answer = await bench.accepted(path(), asked(bench, "r1", "withdrawal"), by="lan")
    assert answer["events"] == ["RequestTaken", "HouseholdStandingChanged"]
    history = await bench.read(f"/households/{id_of('bi')}")
    assert history["standing"]["no_contact"] is True
    assert [(one["answer"], one["visit_id"], one["request_id"]) for one in history["consents"]] == [
        ("withdrawn", None, id_of("r1")),
        ("given", id_of("v1"), None),
    ]


async def test_a_consent_given_later_outweighs_a_withdrawal(bench: Bench) -> None:
    await bench.accepted(path(), asked(bench, "r1", "withdrawal", days_ago=2), by="lan")
    consent = {"answer": "given", "by": "bà Lan", "how": "lời nói", "notice_version": "1"}
    await bench.accepted("/visits", bench.visit("v1", "bi", consent=consent), by="lan")
    assert (await bench.read(f"/households/{id_of('bi')}"))["standing"]["no_contact"] is False


async def test_a_phone_sends_what_it_took_down_offline_and_twice_counts_once(bench: Bench) -> None:
    body = {"ward": WARD, "household_id": id_of("bi"), **asked(bench, "r1", "access", text="xem hồ sơ")}

    def batch(command_id: str) -> dict[str, Any]:
        command = {"command_id": command_id, "kind": "TakeRequest", "body": body}
        return {"sent_at": bench.clock.now().isoformat(), "commands": [command]}

    first = (await bench.post("/commands", batch(bench.clock.new_id()), by="lan")).json()["answers"][0]
    second = (await bench.post("/commands", batch(bench.clock.new_id()), by="lan")).json()["answers"][0]
    assert (first["status"], first["events"]) == (201, ["RequestTaken"])
    assert (second["status"], second["events"], second["flags"]) == (201, [], ["request_known"])


async def test_an_id_belongs_to_one_household(bench: Bench) -> None:
    await bench.accepted(path(), asked(bench, "r1", "access"))
    refused = await bench.post(path("chi"), asked(bench, "r1", "access"))
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/request-elsewhere")
    unknown = await bench.post(f"{path('chi')}/{id_of('r1')}/answer", {"outcome": "done"})
    assert (unknown.status_code, unknown.json()["type"]) == (404, "/problems/request-unknown")


async def test_only_the_wards_coordinator_reads_and_answers(bench: Bench) -> None:
    await bench.accepted(path(), asked(bench, "r1", "access"), by="lan")
    assert (await bench.get(f"/wards/{WARD}/requests", by="lan")).status_code == 403
    assert (await bench.post(f"{path()}/{id_of('r1')}/answer", {"outcome": "done"}, by="lan")).status_code == 403
    assert (await bench.post(path(ward=OTHER_WARD), asked(bench, "r2", "access"), by="lan")).status_code == 404


async def test_the_text_is_sealed(bench: Bench) -> None:
    await bench.accepted(path(), asked(bench, "r1", "complaint", text="CANARY khiếu nại"), by="lan")
    await bench.accepted(f"{path()}/{id_of('r1')}/answer", {"outcome": "refused", "text": "CANARY trả lời"})
    assert all(b"CANARY" not in bytes(event.data) for event in await bench.ledger())
