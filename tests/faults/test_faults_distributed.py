"""Real processes and servers, killed, paused and taken away under load: nothing acknowledged is lost or counted twice.

Every kind of fault comes twice in `make test`; `make faults ROUNDS=200` runs that many faults. What each took is
written to docs/faults.md by `make faults`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.faulty_world import FaultyWorld, faulty_world
from tests.faults.kinds_of_faults import FAULTS
from tests.faults.recording import RecordedFaults

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]

TWICE = 2


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A world for every eight faults, and in it every kind once."""
    worlds = max(TWICE, int(metafunc.config.getoption("--rounds")) // len(FAULTS) if _asked(metafunc) else 0)
    metafunc.parametrize("world", range(worlds), indirect=True, scope="module")
    metafunc.parametrize("fault", FAULTS)


def _asked(metafunc: pytest.Metafunc) -> bool:
    return bool(metafunc.config.getoption("--record-faults"))


@pytest.fixture(scope="module")
def world(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultyWorld]:
    folder: Path = tmp_path_factory.mktemp("world")
    with faulty_world(folder, request.param) as running:
        yield running


def test_what_was_acknowledged_is_there_once_and_counted(
    world: FaultyWorld, fault: str, recorded_faults: RecordedFaults
) -> None:
    before = world.acknowledged()
    world.until_more_is_accepted()
    FAULTS[fault](world)
    seconds = world.check()
    recorded_faults.add(fault, seconds, world.acknowledged() - before)
