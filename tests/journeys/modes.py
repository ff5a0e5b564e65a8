"""The two ways to run the whole system; what is promised of one is promised of the other."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from tests.journeys.distributed import distributed
from tests.journeys.serving import onetwenty, serving

MODES = ("embedded", "distributed")


class System(Protocol):
    """A running system: its address, and the folder with the key that tokens are signed with."""

    url: str
    data: Path
    said: list[str]
    environment: dict[str, str]
    """What commands at the machine need to find it, beside the folder."""

    def logs(self) -> list[Path]:
        """The files that its processes log to."""
        ...


@contextmanager
def running_in(mode: str, folder: Path, *, demo: bool = False) -> Iterator[System]:
    """The whole system with nothing in it, or with the demo's seed."""
    if mode == "embedded":
        with serving(folder / "data", *(["--demo"] if demo else [])) as process:
            yield process
        return
    with distributed(folder) as system:
        if demo:
            onetwenty("demo", "--url", system.url, environment=system.environment)
        yield system
