"""How many rounds of faults are run: `--rounds`, 20 unless told."""

import pytest


@pytest.fixture(scope="session")
def rounds(request: pytest.FixtureRequest) -> int:
    """Rounds of one fault test."""
    return int(request.config.getoption("--rounds"))
