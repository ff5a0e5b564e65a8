"""A start that is interrupted while it loads the demo: ended in order when asked, gone on with when killed."""

import signal
import subprocess
from pathlib import Path

import pytest

from tests.journeys.asking import Caller, caught_up, until
from tests.journeys.serving import COMMAND, serving, token

EVENTS = {"assignment": 4673, "visits": 1619}
"""Of the whole seed; the same on every day."""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_demo_whose_loading_was_interrupted_is_whole_after_the_next_start(tmp_path: Path, number: int) -> None:
    data = tmp_path / "data"
    command = [COMMAND, "serve", "--demo", "--data", str(data), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as loading:
        vault = data / "assignment.vault.db-wal"
        until(lambda: vault.exists() and vault.stat().st_size > 200_000, "some of the demo")
        loading.send_signal(number)
        said, _ = loading.communicate(timeout=30)
    assert b"ready" not in said
    assert loading.returncode == (0 if number == signal.SIGTERM else -signal.SIGKILL)
    with serving(data, "--demo") as running:
        province = Caller(running.url, token(data, "province"))
        until(lambda: caught_up(province, EVENTS), "the whole demo")
        as_of = province.get("reporting/v1/province")["as_of"]
        assert {source: as_of[source]["events"] for source in EVENTS} == EVENTS
        province.close()
