"""Each suite runs on every engine; an engine is one more entry of ENGINES."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.ports.engines import Engine, Ports, SqliteEngine
from tests.ports.memory_engine import MemoryEngine
from tests.ports.mongo_engine import mongo_engines

ENGINES: dict[str, Callable[[Path], Engine]] = {
    "memory": MemoryEngine,
    "sqlite": SqliteEngine,
    "motor": mongo_engines("motor"),
    "pymongo": mongo_engines("pymongo"),
}


@pytest.fixture(params=ENGINES)
async def engine(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Engine]:
    made = ENGINES[request.param](tmp_path)
    yield made
    await made.end()


@pytest.fixture
async def ports(engine: Engine) -> AsyncIterator[Ports]:
    opened = await engine.open()
    yield opened
    await opened.close()


@pytest.fixture
async def beside(engine: Engine, ports: Ports) -> AsyncIterator[Ports]:  # noqa: ARG001 opened after the first
    """A second process on the same data."""
    opened = await engine.open()
    yield opened
    await opened.close()
