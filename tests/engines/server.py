"""A server for tests: started, stopped, killed and started again on the same data; and the one that a run shares."""

import signal
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from typing import Generic, TypeVar

from tests.engines.guarded import GuardedProcess
from tests.engines.loopback import accepts
from tests.engines.without import EngineMissing

_STARTS_WITHIN = 60.0
_BETWEEN_LOOKS = 0.05
_serial = count(1)


class Server(ABC):
    """A program that listens on `port`, with its data and its log in `folder`."""

    name: str
    """What a failure calls it."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.port = port
        self._log = folder / "server.log"
        self._process: GuardedProcess | None = None

    @abstractmethod
    def command(self) -> Sequence[str]:
        """What starts it. May raise EngineMissing."""

    def start(self) -> None:
        """Start, and return once it accepts connections."""
        process = self._process = GuardedProcess(self.command(), self._log)
        end = time.monotonic() + _STARTS_WITHIN
        while not accepts(self.port):
            if not process.running or time.monotonic() > end:
                self.kill()
                raise EngineMissing(f"{self.name} did not start: {self._log.read_text()[-1000:]}")
            time.sleep(_BETWEEN_LOOKS)

    def stop(self) -> None:
        """Stop as an operator would, and wait for it."""
        if self._process is not None:
            self._process.send(signal.SIGTERM)
            self._process.wait()
            self._process = None

    def kill(self) -> None:
        """End it at once."""
        if self._process is not None:
            self._process.kill()
            self._process = None


S = TypeVar("S", bound=Server)


class SharedServer(Generic[S]):
    """The one server of a run, started when it is first asked for."""

    def __init__(self, make: Callable[[Path], S]) -> None:
        self._make = make
        self._started: tuple[S, tempfile.TemporaryDirectory[str]] | None = None

    def get(self) -> S:
        """The server, which runs. Raises EngineMissing."""
        if self._started is None:
            self._started = self._start()
        return self._started[0]

    def _start(self) -> tuple[S, tempfile.TemporaryDirectory[str]]:
        folder = tempfile.TemporaryDirectory(prefix="onetwenty-engine-", ignore_cleanup_errors=True)
        try:
            server = self._make(Path(folder.name))
            server.start()
        except EngineMissing:
            folder.cleanup()
            raise
        return server, folder

    def data_folder(self) -> Path | None:
        """Where it keeps its data; None while none was started."""
        return self._started[0].folder if self._started is not None else None

    def stop(self) -> None:
        """End it, if it was started."""
        started, self._started = self._started, None
        if started is not None:
            started[0].kill()
            started[1].cleanup()


def fresh_prefix() -> str:
    """A prefix of names that nobody has, also where a server is kept between runs."""
    return f"test-{time.time_ns():x}-{next(_serial)}"
