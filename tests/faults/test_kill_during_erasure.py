"""kill -9 at random moments after an erasure was answered: the next start brings it to its evidence."""

import time
from pathlib import Path
from random import Random

import pytest

from shared.adapters.system_clock import SystemClock
from tests.journeys.asking import Caller, until
from tests.journeys.serving import Serving, token

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]

WARD = "20194"
ROUNDS = 4
CLOCK = SystemClock()


def test_an_erasure_that_was_answered_completes_at_the_next_start(tmp_path: Path) -> None:
    random, data = Random(2), tmp_path / "data"
    running = Serving(data)
    for _ in range(ROUNDS):
        desk = Caller(running.url, token(data, "coordinator", WARD))
        household = CLOCK.new_id()
        body = {"id": household, "village": "Tà Lang", "priority": [], "signal": "good", "head_name": "B (mẫu)"}
        path = f"assignment/v1/wards/{WARD}/households"
        assert desk.send("POST", path, body).status_code == 201
        assert desk.send("POST", f"{path}/{household}/erasure").status_code == 200
        time.sleep(random.uniform(0, 0.02))  # the moment of the kill is what varies
        running.kill()
        desk.close()
        running = Serving(data)
        again = Caller(running.url, token(data, "coordinator", WARD))
        erasure = f"{path}/{household}/erasure"
        until(lambda asked=erasure, by=again: by.get(asked)["state"] == "completed", "the evidence")
        assert again.get(f"{path}/{household}")["head_name"] == "erased"
        again.close()
    assert running.stop() == 0
