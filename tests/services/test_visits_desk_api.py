"""What comes after the visit: results, reopening, amendments, follow-ups, taking a visit back."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.services.visits_bench import OTHER_WARD, WARD, Bench, id_of, line, visits_bench


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with visits_bench(tmp_path) as running:
        body = running.visit(
            "v1",
            "bi",
            procedures=[line("c1")],
            follow_ups=[{"id": id_of("f1"), "due": "2026-11-25", "what": "mang giấy khai sinh"}],
        )
        await running.accepted("/visits", body, by="lan")
        yield running


def now(bench: Bench, **more: Any) -> dict[str, Any]:
    return {"occurred_at": bench.clock.now().isoformat(), **more}


async def the_case(bench: Bench) -> dict[str, Any]:
    (case,) = (await bench.read(f"/wards/{WARD}/cases"))["items"]
    assert isinstance(case, dict)
    return case


@pytest.mark.parametrize(
    ("call", "event", "state"),
    [
        ("completion", "ProcedureCompleted", "closed"),
        ("refusal", "ProcedureRefused", "closed"),
        ("withdrawal", "ProcedureWithdrawn", "closed"),
        ("return", "ProcedureReturned", "returned"),
    ],
)
async def test_a_result_finds_its_household_by_the_case(bench: Bench, call: str, event: str, state: str) -> None:
    answer = await bench.accepted(f"/cases/{id_of('c1')}/{call}", now(bench, reason="thiếu giấy"), by="lan")
    assert (answer["id"], answer["events"]) == (id_of("c1"), [event])
    case = await the_case(bench)
    assert case["state"] == state
    assert [(step["event"], step["reason"]) for step in case["steps"]] == [
        ("ProcedureSubmitted", None),
        (event, "thiếu giấy"),
    ]


async def test_a_closed_case_takes_no_further_result_until_it_is_reopened(bench: Bench) -> None:
    path = f"/cases/{id_of('c1')}"
    early = await bench.post(f"{path}/reopening", now(bench), by="lan")
    assert early.json()["type"] == "/problems/case-not-closed"
    await bench.accepted(f"{path}/completion", now(bench), by="lan")
    twice = await bench.post(f"{path}/refusal", now(bench), by="lan")
    assert (twice.status_code, twice.json()["type"]) == (409, "/problems/case-not-open")
    other = await bench.post(f"{path}/reopening", now(bench), by="minh")
    assert other.json()["type"] == "/problems/not-your-result"
    answer = await bench.accepted(f"{path}/reopening", now(bench), by="lan")
    assert answer["events"] == ["CaseReopened"]
    assert (await the_case(bench))["state"] == "open"


async def test_an_amendment_sets_what_is_given_and_takes_away_what_is_empty(bench: Bench) -> None:
    path = f"/api/visits/v1/cases/{id_of('c1')}"
    for body in ({"dossier_code": "HS-7", "for_whom": "bà nội", "appointment": "2026-12-24"}, {"for_whom": ""}):
        answer = await bench.client.patch(path, json=body, headers=bench.by("lan"))
        assert answer.status_code == 200, answer.text
        bench.seen = f"{answer.json()['stream']}:{answer.json()['version']}"
    case = await the_case(bench)
    assert (case["dossier_code"], case["for_whom"], case["appointment"]) == ("HS-7", None, "2026-12-24")


async def test_null_takes_an_appointment_away_and_what_is_not_given_stays(bench: Bench) -> None:
    path = f"/api/visits/v1/cases/{id_of('c1')}"
    for body, appointment in (
        ({"appointment": "2026-12-24"}, "2026-12-24"),
        ({"for_whom": "bà nội"}, "2026-12-24"),
        ({"appointment": None}, None),
    ):
        answer = await bench.client.patch(path, json=body, headers=bench.by("lan"))
        bench.seen = f"{answer.json()['stream']}:{answer.json()['version']}"
        assert (await the_case(bench))["appointment"] == appointment


async def test_follow_ups_are_noted_listed_and_closed(bench: Bench) -> None:
    body = now(bench, due="2026-11-21", what="gọi lại", kind="call")
    noted = await bench.accepted(f"/households/{id_of('bi')}/follow-ups", body)
    items = (await bench.read("/follow-ups"))["items"]
    assert [(one["what"], one["due"]) for one in items] == [
        ("gọi lại", "2026-11-21"),
        ("mang giấy khai sinh", "2026-11-25"),
    ]
    due = (await bench.read("/follow-ups", due_before="2026-11-25"))["items"]
    assert [one["id"] for one in due] == [noted["id"]]
    closed = await bench.accepted(f"/follow-ups/{noted['id']}/closure", now(bench))
    assert closed["events"] == ["FollowUpClosed"]
    assert [one["id"] for one in (await bench.read("/follow-ups"))["items"]] == [id_of("f1")]


async def test_the_same_follow_up_wish_repeated_gives_the_same_id(bench: Bench) -> None:
    body, key = now(bench, due="2026-11-21", what="gọi lại"), {"Idempotency-Key": id_of("key")}
    path = f"/households/{id_of('bi')}/follow-ups"
    first = await bench.accepted(path, body, **key)
    assert (await bench.accepted(path, body, **key))["id"] == first["id"]
    assert len((await bench.read("/follow-ups"))["items"]) == 2


async def test_a_voided_visit_takes_its_case_and_follow_up_with_it(bench: Bench) -> None:
    path = f"/visits/{id_of('v1')}/void"
    assert (await bench.post(path, {"reason": " "}, by="lan")).json()["errors"][0]["pointer"] == "/reason"
    assert (await bench.post(path, {"reason": "nhầm hộ"}, by="minh")).json()["type"] == "/problems/not-your-visit"
    answer = await bench.accepted(path, {"reason": "nhầm hộ"}, by="lan")
    assert answer["events"] == ["VisitVoided", "CaseRestated", "HouseholdStandingChanged"]
    assert (await bench.post(path, {"reason": "lại"})).json()["type"] == "/problems/visit-already-voided"
    (visit,) = (await bench.read(f"/wards/{WARD}/visits"))["items"]
    assert visit["voided"]["reason"] == "nhầm hộ"
    assert (await bench.read(f"/wards/{WARD}/cases"))["items"] == []
    assert (await bench.read("/follow-ups"))["items"] == []


async def test_what_a_voided_visit_wrote_is_marked_and_shown_no_more(bench: Bench) -> None:
    texts = {"dossier_code": "HS-1", "for_whom": "bà nội"}
    later = [line("c1", "returned", reason="thiếu giấy", **texts)]
    await bench.accepted("/visits", bench.visit("v2", "bi", procedures=later), by="lan")
    assert (await the_case(bench))["dossier_code"] == "HS-1"
    await bench.accepted(f"/visits/{id_of('v2')}/void", {"reason": "nhầm"}, by="lan")
    case = await the_case(bench)
    assert (case["state"], case["dossier_code"], case["for_whom"]) == ("open", None, None)
    assert [(one["event"], one["flags"]) for one in case["steps"]] == [
        ("ProcedureSubmitted", []),
        ("ProcedureReturned", ["voided"]),
        ("CaseRestated", []),
    ]


async def test_own_records_are_taken_back_for_seven_days_only(bench: Bench) -> None:
    bench.clock.pass_by(days=8)
    path = f"/visits/{id_of('v1')}/void"
    late = await bench.post(path, {"reason": "nhầm"}, by="lan")
    assert late.json()["type"] == "/problems/voiding-too-late"
    assert "7" in late.json()["detail"]
    await bench.accepted(path, {"reason": "nhầm"})


@pytest.mark.parametrize(
    ("path", "body", "slug"),
    [
        ("/cases/{id}/completion", {}, "case-unknown"),
        ("/visits/{id}/void", {"reason": "x"}, "visit-unknown"),
        ("/follow-ups/{id}/closure", {}, "follow-up-unknown"),
    ],
)
async def test_another_wards_ids_do_not_exist(bench: Bench, path: str, body: dict[str, Any], slug: str) -> None:
    known = {"/cases/{id}/completion": "c1", "/visits/{id}/void": "v1", "/follow-ups/{id}/closure": "f1"}[path]
    wish = body or now(bench)
    for unknown in ("nothing", known):
        answer = await bench.client.post(
            f"/api/visits/v1{path.format(id=id_of(unknown))}", json=wish, headers=bench.by(None, OTHER_WARD)
        )
        assert (answer.status_code, answer.json()["type"]) == (404, f"/problems/{slug}")
    assert (await bench.post(path.format(id=id_of(known)), wish)).status_code == 200


async def test_a_malformed_id_in_a_path_is_named(bench: Bench) -> None:
    answer = await bench.post("/cases/17/completion", now(bench))
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/id-malformed"


async def test_a_result_counts_for_whom_a_coordinator_names(bench: Bench) -> None:
    await bench.desk.enroll("minh")
    at = (bench.clock.now() - timedelta(minutes=5)).isoformat()
    body = {"occurred_at": at, "volunteer_id": id_of("minh")}
    await bench.accepted(f"/cases/{id_of('c1')}/completion", body)
    assert (await the_case(bench))["result"]["volunteer_id"] == id_of("minh")
    refused = await bench.post(f"/cases/{id_of('c1')}/reopening", now(bench, volunteer_id=id_of("minh")))
    assert refused.json()["errors"][0]["code"] == "unknown-field"
