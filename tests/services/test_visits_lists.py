"""The ward's lists: newest or oldest first, page by page, filtered, joined with the roster when they are read."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.services.two_doors import ago, record, two_doors
from tests.services.visits_bench import OTHER_WARD, WARD, Bench, id_of, line

VISITS = f"/wards/{WARD}/visits"
CASES = f"/wards/{WARD}/cases"


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with two_doors(tmp_path) as running:
        yield running


async def flags_of(bench: Bench, name: str) -> list[str]:
    visits = (await bench.read(VISITS))["items"]
    return next(one["flags"] for one in visits if one["visit_id"] == id_of(name))


async def test_visits_are_paged_newest_first(bench: Bench) -> None:
    for hours in range(5):
        await record(bench, f"v{hours}", "bi", occurred_at=ago(bench, hours=hours + 1))
    seen, cursor = [], None
    while True:
        page = await bench.read(VISITS, limit=2, **({"cursor": cursor} if cursor else {}))
        seen += [one["visit_id"] for one in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == [id_of(f"v{hours}") for hours in range(5)]


async def test_visits_are_found_by_household_volunteer_and_day(bench: Bench) -> None:
    await record(bench, "v1", "bi")
    await record(bench, "v2", "nam", by="minh", occurred_at=ago(bench, days=2))

    async def found(**filters: str) -> list[str]:
        return [one["visit_id"] for one in (await bench.read(VISITS, **filters))["items"]]

    assert await found(household=id_of("bi")) == [id_of("v1")]
    assert await found(volunteer=id_of("minh")) == [id_of("v2")]
    assert await found(day="2026-11-18") == [id_of("v2")]


async def test_outside_assignment_follows_the_dated_assignments(bench: Bench) -> None:
    await record(bench, "own", "bi")
    await record(bench, "before", "bi", occurred_at=ago(bench, days=11))
    await record(bench, "others", "nam")
    await record(bench, "unknown", "nobody")
    await record(bench, "desk", "nam", by=None)
    for name in ("own", "unknown", "desk"):
        assert "outside_assignment" not in await flags_of(bench, name)
    for name in ("before", "others"):
        assert "outside_assignment" in await flags_of(bench, name)
    bench.seen = await bench.desk.assign("bi", "minh", days_ago=0)
    assert "outside_assignment" not in await flags_of(bench, "own")


async def test_an_unknown_household_is_listed_as_such_until_it_is_registered(bench: Bench) -> None:
    await record(bench, "v1", "new")
    (visit,) = (await bench.read(VISITS))["items"]
    assert visit["household_known"] is False
    bench.seen = await bench.desk.register("new")
    (visit,) = (await bench.read(VISITS))["items"]
    assert visit["household_known"] is True


async def test_a_minor_alone_or_at_a_late_hour_is_flagged(bench: Bench) -> None:
    await bench.desk.enroll("an", minor_until="2027-03")
    await bench.desk.enroll("binh", minor_until="2027-03")
    bench.seen = await bench.desk.assign("nam", "an")
    await record(bench, "alone", "nam", by="an")
    await record(bench, "two minors", "nam", by="an", companions=[id_of("binh")])
    await record(bench, "with adult", "nam", by="an", companions=[id_of("lan")])
    await record(bench, "late", "nam", by="an", companions=[id_of("lan")], occurred_at="2026-11-19T19:30:00+07:00")
    flagged = {
        name: "minor_alone" in await flags_of(bench, name) for name in ("alone", "two minors", "with adult", "late")
    }
    assert flagged == {"alone": True, "two minors": True, "with adult": False, "late": True}


async def test_a_line_that_names_another_procedure_acts_on_its_case(bench: Bench) -> None:
    await record(bench, "v1", "bi", procedures=[line("c1", procedure="birth-registration")])
    await record(bench, "v2", "bi", procedures=[line("c1", "completed", procedure="sim-registration")])
    (visit,) = (await bench.read(VISITS, flag="procedure_differs"))["items"]
    assert visit["visit_id"] == id_of("v2")
    (written,) = visit["procedures"]
    assert (written["procedure"], written["case_procedure"]) == ("sim-registration", "birth-registration")
    assert (written["flag"], written["explanation"]) == (None, None)
    (case,) = (await bench.read(CASES))["items"]
    assert (case["procedure"], case["state"]) == ("birth-registration", "closed")


async def test_what_a_coordinator_must_look_at_is_found_by_its_flag(bench: Bench) -> None:
    await record(bench, "own", "bi")
    await record(bench, "others", "nam")
    await record(bench, "unknown", "nobody")
    await record(bench, "taken back", "nobody")
    await bench.accepted(f"/visits/{id_of('taken back')}/void", {"reason": "nhầm"}, by="lan")

    async def found(flag: str) -> list[str]:
        return [one["visit_id"] for one in (await bench.read(VISITS, flag=flag))["items"]]

    assert await found("outside_assignment") == [id_of("others")]
    assert await found("household_unknown") == [id_of("unknown")]
    assert len(await found("consent_missing")) == 3
    assert await found("minor_alone") == []


async def test_a_result_by_somebody_else_is_flagged(bench: Bench) -> None:
    await record(bench, "v1", "bi", procedures=[line("c1"), line("c2")])
    await record(bench, "v2", "bi", by="minh", procedures=[line("c1", "completed")])
    assert "not_responsible" in await flags_of(bench, "v2")
    assert "not_responsible" not in await flags_of(bench, "v1")
    await bench.accepted(f"/cases/{id_of('c2')}/completion", {"occurred_at": ago(bench, minutes=1)}, by="lan")
    cases = {one["id"]: one["steps"][-1]["flags"] for one in (await bench.read(CASES))["items"]}
    assert cases == {id_of("c1"): ["not_responsible"], id_of("c2"): []}


async def test_cases_are_listed_oldest_first_and_filtered(bench: Bench) -> None:
    await record(bench, "v2", "nam", by="minh", procedures=[line("young", procedure="sim-registration")])
    await record(
        bench,
        "v1",
        "bi",
        occurred_at=ago(bench, days=3),
        procedures=[line("old", appointment="2026-11-19"), line("shut")],
    )
    await bench.accepted(f"/cases/{id_of('shut')}/completion", {"occurred_at": ago(bench, minutes=1)}, by="lan")
    await bench.accepted(f"/cases/{id_of('young')}/return", {"occurred_at": ago(bench, minutes=1)}, by="minh")

    async def found(**filters: str) -> set[str]:
        return {one["id"] for one in (await bench.read(CASES, **filters))["items"]}

    everything = [one["opened"]["day"] for one in (await bench.read(CASES))["items"]]
    assert everything == ["2026-11-17", "2026-11-17", "2026-11-20"]
    old, shut, young = id_of("old"), id_of("shut"), id_of("young")
    assert await found(state="open") == {old, young}
    assert await found(state="returned") == {young}
    assert await found(state="closed") == {shut}
    assert await found(procedure="sim-registration") == {young}
    assert await found(volunteer=id_of("lan")) == {old, shut}
    assert await found(appointment_before="2026-11-20") == {old}
    assert await found(appointment_before="2026-11-19") == set()
    assert await found(village="giàn bí") == await found(village="Thôn Giàn Bí") == {young}
    assert await found(village="Nowhere") == set()


async def test_a_removed_household_leaves_what_is_open(bench: Bench) -> None:
    due = [{"id": id_of("f1"), "due": "2026-11-25", "what": "x"}]
    await record(bench, "v1", "bi", procedures=[line("c1")], follow_ups=due)
    assert len((await bench.read(CASES, state="open"))["items"]) == 1
    bench.seen = await bench.desk.remove("bi")
    assert (await bench.read(CASES, state="open"))["items"] == []
    assert (await bench.read("/follow-ups"))["items"] == []
    assert len((await bench.read(CASES))["items"]) == 1


async def test_a_cursor_belongs_to_its_list(bench: Bench) -> None:
    for name in ("v1", "v2"):
        await record(bench, name, "bi", procedures=[line(f"{name}-c")])
    cursor = (await bench.read(VISITS, limit=1))["next"]
    for path, given in ((CASES, cursor), (VISITS, "nonsense")):
        answer = await bench.get(path, cursor=given)
        assert (answer.status_code, answer.json()["type"]) == (422, "/problems/bad-cursor")


@pytest.mark.parametrize("path", ["visits", "cases", "phones"])
async def test_the_wards_lists_are_for_its_coordinator(bench: Bench, path: str) -> None:
    assert (await bench.get(f"/wards/{WARD}/{path}", by="lan")).status_code == 403
    elsewhere = await bench.get(f"/wards/{OTHER_WARD}/{path}")
    assert (elsewhere.status_code, elsewhere.json()["type"]) == (404, "/problems/not-found")
    nowhere = await bench.get(f"/wards/99999/{path}")
    assert nowhere.json()["type"] == "/problems/ward-unknown"


async def test_an_unknown_parameter_or_value_is_named(bench: Bench) -> None:
    unknown = await bench.get(CASES, status="open")
    assert (unknown.status_code, unknown.json()["type"]) == (422, "/problems/unknown-parameter")
    bad = await bench.get(CASES, state="lost")
    assert (bad.status_code, bad.json()["errors"][0]["pointer"]) == (422, "state")


async def test_what_did_not_change_need_not_be_sent_again(bench: Bench) -> None:
    await record(bench, "v1", "bi")
    first = await bench.get(VISITS)
    again = await bench.client.get(
        f"/api/visits/v1{VISITS}", headers={**bench.by(None), "If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304
