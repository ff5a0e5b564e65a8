"""Fixtures of the services' suites."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio

from tests.services.running_assignment import Assignment, running_assignment
from tests.services.running_reporting import Reporting, running_reporting
from tests.services.toy_service import Toy, toy_service


@pytest_asyncio.fixture
async def toy(tmp_path: Path) -> AsyncIterator[Toy]:
    """The toy service over a fresh folder."""
    async with toy_service(tmp_path) as service:
        yield service


@pytest_asyncio.fixture
async def roster(tmp_path: Path) -> AsyncIterator[Assignment]:
    """Assignment, running over a fresh folder."""
    async with running_assignment(tmp_path) as service:
        yield service


@pytest_asyncio.fixture
async def reporting(tmp_path: Path) -> AsyncIterator[Reporting]:
    """Reporting, running over a fresh folder."""
    async with running_reporting(tmp_path / "data") as service:
        yield service
