"""Options of the whole suite, and its one rule: nothing leaves this machine, but to servers that it is pointed at."""

import sys
from ipaddress import ip_address
from typing import Any

import pytest

from tests.engines import kafka, mongo
from tests.engines.environment import servers_are_given
from tests.engines.without import given_up, not_run


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--rounds N`: how often the fault tests kill. `--fuzz-examples N`: how much is drawn for each call."""
    parser.addoption("--rounds", type=int, default=20, help="rounds of the tests that kill processes")
    parser.addoption(
        "--record-faults", default="", help="a file for what faults took; as many are then run as --rounds says"
    )
    parser.addoption("--fuzz-examples", type=int, default=3, help="requests drawn for each call, role and kind of data")


def pytest_configure(config: pytest.Config) -> None:  # noqa: ARG001 the hook's signature
    """Refuse a variable that cannot be meant before anything runs."""
    given_up()


def pytest_unconfigure(config: pytest.Config) -> None:  # noqa: ARG001 the hook's signature
    """End the servers of this run."""
    kafka.stop_shared()
    mongo.stop_shared()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what this machine went without."""
    lines = not_run(terminalreporter.stats.get("skipped", []))
    if lines:
        terminalreporter.section("not run")
        terminalreporter.write_line("\n".join(lines))


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _only_loopback(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" and isinstance(arguments[1], tuple) and not _is_loopback(str(arguments[1][0])):
        raise PermissionError(f"a test reached out to {arguments[1][0]}")


if not servers_are_given():
    sys.addaudithook(_only_loopback)
