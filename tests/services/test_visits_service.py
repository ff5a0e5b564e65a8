"""The service as a whole: its words, its table of calls, its health, and that a stop loses nothing."""

from pathlib import Path

from services.visits import assembly
from services.visits.views import OWN_VIEWS, ROSTER_COPY
from services.visits.wording import WORDING
from shared.contracts.codec import CODECS
from shared.flows.rebuild_views import rebuild_ward
from shared.http.shared_wording import SHARED_WORDING
from shared.http.wording import failures_of, unworded
from shared.kernel.scope import Role
from tests.services.visits_bench import WARD, id_of, line, visits_bench

CALLS = {
    ("POST", "/visits"),
    ("POST", "/visits/{visit_id}/void"),
    ("POST", "/cases/{case_id}/completion"),
    ("POST", "/cases/{case_id}/refusal"),
    ("POST", "/cases/{case_id}/return"),
    ("POST", "/cases/{case_id}/withdrawal"),
    ("POST", "/cases/{case_id}/reopening"),
    ("PATCH", "/cases/{case_id}"),
    ("POST", "/households/{household_id}/follow-ups"),
    ("POST", "/follow-ups/{follow_up_id}/closure"),
    ("POST", "/wards/{ward}/households/{household_id}/requests"),
    ("POST", "/wards/{ward}/households/{household_id}/requests/{request_id}/answer"),
    ("POST", "/incidents"),
    ("POST", "/commands"),
    ("GET", "/households/{household_id}"),
    ("GET", "/caseload"),
    ("GET", "/follow-ups"),
    ("GET", "/wards/{ward}/visits"),
    ("GET", "/wards/{ward}/cases"),
    ("GET", "/wards/{ward}/phones"),
    ("GET", "/wards/{ward}/requests"),
    ("GET", "/wards/{ward}/incidents"),
    ("GET", "/wards/{ward}/households/{household_id}/dossier"),
    ("GET", "/wards/{ward}/openings"),
    ("GET", "/ledger"),
    ("GET", "/ledger/{ward}"),
}


def test_every_no_of_visits_has_words_in_both_languages() -> None:
    assert assembly.NAME == "visits"
    failures = list(failures_of("services.visits"))
    assert len(failures) > 15
    assert unworded({**SHARED_WORDING, **WORDING}, failures) == []


async def test_the_calls_are_those_of_the_public_interface(tmp_path: Path) -> None:
    async with visits_bench(tmp_path) as bench:
        document = (await bench.client.get("/api/visits/openapi.json")).json()
    found = {
        (method.upper(), path.removeprefix("/api/visits/v1"))
        for path, operations in document["paths"].items()
        for method in operations
    }
    assert found == CALLS


async def test_no_call_answers_a_caller_without_a_token_or_a_role_that_has_no_business_here(tmp_path: Path) -> None:
    async with visits_bench(tmp_path) as bench:
        for method, path in sorted(CALLS):
            address = "/api/visits/v1" + path.replace("{ward}", WARD).replace("{", "").replace("}", "")
            unknown = await bench.client.request(method, address, json={})
            assert unknown.status_code == 401, address
            if path in ("/commands", "/ledger", "/ledger/{ward}"):
                continue
            province = await bench.client.request(
                method, address, json={}, headers=bench.token(Role.PROVINCE, ward=None)
            )
            assert province.status_code == 403, address


async def test_it_says_that_it_can_work_and_what_it_measured(tmp_path: Path) -> None:
    async with visits_bench(tmp_path) as bench:
        await bench.accepted("/visits", bench.visit("v1", "bi"), by="lan")
        assert (await bench.client.get("/readyz")).json()["ready"] is True
        metrics = (await bench.client.get("/metrics")).text
    assert 'onetwenty_commands_total{kind="RecordVisit",outcome="accepted"} 1.0' in metrics


async def test_what_is_shown_is_what_the_ledgers_say_and_may_be_switched_while_it_runs(tmp_path: Path) -> None:
    async with visits_bench(tmp_path) as bench:
        await bench.desk.enroll("lan")
        await bench.desk.register("bi")
        await bench.desk.assign("bi", "lan")
        due = [{"id": id_of("f1"), "due": "2026-11-25", "what": "x"}]
        at = {"occurred_at": bench.clock.now().isoformat()}
        await bench.accepted("/visits", bench.visit("v1", "bi", procedures=[line("c1")], follow_ups=due), by="lan")
        await bench.accepted("/visits", bench.visit("v2", "nobody", procedures=[line("c2"), line("c1")]), by="lan")
        await bench.accepted(f"/cases/{id_of('c1')}/completion", at, by="lan")
        await bench.accepted(f"/visits/{id_of('v2')}/void", {"reason": "nhầm"}, by="lan")
        before = await bench.read(f"/households/{id_of('bi')}", by="lan")
        ports = bench.ports
        for views, documents in ((OWN_VIEWS, 6), (ROSTER_COPY, 3)):
            store = ports.view_stores[views.name]
            rebuilt = await rebuild_ward(views, store, ports.ledgers, CODECS, ports.clock, WARD, switch=True)
            assert rebuilt.differences == ()
            assert (rebuilt.equal, rebuilt.parked_live, rebuilt.documents >= documents) == (True, 0, True)
        assert await bench.read(f"/households/{id_of('bi')}", by="lan") == before
        await bench.accepted("/visits", bench.visit("v3", "bi"), by="lan")
        assert (await bench.read(f"/households/{id_of('bi')}", by="lan"))["visits_counted"] == 2


async def test_what_was_accepted_before_a_stop_is_there_after_the_next_start(tmp_path: Path) -> None:
    async with visits_bench(tmp_path) as bench:
        bench.seen = await bench.desk.register("bi")
        for number in range(5):
            await bench.accepted("/visits", bench.visit(f"v{number}", "bi", note="còn đây"), by="lan")
        seen = bench.seen
    async with visits_bench(tmp_path) as bench:
        bench.seen = seen
        visits = (await bench.read(f"/wards/{WARD}/visits"))["items"]
        assert {one["visit_id"] for one in visits} == {id_of(f"v{number}") for number in range(5)}
        assert {(one["note"], one["household_known"]) for one in visits} == {("còn đây", True)}
        assert [event.sequence for event in await bench.ledger()] == list(range(1, 7))
