"""Each suite runs on every engine; an engine is one more entry of ENGINES."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.ports.engines import Engine, Ports, SqliteEngine
from tests.ports.memory_engine import MemoryEngine

ENGINES: dict[str, Callable[[Path], Engine]] = {"memory": MemoryEngine, "sqlite": SqliteEngine}


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    return ENGINES[request.param](tmp_path)


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
