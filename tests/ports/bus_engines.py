"""The engines of the bus's suites: what differs between them is where topics lie."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.ports.engines import Engine, SqliteEngine
from tests.ports.kafka_engine import KafkaEngine
from tests.ports.memory_engine import MemoryEngine

BUS_ENGINES: dict[str, Callable[[Path], Engine]] = {
    "memory": MemoryEngine,
    "sqlite": SqliteEngine,
    "kafka": KafkaEngine,
}


@pytest.fixture(params=BUS_ENGINES)
async def engine(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Engine]:
    """In place of the fixture for suites of all ports."""
    made = BUS_ENGINES[request.param](tmp_path)
    yield made
    await made.end()
