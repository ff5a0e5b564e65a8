"""Each suite of a flow runs on every engine that passes the suites of the ports."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from shared.flows.update_views import ViewUpdater
from tests.flows.fake_clock import FakeClock
from tests.flows.history import History, updater_of
from tests.ports.conftest import ENGINES, beside, engine, ports
from tests.ports.engines import Engine, Ports

__all__ = ["beside", "engine", "ports"]

Engines = Callable[[], Engine]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(params=ENGINES)
def engines(request: pytest.FixtureRequest, tmp_path: Path) -> Engines:
    """Fresh engines, as many as a suite asks for."""
    numbers = count(1)

    def fresh() -> Engine:
        folder = tmp_path / str(next(numbers))
        folder.mkdir()
        return ENGINES[request.param](folder)

    return fresh


@pytest.fixture
async def live(ports: Ports, clock: FakeClock) -> ViewUpdater:
    """An updater that has folded and written some history."""
    await History(ports).some()
    updater = updater_of(ports, clock)
    await updater.catch_up()
    await updater.flush()
    return updater
