"""Programs under measurement, each a process of its own that says `ready http://…` when it answers."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ONETWENTY = str(Path(sys.executable).with_name("onetwenty"))


@dataclass(frozen=True)
class Program:
    """A running program and the port that it answers on."""

    process: subprocess.Popen[str]
    port: int

    def cpu_seconds(self) -> dict[str, float]:
        """Processor time used so far, by thread name as the kernel knows it."""
        used: dict[str, float] = {}
        for task in Path(f"/proc/{self.process.pid}/task").iterdir():
            name = f"{(task / 'comm').read_text().strip()} {task.name}"
            fields = (task / "stat").read_text().rpartition(")")[2].split()
            used[name] = (int(fields[11]) + int(fields[12])) / 100
        return used

    def peak_megabytes(self) -> float:
        """The most memory that it has held so far."""
        return peak_megabytes(str(self.process.pid))


def peak_megabytes(process: str) -> float:
    """The most memory that a process has held since its program began; `self` is the caller's own.

    Not `getrusage`: a child's begins with what its parent held.
    """
    status = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


@contextmanager
def program(command: Sequence[str], log: Path, **environment: str) -> Iterator[Program]:
    """Start `command`, wait until it is ready, and end it by SIGTERM. Its standard error goes to `log`."""
    with log.open("ab") as errors:
        inherited = os.environ  # noqa: TID251 handed on to the program
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, text=True, env={**inherited, **environment}
        )
        try:
            yield Program(process, _port_of(process, log))
        finally:
            process.terminate()
            process.communicate(timeout=60)


@contextmanager
def serve(data: Path, commands_per_second: int = 0) -> Iterator[Program]:
    """`onetwenty serve` on a folder; its log lies beside it. An account sends as much as it can, unless told."""
    command = [ONETWENTY, "serve", "--data", str(data), "--port", "0"]
    with program(command, data.with_suffix(".log"), ONETWENTY_COMMANDS_PER_SECOND=str(commands_per_second)) as running:
        yield running


def _port_of(process: subprocess.Popen[str], log: Path) -> int:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith("ready "):
            port = urlsplit(line.split()[1]).port
            assert port is not None
            return port
    raise RuntimeError(f"it ended before it was ready:\n{log.read_text()[-4000:]}")
