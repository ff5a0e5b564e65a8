"""What the checks of deployment files need: the real programs that read such files."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.deploy.composed import composed
from tests.engines.compose.program import compose_program
from tests.engines.packages import installed
from tests.engines.without import EngineMissing, fail_missing, skip_without

CHECKERS = Path(__file__).with_name("checkers.txt")


def _brought(bring: Callable[[], Path]) -> Path:
    skip_without("compose")
    try:
        return bring()
    except EngineMissing as missing:
        fail_missing("compose", missing)


@pytest.fixture(scope="session")
def compose() -> Path:
    """The compose program."""
    return _brought(compose_program)


@pytest.fixture(scope="session")
def system(compose: Path) -> dict[str, Any]:
    """The compose file as the compose program understands it, every profile on."""
    return composed(compose)


@pytest.fixture(scope="session")
def caddy() -> Path:
    """The gateway's program."""
    return _brought(lambda: installed(CHECKERS) / "bin" / "caddy")


@pytest.fixture(scope="session")
def shellcheck() -> Path:
    """The checker of shell scripts."""
    return _brought(lambda: installed(CHECKERS) / "bin" / "shellcheck")


@pytest.fixture(scope="session")
def promql() -> Iterator[ModuleType]:
    """The parser of Prometheus' queries."""
    folder = str(_brought(lambda: installed(CHECKERS)))
    sys.path.append(folder)
    import promql_parser

    yield promql_parser
    sys.path.remove(folder)
