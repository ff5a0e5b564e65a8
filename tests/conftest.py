"""Options of the whole suite."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--rounds N`: how often the fault tests kill. `--fuzz-examples N`: how much is drawn for each call."""
    parser.addoption("--rounds", type=int, default=20, help="rounds of the tests that kill processes")
    parser.addoption("--fuzz-examples", type=int, default=2, help="requests drawn for each call, role and kind of data")
