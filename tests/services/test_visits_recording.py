"""Recording over HTTP: what a door sends is kept once, in whose name it may be, and answered so that it can be read."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.services.visits_bench import WARD, Bench, id_of, line, visits_bench


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with visits_bench(tmp_path) as running:
        yield running


async def test_a_visit_is_recorded_and_read_by_who_wrote_it(bench: Bench) -> None:
    await bench.desk.enroll("lan")
    await bench.desk.register("bi")
    await bench.desk.assign("bi", "lan")
    body = bench.visit(
        "v1",
        "bi",
        note="gõ cửa hai lần",
        procedures=[line("c1", dossier_code="HS-1", appointment="2026-12-01")],
        follow_ups=[{"id": id_of("f1"), "due": "2026-11-25", "what": "mang giấy khai sinh"}],
        consent={"answer": "given", "by": "chủ hộ", "how": "nói", "notice_version": "1"},
    )
    answer = await bench.accepted("/visits", body, by="lan")
    assert answer["id"] == id_of("v1")
    assert answer["stream"] == f"{WARD}/household/{id_of('bi')}"
    assert answer["events"] == ["VisitRecorded", "ProcedureSubmitted", "HouseholdStandingChanged"]
    assert answer["flags"] == []
    history = await bench.read(f"/households/{id_of('bi')}", by="lan")
    assert history["household_known"] is True
    assert history["standing"]["helped"] is True
    assert (history["visits_counted"], history["last_visit_on"]) == (1, "2026-11-20")
    (visit,) = history["visits"]
    assert visit["note"] == "gõ cửa hai lần"
    assert visit["procedures"][0]["dossier_code"] == "HS-1"
    assert visit["consent"]["by"] == "chủ hộ"
    assert visit["flags"] == []
    (case,) = history["cases"]
    assert (case["state"], case["appointment"], case["dossier_code"]) == ("open", "2026-12-01", "HS-1")
    assert [one["what"] for one in history["follow_ups"]] == ["mang giấy khai sinh"]
    assert [one["answer"] for one in history["consents"]] == ["given"]


async def test_the_same_key_gives_the_same_answer_and_other_content_is_refused(bench: Bench) -> None:
    key = {"Idempotency-Key": id_of("key")}
    first = await bench.accepted("/visits", bench.visit("v1", "bi"), by="lan", **key)
    again = await bench.post("/visits", bench.visit("v1", "bi", occurred_at=None) | _occurred(bench), by="lan", **key)
    assert again.status_code == 422
    assert again.json()["type"] == "/problems/idempotency-key-reused"
    assert first["version"] == 1


def _occurred(bench: Bench) -> dict[str, str]:
    return {"occurred_at": (bench.clock.now() - timedelta(hours=2)).isoformat()}


async def test_a_lost_answer_sent_again_is_the_first_answer(bench: Bench) -> None:
    key = {"Idempotency-Key": id_of("key")}
    body = bench.visit("v1", "bi")
    first = await bench.post("/visits", body, by="lan", **key)
    again = await bench.post("/visits", body, by="lan", **key)
    assert again.json() == first.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert [event.type for event in await bench.ledger()].count("VisitRecorded") <= 1


async def test_a_visit_known_already_counts_once_under_another_key(bench: Bench) -> None:
    body = bench.visit("v1", "bi")
    await bench.accepted("/visits", body, by="lan")
    again = await bench.accepted("/visits", body, by="lan")
    assert (again["events"], again["flags"], again["version"]) == ([], ["visit_known"], 1)


async def test_a_volunteer_records_in_their_own_name_only(bench: Bench) -> None:
    await bench.desk.enroll("minh")
    own = await bench.post("/visits", bench.visit("v1", "bi", volunteer_id=id_of("lan")), by="lan")
    assert own.status_code == 201
    others = await bench.post("/visits", bench.visit("v2", "bi", volunteer_id=id_of("minh")), by="lan")
    assert others.status_code == 403
    assert others.json()["type"] == "/problems/not-your-name"


async def test_a_coordinator_names_a_volunteer_of_the_ward_or_nobody(bench: Bench) -> None:
    await bench.desk.enroll("minh")
    await bench.accepted("/visits", bench.visit("v1", "bi", volunteer_id=id_of("minh")))
    await bench.accepted("/visits", bench.visit("v2", "bi"))
    foreign = await bench.post("/visits", bench.visit("v3", "bi", volunteer_id=id_of("stranger")))
    assert foreign.status_code == 422
    assert foreign.json()["errors"][0]["pointer"] == "/volunteer_id"
    visits = (await bench.read(f"/wards/{WARD}/visits"))["items"]
    assert {one["visit_id"]: one["volunteer_id"] for one in visits} == {id_of("v1"): id_of("minh"), id_of("v2"): None}


async def test_what_the_rules_refuse_is_said_with_a_remedy(bench: Bench) -> None:
    unknown = await bench.post("/visits", bench.visit("v1", "bi", procedures=[line("c", procedure="no-such")]))
    assert (unknown.status_code, unknown.json()["type"]) == (409, "/problems/unknown-procedure")
    ahead = bench.visit("v1", "bi", occurred_at=(bench.clock.now() + timedelta(hours=25)).isoformat())
    assert (await bench.post("/visits", ahead, by="lan")).json()["type"] == "/problems/clock-ahead"
    old = bench.visit("v1", "bi", occurred_at=(bench.clock.now() - timedelta(days=181)).isoformat())
    behind = await bench.post("/visits", old, by="lan")
    assert behind.json()["type"] == "/problems/clock-behind"
    assert all(behind.json()[part] for part in ("title", "detail", "remedy"))
    assert (await bench.post("/visits", old)).status_code == 201


async def test_a_visit_id_has_one_owner_and_a_case_elsewhere_changes_nothing(bench: Bench) -> None:
    await bench.accepted("/visits", bench.visit("v1", "bi", procedures=[line("c1")]), by="lan")
    stolen = await bench.post("/visits", bench.visit("v1", "nam"), by="lan")
    assert (stolen.status_code, stolen.json()["type"]) == (409, "/problems/visit-elsewhere")
    other = await bench.accepted("/visits", bench.visit("v2", "nam", procedures=[line("c1", "completed")]), by="lan")
    assert other["flags"] == ["consent_missing", "case_elsewhere"]
    (case,) = (await bench.read(f"/wards/{WARD}/cases"))["items"]
    assert case["state"] == "open"
    assert [(one["visit_id"], one["step"]) for one in case["elsewhere"]] == [(id_of("v2"), "completed")]
    (visit,) = (await bench.read(f"/wards/{WARD}/visits", flag="case_elsewhere"))["items"]
    assert "another household" in visit["procedures"][0]["explanation"]


async def test_a_case_of_which_nothing_is_left_is_listed_no_more(bench: Bench) -> None:
    await bench.accepted("/visits", bench.visit("v1", "bi", procedures=[line("c1")]), by="lan")
    await bench.accepted("/visits", bench.visit("v2", "nam", procedures=[line("c1", "completed")]), by="lan")
    await bench.accepted(f"/visits/{id_of('v1')}/void", {"reason": "nhầm"}, by="lan")
    assert (await bench.read(f"/wards/{WARD}/cases"))["items"] == []


async def test_a_visits_companions_are_others_each_once(bench: Bench) -> None:
    companions = [id_of("minh"), id_of("lan"), id_of("minh")]
    await bench.accepted("/visits", bench.visit("v1", "bi", companions=companions), by="lan")
    (visit,) = (await bench.read(f"/wards/{WARD}/visits"))["items"]
    assert visit["companions"] == [id_of("minh")]


@pytest.mark.parametrize(
    ("field", "value", "pointer"),
    [
        ("visit_id", "17", "/visit_id"),
        ("occurred_at", "2026-11-20", "/occurred_at"),
        ("occurred_at", "2026-11-20T12:00:00", "/occurred_at"),
        ("occurred_at", "9999-12-31T23:00:00+07:00", "/occurred_at"),
        ("outcome", "perfect", "/outcome"),
        ("people_helped", 100, "/people_helped"),
        ("people_helped", "3", "/people_helped"),
        ("people_new", 2, "/people_new"),
        ("note", "x" * 2001, "/note"),
        ("companions", [id_of(f"c{n}") for n in range(11)], "/companions"),
        ("procedures", [line(f"c{n}") for n in range(51)], "/procedures"),
        ("procedures", [line("c", mode="by magic")], "/procedures/0/mode"),
        ("procedures", [line("c", password="x")], "/procedures/0/password"),
        ("follow_ups", [{"id": id_of("f"), "due": "2026-02-30", "what": "x"}], "/follow_ups/0/due"),
        ("consent", {"answer": "given", "by": "", "how": "x", "notice_version": "1"}, "/consent/by"),
        ("otp", "123456", "/otp"),
    ],
)
async def test_a_bad_field_is_named(bench: Bench, field: str, value: object, pointer: str) -> None:
    answer = await bench.post("/visits", bench.visit("v1", "bi", **{field: value}), by="lan")
    assert answer.status_code == 422, answer.text
    assert [one["pointer"] for one in answer.json()["errors"]] == [pointer]
    assert all(one["message"] for one in answer.json()["errors"])


@pytest.mark.parametrize("field", ["outcome", "people_helped", "procedures", "follow_ups"])
async def test_a_missing_field_is_named_in_vietnamese_too(bench: Bench, field: str) -> None:
    body = bench.visit("v1", "bi")
    del body[field]
    answer = await bench.post("/visits", body, by="lan", **{"Accept-Language": "vi"})
    assert answer.json()["errors"] == [{"pointer": f"/{field}", "code": "missing", "message": "Thiếu mục này."}]
