"""What one account may send and export in a while, and that nobody else pays for it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from shared.http import allowances
from shared.kernel.days import rfc3339
from shared.kernel.scope import Role
from shared.settings import Settings
from tests.services.running_system import CLOCK, WARD, System, running_system

SLOW = Settings(commands_per_second=0.01, commands_burst=100, exports_per_second=0.01, exports_burst=3)
"""Nothing comes back while a test runs."""
HOUSEHOLDS = f"/api/assignment/v1/wards/{WARD}/households"
LEDGER = f"/api/assignment/v1/ledger/{WARD}"


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refusals are not held back here, but where a test is about that."""
    monkeypatch.setattr(allowances, "HELD_SECONDS", 0)


@pytest_asyncio.fixture
async def system(tmp_path_factory: Any) -> AsyncIterator[System]:
    async with running_system(tmp_path_factory.mktemp("allowances") / "data", SLOW) as running:
        yield running


def household() -> dict[str, Any]:
    return {"id": CLOCK.new_id(), "village": "Tà Lang", "priority": [], "signal": "none"}


async def batch(system: System, caller: dict[str, str], count: int) -> httpx.Response:
    commands = [
        {"command_id": CLOCK.new_id(), "kind": "RegisterHousehold", "body": {"ward": WARD, **household()}}
        for _ in range(count)
    ]
    body = {"sent_at": rfc3339(CLOCK.now()), "commands": commands}
    return await system.call("POST", "/api/assignment/v1/commands", caller, body)


def told_to_wait(answer: httpx.Response) -> bool:
    problem = answer.json()
    seconds = int(answer.headers["Retry-After"])
    return (answer.status_code, problem["type"]) == (429, "/problems/allowance-used-up") and seconds > 0


async def test_commands_of_a_batch_are_counted_one_by_one_and_none_is_handled_beyond(system: System) -> None:
    desk = system.bearer(Role.COORDINATOR, WARD)
    first = await batch(system, desk, 99)
    assert [one["status"] for one in first.json()["answers"]] == [201] * 99
    assert told_to_wait(await batch(system, desk, 2))
    assert (await system.call("POST", HOUSEHOLDS, desk, household())).status_code == 429
    head = (await system.call("GET", LEDGER, system.bearer(Role.ADMIN))).json()["head"]
    village_and_households = 1 + 99
    assert head["number"] + head["pending"] == village_and_households


async def test_a_refused_command_counts_as_well(system: System) -> None:
    desk = system.bearer(Role.COORDINATOR, WARD)
    answers = [await system.call("POST", HOUSEHOLDS, desk, {"nonsense": 1}) for _ in range(101)]
    assert [answer.status_code for answer in answers] == [422] * 100 + [429]


async def test_others_do_not_pay_for_it(system: System) -> None:
    desk = system.bearer(Role.COORDINATOR, WARD)
    assert (await batch(system, desk, 100)).status_code == 200
    assert told_to_wait(await batch(system, desk, 1))
    volunteer = system.bearer(Role.VOLUNTEER, WARD, CLOCK.new_id())
    assert (await system.call("POST", HOUSEHOLDS, volunteer, household())).status_code == 201
    assert (await system.call("GET", HOUSEHOLDS, desk)).status_code == 200


async def test_who_exports_is_told_to_wait_and_services_are_not(system: System) -> None:
    auditor, service = system.bearer(Role.AUDITOR), system.bearer(Role.SERVICE)
    answers = [await system.call("GET", LEDGER, auditor) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert told_to_wait(answers[3])
    assert [(await system.call("GET", LEDGER, service)).status_code for _ in range(5)] == [200] * 5


async def test_dossiers_and_openings_are_exports(system: System) -> None:
    desk = system.bearer(Role.COORDINATOR, WARD)
    paths = (f"{HOUSEHOLDS}/{CLOCK.new_id()}/dossier", f"/api/assignment/v1/wards/{WARD}/openings")
    statuses = [(await system.call("GET", path, desk)).status_code for path in (*paths, *paths)]
    assert statuses == [404, 200, 404, 429]


async def test_nothing_is_counted_where_it_is_set_off(tmp_path_factory: Any) -> None:
    off = Settings(commands_per_second=0, commands_burst=100, exports_per_second=0, exports_burst=1)
    async with running_system(tmp_path_factory.mktemp("unbounded") / "data", off) as system:
        desk, auditor = system.bearer(Role.COORDINATOR, WARD), system.bearer(Role.AUDITOR)
        assert [(await batch(system, desk, 60)).status_code for _ in range(2)] == [200, 200]
        assert [(await system.call("GET", LEDGER, auditor)).status_code for _ in range(2)] == [200, 200]


async def test_who_asks_again_at_once_is_held_back_and_others_are_not(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(allowances, "HELD_SECONDS", 0.2)
    desk, auditor = system.bearer(Role.COORDINATOR, WARD), system.bearer(Role.AUDITOR)
    assert (await batch(system, desk, 100)).status_code == 200
    now = asyncio.get_running_loop().time
    began = now()
    refused = asyncio.create_task(batch(system, desk, 1))
    assert (await system.call("GET", LEDGER, auditor)).status_code == 200
    assert not refused.done(), "its refusal is on its way still"
    assert (await refused).status_code == 429
    assert now() - began >= 0.2
