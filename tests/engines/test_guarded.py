"""A guarded process ends with whoever started it, even when that is killed."""

import os
import select
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from tests.engines.guarded import GuardedProcess

SECONDS = 10.0
STARTS_ONE = """
import sys, pathlib, signal
from tests.engines.guarded import GuardedProcess
print(GuardedProcess(["sleep", "60"], pathlib.Path(sys.argv[1])).pid, flush=True)
signal.pause()
"""


def is_gone(pid: int) -> bool:
    try:
        process = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    with closing(os.fdopen(process)):
        ended, _, _ = select.select([process], [], [], SECONDS)
    return bool(ended)


def test_it_is_ended_at_once(tmp_path: Path) -> None:
    process = GuardedProcess(["sleep", "60"], tmp_path / "log")
    os.kill(process.pid, 0)
    process.kill()
    assert is_gone(process.pid)


def test_a_signal_reaches_the_command(tmp_path: Path) -> None:
    process = GuardedProcess(["sleep", "60"], tmp_path / "log")
    process.send(signal.SIGTERM)
    process.wait()
    assert is_gone(process.pid)


def test_it_ends_when_its_starter_is_killed(tmp_path: Path) -> None:
    command = [sys.executable, "-c", STARTS_ONE, str(tmp_path / "log")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]) as starter:
        assert starter.stdout is not None
        pid = int(starter.stdout.readline())
        os.kill(pid, 0)
        starter.kill()
    assert is_gone(pid)
