"""Histories of households: for whom they are today, how far back they go, never older than what one wrote."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.kernel.scope import Role
from tests.services.described import Described
from tests.services.visits_bench import OTHER_WARD, WARD, Bench, id_of, line, visits_bench

BI = f"/households/{id_of('bi')}"


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with visits_bench(tmp_path) as running:
        for volunteer in ("lan", "minh"):
            await running.desk.enroll(volunteer)
        for household in ("bi", "nam"):
            await running.desk.register(household)
        running.seen = await running.desk.assign("bi", "lan")
        yield running


async def record(bench: Bench, name: str, household: str = "bi", by: str | None = "lan", **fields: Any) -> None:
    await bench.accepted("/visits", bench.visit(name, household, **fields), by=by)


async def test_a_household_just_assigned_has_an_empty_history(bench: Bench) -> None:
    history = await bench.read(BI, by="lan")
    assert (history["visits"], history["cases"], history["follow_ups"], history["consents"]) == ([], [], [], [])
    assert (history["household_known"], history["volunteer_id"]) == (True, id_of("lan"))


async def test_a_history_belongs_to_the_volunteer_of_today(bench: Bench) -> None:
    await record(bench, "v1", note="chỉ cho người phụ trách")
    assert (await bench.get(BI, by="lan")).status_code == 200
    strange = await bench.get(BI, by="minh")
    assert (strange.status_code, strange.json()["type"]) == (404, "/problems/household-unknown")
    bench.seen = await bench.desk.assign("bi", "minh", days_ago=0)
    assert (await bench.get(BI, by="lan")).status_code == 404
    assert (await bench.read(BI, by="minh"))["visits"][0]["note"] == "chỉ cho người phụ trách"
    assert (await bench.get(BI)).status_code == 200


async def test_no_other_ward_and_no_other_role_sees_a_household(bench: Bench) -> None:
    await record(bench, "v1")
    bench.seen = None
    address = f"/api/visits/v1{BI}"
    elsewhere = await bench.client.get(address, headers=bench.by(None, OTHER_WARD))
    assert elsewhere.status_code == 404
    for role in (Role.PROVINCE, Role.ADMIN, Role.AUDITOR, Role.SERVICE):
        answer = await bench.client.get(address, headers=bench.token(role, ward=None))
        assert answer.status_code == 403, role
    assert (await bench.client.get(address)).status_code == 401
    assert (await bench.get(f"/households/{id_of('nobody')}")).status_code == 404


async def test_a_history_is_bounded_and_newest_first(bench: Bench) -> None:
    for number in range(24):
        at = (bench.clock.now() - timedelta(days=number, hours=1)).isoformat()
        await record(bench, f"v{number}", occurred_at=at)
    history = await bench.read(BI, by="lan")
    assert [one["visit_id"] for one in history["visits"]] == [id_of(f"v{number}") for number in range(20)]
    assert history["visits_counted"] == 24


async def test_a_history_ends_a_year_ago(bench: Bench) -> None:
    old = (bench.clock.now() - timedelta(days=400)).isoformat()
    await record(bench, "old", by=None, occurred_at=old, source="paper")
    await record(bench, "new")
    history = await bench.read(BI, by="lan")
    assert [one["visit_id"] for one in history["visits"]] == [id_of("new")]


async def test_a_caseload_holds_the_histories_of_own_households(bench: Bench) -> None:
    await bench.desk.assign("nam", "lan")
    await record(bench, "v1", procedures=[line("c1")])
    await record(bench, "v2", "elsewhere")
    items = (await bench.read("/caseload", by="lan"))["items"]
    assert {one["id"]: len(one.get("visits", [])) for one in items} == {id_of("bi"): 1, id_of("nam"): 0}
    assert (await bench.read("/caseload", by="minh"))["items"] == []


async def test_a_coordinator_names_whose_caseload(bench: Bench) -> None:
    await record(bench, "v1")
    asked = (await bench.read("/caseload", volunteer_id=id_of("lan")))["items"]
    assert asked == (await bench.read("/caseload", by="lan", volunteer_id=id_of("lan")))["items"] != []
    unnamed = await bench.get("/caseload")
    assert (unnamed.status_code, unnamed.json()["type"]) == (422, "/problems/caseload-unnamed")
    for caller, volunteer in ((None, "stranger"), ("minh", "lan")):
        answer = await bench.get("/caseload", by=caller, volunteer_id=id_of(volunteer))
        assert (answer.status_code, answer.json()["type"]) == (404, "/problems/volunteer-unknown")


async def test_a_full_caseload_of_ordinary_households_stays_small(bench: Bench) -> None:
    for number in range(2, 20):
        await bench.desk.register(f"h{number}")
        bench.seen = await bench.desk.assign(f"h{number}", "lan")
    await bench.desk.assign("nam", "lan")
    households = ("bi", "nam", *(f"h{number}" for number in range(2, 20)))
    for one in households:
        await record(bench, f"v {one}", one, procedures=[line(f"c {one}")], note="Đã nộp hồ sơ", people_new=1)
    answer = await bench.get("/caseload", by="lan")
    items = answer.json()["items"]
    assert [len(one["visits"]) for one in items] == [1] * 20
    assert len(answer.content) < 30_000


async def test_a_phone_is_sent_only_the_histories_that_changed(bench: Bench) -> None:
    await record(bench, "v1")
    bench.seen = await bench.desk.assign("nam", "lan")
    first = await bench.get("/caseload", by="lan")
    assert [one["id"] for one in first.json()["items"]] == list(first.json()["etags"])
    kept = ", ".join((first.headers["ETag"], *first.json()["etags"].values()))
    knowing = {**bench.by("lan"), "If-None-Match": kept}
    same = await bench.client.get("/api/visits/v1/caseload", headers=knowing)
    assert (same.status_code, same.headers["ETag"]) == (304, first.headers["ETag"])
    await record(bench, "v2", "nam")
    whole = await bench.get("/caseload", by="lan")
    later = await bench.client.get("/api/visits/v1/caseload", headers=knowing)
    assert later.headers["ETag"] == whole.headers["ETag"] != first.headers["ETag"]
    assert later.json()["items"] == [one for one in whole.json()["items"] if one["id"] == id_of("nam")]
    assert later.json()["etags"] == whole.json()["etags"]
    assert later.json()["etags"][id_of("bi")] == first.json()["etags"][id_of("bi")]


async def test_a_caseload_leaves_out_what_is_null_or_empty(bench: Bench) -> None:
    await record(bench, "v1", procedures=[line("c1")])
    answer = await bench.get("/caseload", by="lan")
    whole = await bench.read(BI, by="lan")
    (item,) = answer.json()["items"]
    assert item["visits"][0].keys().isdisjoint({"note", "obstacle", "companions", "voided"})
    assert item["visits"][0]["already"] is False
    assert item == _without_nothing(whole) | {"household_known": True, "village": "tà-lang"}
    assert (whole["visits"][0]["note"], whole["visits"][0]["companions"], whole["consents"]) == (None, [], [])
    described = Described((await bench.client.get("/openapi.json")).json())
    described.require("GET", "/api/visits/v1/caseload", answer)


def _without_nothing(value: Any) -> Any:
    if isinstance(value, dict):
        said = {"household_id", "household_known", "village"}
        return {
            name: _without_nothing(one) for name, one in value.items() if one not in (None, []) and name not in said
        }
    return [_without_nothing(one) for one in value] if isinstance(value, list) else value


async def test_a_volunteer_sees_what_is_due_in_own_households(bench: Bench) -> None:
    def due(name: str, day: str) -> list[dict[str, str]]:
        return [{"id": id_of(name), "due": day, "what": name}]

    await record(bench, "v1", follow_ups=due("late", "2026-12-01"))
    await record(bench, "v2", follow_ups=due("soon", "2026-11-21"))
    await record(bench, "v3", "nam", by="minh", follow_ups=due("theirs", "2026-11-21"))
    assert [one["what"] for one in (await bench.read("/follow-ups", by="lan"))["items"]] == ["soon", "late"]
    assert [one["what"] for one in (await bench.read("/follow-ups", by="lan", due_before="2026-12-01"))["items"]] == [
        "soon"
    ]
    first = await bench.read("/follow-ups", by="lan", limit=1)
    rest = await bench.read("/follow-ups", by="lan", limit=1, cursor=first["next"])
    assert ([one["what"] for one in rest["items"]], rest["next"]) == (["late"], None)
    assert (await bench.read("/follow-ups", by="minh"))["items"] == []


async def test_who_wants_a_version_that_is_not_there_is_told_to_come_again(bench: Bench) -> None:
    for version in (f"{WARD}/household/{id_of('bi')}:7", f"{WARD}/roster:99"):
        answer = await bench.get(BI, by="lan", min_version=version)
        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/not-caught-up")
        assert int(answer.headers["Retry-After"]) >= 1
    assert (await bench.get(BI, min_version=f"{OTHER_WARD}/roster:1")).status_code == 404
    assert (await bench.get(BI, min_version="soon")).json()["type"] == "/problems/min-version-malformed"


async def test_a_refusal_to_be_contacted_stays_in_the_history_with_its_slip(bench: Bench) -> None:
    consent = {"answer": "refused", "by": "con gái", "how": "viết", "notice_version": "2", "slip": "P-12"}
    await record(bench, "v1", consent=consent, outcome="refused")
    history = await bench.read(BI)
    assert history["standing"]["no_contact"] is True
    (held,) = history["consents"]
    assert (held["answer"], held["by"], held["slip"], held["visit_voided"]) == ("refused", "con gái", "P-12", False)
