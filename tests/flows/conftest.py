"""Each suite of a flow runs on every engine that passes the suites of the ports."""

from collections.abc import AsyncIterator, Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from shared.flows.update_views import ViewUpdater
from tests.flows.fake_clock import FakeClock
from tests.flows.history import History, updater_of
from tests.ports.conftest import beside, ports
from tests.ports.distributed_engine import DistributedEngine
from tests.ports.engines import Engine, Ports, SqliteEngine
from tests.ports.memory_engine import MemoryEngine

__all__ = ["beside", "ports"]

FLOW_ENGINES: dict[str, Callable[[Path], Engine]] = {
    "memory": MemoryEngine,
    "sqlite": SqliteEngine,
    "motor": DistributedEngine,
}
_STEPS = {"motor": 11}


class Engines:
    """Fresh engines of one kind, as many as a suite asks for."""

    def __init__(self, kind: str, folder: Path) -> None:
        self._kind = kind
        self._folder = folder
        self._made: list[Engine] = []

    def __call__(self) -> Engine:
        folder = self._folder / str(len(self._made))
        folder.mkdir()
        self._made.append(FLOW_ENGINES[self._kind](folder))
        return self._made[-1]

    def calls(self) -> Iterator[int]:
        """The numbers of the calls at which a suite crashes: every one, or some where that would take minutes."""
        return count(1, _STEPS.get(self._kind, 1))

    async def end(self) -> None:
        for made in self._made:
            await made.end()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(params=FLOW_ENGINES)
async def engines(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Engines]:
    fresh = Engines(request.param, tmp_path)
    yield fresh
    await fresh.end()


@pytest.fixture
def engine(engines: Engines) -> Engine:
    return engines()


@pytest.fixture
async def live(ports: Ports, clock: FakeClock) -> ViewUpdater:
    """An updater that has folded and written some history."""
    await History(ports).some()
    updater = updater_of(ports, clock)
    await updater.catch_up()
    await updater.flush()
    return updater
