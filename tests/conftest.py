"""Options of the whole suite."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--rounds N`: how often the fault tests kill."""
    parser.addoption("--rounds", type=int, default=20, help="rounds of the tests that kill processes")
