"""An erasure from the decision to the evidence: through every service, and whatever dies on the way."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from shared.flows.evidence import EvidenceRefused, checked_statement, evidence_key
from shared.kernel.scope import Role
from tests.services.running_system import PATIENCE, WARD, Place, System, running_system


@pytest.fixture
async def system(tmp_path: Path) -> AsyncIterator[System]:
    async with running_system(tmp_path / "data") as running:
        yield running


@pytest.fixture
async def place(system: System) -> Place:
    made = await system.place(WARD)
    await system.known_everywhere(WARD)
    return made


def path_of(place: Place, kind: str) -> str:
    return f"/api/assignment/v1/wards/{WARD}/{kind}s/{place.ids[f'{kind}_id']}/erasure"


async def completed(system: System, path: str) -> dict[str, Any]:
    """The erasure, once it has its evidence."""
    desk = system.bearer(Role.COORDINATOR, WARD)
    async with asyncio.timeout(PATIENCE):
        while True:
            answer: dict[str, Any] = (await system.call("GET", path, desk)).json()
            if answer["state"] == "completed":
                return answer
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("kind", ["household", "volunteer"])
async def test_an_erasure_ends_in_evidence_that_anyone_can_check(system: System, place: Place, kind: str) -> None:
    desk, path = system.bearer(Role.COORDINATOR, WARD), path_of(place, kind)
    before = (await system.call("GET", path, desk)).json()
    assert (before["state"], before["evidence"], before["confirmed"]) == ("none", None, {})
    assert (await system.call("POST", path, desk)).status_code == 200
    erasure = await completed(system, path)
    assert sorted(erasure["confirmed"]) == ["assignment", "visits"]
    keys = (await system.call("GET", "/api/assignment/v1/evidence-keys", {})).json()
    statement = checked_statement(erasure["evidence"], keys)
    subject = f"{kind}/{place.ids[f'{kind}_id']}"
    assert (statement["ward"], statement["subject"]) == (WARD, subject)
    assert statement["decided_by"] == erasure["decided_by"]
    assert sorted(statement["confirmed"]) == ["assignment", "visits"]


async def test_phones_are_told_whom_to_forget(system: System, place: Place) -> None:
    me, desk = system.bearer(Role.VOLUNTEER, WARD, place.volunteer_id), system.bearer(Role.COORDINATOR, WARD)
    assert (await system.call("GET", "/api/assignment/v1/caseload", me)).json()["erased"] == []
    answer = (await system.call("POST", path_of(place, "household"), desk)).json()
    seen = f"{answer['stream']}:{answer['version']}"
    caseload = (await system.call("GET", "/api/assignment/v1/caseload", me, min_version=seen)).json()
    assert (caseload["items"], caseload["erased"]) == ([], [place.household_id])


async def test_what_was_changed_or_signed_by_others_is_no_evidence(system: System, place: Place) -> None:
    desk, path = system.bearer(Role.COORDINATOR, WARD), path_of(place, "household")
    await system.call("POST", path, desk)
    evidence = (await completed(system, path))["evidence"]
    keys = (await system.call("GET", "/api/assignment/v1/evidence-keys", {})).json()
    head, payload, signature = evidence.split(".")
    for forged in (f"{head}.{payload[:-2]}AA.{signature}", f"{head}.{payload}.{signature[:-4]}AAAA", "nothing", ""):
        with pytest.raises(EvidenceRefused):
            checked_statement(forged, keys)
    with pytest.raises(EvidenceRefused):
        checked_statement(evidence, evidence_key(b"another installation").jwks())
    with pytest.raises(EvidenceRefused):
        checked_statement(me_token(system), system.running.key.jwks())


def me_token(system: System) -> str:
    return system.bearer(Role.COORDINATOR, WARD)["Authorization"].removeprefix("Bearer ")
