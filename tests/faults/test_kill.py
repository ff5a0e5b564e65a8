"""kill -9 at random moments under load: what was acknowledged is there, nothing twice, and the figures are the model's.

`make faults ROUNDS=200` runs as many rounds as are asked for; `make test` runs 20.
"""

import asyncio
import json
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

import httpx
import pytest

from shared.adapters.system_clock import SystemClock
from shared.kernel.days import day_of
from tests.faults.visit_load import Acknowledged, VisitLoad
from tests.journeys.asking import Caller, caught_up, ledgers, until
from tests.journeys.serving import Serving, onetwenty, token
from verifier import figures

pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600)]

WARD = "20194"
HOUSEHOLDS = 25
CONNECTIONS = 8
CLOCK = SystemClock()
REFERENCE = Path(__file__).parents[2] / "shared" / "reference"


def register(running: Serving) -> list[str]:
    """Households of the ward, in two batches of the desk."""
    desk = Caller(running.url, token(running.data, "coordinator", WARD))
    ids = [CLOCK.new_id() for _ in range(HOUSEHOLDS)]
    commands = [
        {
            "command_id": CLOCK.new_id(),
            "kind": "RegisterHousehold",
            "body": {"ward": WARD, "id": one, "village": "Tà Lang", "priority": [], "signal": "none"},
        }
        for one in ids
    ]
    batch = {"sent_at": CLOCK.now().isoformat(), "commands": commands}
    answers = desk.send("POST", "assignment/v1/commands", batch).json()["answers"]
    assert [one["status"] for one in answers] == [201] * HOUSEHOLDS
    desk.close()
    return ids


async def under_load_until_killed(running: Serving, load: VisitLoad, moment: float) -> None:
    """Kill the server `moment` seconds after its first answer."""
    sending = asyncio.create_task(load.run(CONNECTIONS))
    await load.accepted.wait()
    await asyncio.sleep(moment)
    await asyncio.to_thread(running.kill)
    await sending


def test_nothing_acknowledged_is_lost_and_nothing_counts_twice(tmp_path: Path, rounds: int) -> None:
    random, data, known = Random(1), tmp_path / "data", Acknowledged()
    running = Serving(data)
    households = register(running)
    bearer = token(data, "coordinator", WARD)
    for number in range(rounds):
        load = VisitLoad(running.url, bearer, households, CLOCK, known)
        asyncio.run(under_load_until_killed(running, load, random.uniform(0, 0.5)))
        running = Serving(data)
        if number % 10 == 9:
            check(running, known)
    check(running, known)
    assert running.stop() == 0
    assert onetwenty("rebuild", "--data", str(data), check=False).returncode == 0


def check(running: Serving, known: Acknowledged) -> None:
    """The ledger holds each acknowledged command once, and the figures are what the ledger says."""
    admin, province = (Caller(running.url, token(running.data, role)) for role in ("admin", "province"))
    until(lambda: published(province), "everything to be published")
    events = ledgers(admin, [WARD])
    recorded = Counter(event["commandid"] for event in events if event["type"].endswith("VisitRecorded.v1"))
    assert not [command for command in known.answers if recorded[command] != 1]
    assert set(recorded) <= set(known.sent)
    assert max(recorded.values()) == 1
    counts = Counter(event["source"].rsplit("/", 1)[1] for event in events)
    until(lambda: caught_up(province, dict(counts)), "the figures")
    reference = {name: json.loads((REFERENCE / f"{name}.json").read_text()) for name in ("wards", "procedures")}
    expected: dict[str, Any] = figures.ward(events, WARD, day_of(CLOCK.now()), reference)
    answered = province.get(f"reporting/v1/wards/{WARD}")
    assert {name: answered[name] for name in expected} == expected
    resend_some(running, known)
    admin.close()
    province.close()


def published(province: Caller) -> bool:
    as_of = province.get("reporting/v1/province")["as_of"]
    return as_of["visits"]["events"] > 0 and not as_of["visits"]["waiting"] and not as_of["assignment"]["waiting"]


def resend_some(running: Serving, known: Acknowledged) -> None:
    """A phone that never saw its answer sends again and gets the first one."""
    headers = {"Authorization": f"Bearer {token(running.data, 'coordinator', WARD)}"}
    with httpx.Client(base_url=running.url, headers=headers, timeout=30) as client:
        for command_id, first in list(known.answers.items())[-20:]:
            body = known.sent[command_id]
            again = client.post("/api/visits/v1/visits", json=body, headers={"Idempotency-Key": command_id})
            assert again.headers["Idempotent-Replayed"] == "true"
            assert again.json() == first
