"""How many rounds of faults are run, and what is kept of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.machine import describe
from shared.adapters.system_clock import SystemClock
from shared.kernel.days import day_of
from tests.faults.recording import RecordedFaults


@pytest.fixture(scope="session")
def rounds(request: pytest.FixtureRequest) -> int:
    """Rounds of one fault test."""
    return int(request.config.getoption("--rounds"))


@pytest.fixture(scope="session")
def recorded_faults(request: pytest.FixtureRequest, rounds: int) -> Iterator[RecordedFaults]:
    """What faults took; written to the file of `--record-faults` at the end, where that is asked for."""
    recorded = RecordedFaults()
    yield recorded
    file = request.config.getoption("--record-faults")
    if file and recorded.seconds:
        recorded.write(Path(file), rounds, day_of(SystemClock().now()), describe()[0])
