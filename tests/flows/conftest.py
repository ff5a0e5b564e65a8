"""Each suite of a flow runs on every engine that passes the suites of the ports."""

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from tests.flows.fake_clock import FakeClock
from tests.ports.conftest import ENGINES, beside, engine, ports
from tests.ports.engines import Engine

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
