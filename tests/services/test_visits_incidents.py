"""Incidents: what befalls a volunteer, who reads of it, and what never shows it."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from shared.contracts.incidents import IncidentReported
from shared.flows.policies import fact_of
from shared.kernel.scope import Role
from tests.services.visits_bench import OTHER_WARD, WARD, Bench, id_of, visits_bench


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    async with visits_bench(tmp_path) as running:
        await running.desk.enroll("lan")
        yield running


def told(bench: Bench, name: str = "i1", kind: str = "dog", **more: Any) -> dict[str, Any]:
    return {"id": id_of(name), "kind": kind, "occurred_at": bench.clock.now().isoformat(), **more}


async def test_the_coordinator_reads_what_befell_a_volunteer(bench: Bench) -> None:
    body = told(bench, household_id=id_of("bi"), text="CANARY chó cắn ở ngõ 3")
    answer = await bench.accepted("/incidents", body, by="lan")
    assert (answer["id"], answer["events"]) == (id_of("i1"), ["IncidentReported"])
    (incident,) = (await bench.read(f"/wards/{WARD}/incidents"))["items"]
    assert incident["text"] == "CANARY chó cắn ở ngõ 3"
    assert (incident["kind"], incident["household_id"], incident["volunteer_id"]) == ("dog", id_of("bi"), id_of("lan"))
    assert all(b"CANARY" not in bytes(event.data) for event in await bench.ledger())


async def test_an_admin_reads_neither_household_nor_text(bench: Bench) -> None:
    await bench.accepted("/incidents", told(bench, household_id=id_of("bi"), text="chó cắn"), by="lan")
    head = bench.token(Role.ADMIN, ward=None)
    query = {"min_version": bench.seen} if bench.seen else {}
    answer = await bench.client.get(f"/api/visits/v1/wards/{WARD}/incidents", params=query, headers=head)
    (incident,) = answer.json()["items"]
    assert (incident["kind"], incident["volunteer_id"]) == ("dog", id_of("lan"))
    assert (incident["household_id"], incident["text"]) == (None, None)


async def test_a_volunteer_and_another_ward_read_nothing(bench: Bench) -> None:
    await bench.accepted("/incidents", told(bench), by="lan")
    assert (await bench.get(f"/wards/{WARD}/incidents", by="lan")).status_code == 403
    assert (await bench.get(f"/wards/{OTHER_WARD}/incidents")).status_code == 404


async def test_an_incident_is_no_part_of_its_households_history(bench: Bench) -> None:
    await bench.accepted("/visits", bench.visit("v1", "bi"), by="lan")
    before = await bench.read(f"/households/{id_of('bi')}")
    await bench.accepted("/incidents", told(bench, household_id=id_of("bi")), by="lan")
    assert await bench.read(f"/households/{id_of('bi')}") == before


async def test_a_lost_phone_says_whose_and_which(bench: Bench) -> None:
    body = told(bench, kind="lost_phone", volunteer_id=id_of("lan"), device="p-1")
    await bench.accepted("/incidents", body)
    filtered = await bench.read(f"/wards/{WARD}/incidents", kind="lost_phone", volunteer=id_of("lan"))
    assert [one["device"] for one in filtered["items"]] == ["p-1"]
    (event,) = [event for event in await bench.ledger() if event.type == "IncidentReported"]
    fact = fact_of(event, IncidentReported)
    assert (fact.kind, fact.volunteer_id, fact.device) == ("lost_phone", id_of("lan"), "p-1")


async def test_the_desk_may_name_nobody(bench: Bench) -> None:
    await bench.accepted("/incidents", told(bench, kind="threat", text="gọi đến văn phòng"))
    (incident,) = (await bench.read(f"/wards/{WARD}/incidents"))["items"]
    assert (incident["volunteer_id"], incident["text"]) == (None, "gọi đến văn phòng")


async def test_what_a_phone_sends_twice_counts_once(bench: Bench) -> None:
    def batch() -> dict[str, Any]:
        command = {"command_id": bench.clock.new_id(), "kind": "ReportIncident", "body": body}
        return {"sent_at": bench.clock.now().isoformat(), "commands": [command]}

    body = told(bench)
    answers = [(await bench.post("/commands", batch(), by="lan")).json()["answers"][0] for _ in range(2)]
    assert [(one["status"], one["events"], one["flags"]) for one in answers] == [
        (201, ["IncidentReported"], []),
        (201, [], ["incident_known"]),
    ]


async def test_an_id_belongs_to_one_ward(bench: Bench) -> None:
    await bench.accepted("/incidents", told(bench))
    refused = await bench.client.post(
        "/api/visits/v1/incidents", json=told(bench), headers=bench.by(None, ward=OTHER_WARD)
    )
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/incident-elsewhere")


async def test_an_erased_volunteers_words_cannot_be_read(bench: Bench) -> None:
    await bench.accepted("/incidents", told(bench, text="chó cắn"), by="lan")
    await bench.ports.vault.destroy(f"{WARD}/volunteer/{id_of('lan')}")
    (incident,) = (await bench.read(f"/wards/{WARD}/incidents"))["items"]
    assert incident["text"] == "erased"
