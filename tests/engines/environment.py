"""What whoever starts the tests may say by variables. All of them begin with `ONETWENTY_TEST_`, but for the cache's."""

import os
from pathlib import Path

SERVERS = ("ONETWENTY_TEST_KAFKA_BOOTSTRAP", "ONETWENTY_TEST_MONGO_URL")


def variable(name: str) -> str:
    """The variable's value, "" when it is not set."""
    return os.environ.get(name, "").strip()  # noqa: TID251 the engines are not part of the program


def servers_are_given() -> bool:
    """Whether the suites are pointed at servers that are already there, on whatever machine."""
    return any(variable(name) for name in SERVERS)


def cache_folder() -> Path:
    """Where fetched servers are kept, by version, outside the checkout."""
    root = variable("XDG_CACHE_HOME")
    return (Path(root) if root else Path.home() / ".cache") / "onetwenty-engines"
