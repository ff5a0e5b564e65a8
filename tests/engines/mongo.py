"""A server with MongoDB's wire protocol for a whole run, or the one that ONETWENTY_TEST_MONGO_URL names."""

import signal
import tempfile
import time
from collections.abc import Sequence
from functools import cache
from itertools import count
from pathlib import Path

from tests.engines.environment import variable
from tests.engines.guarded import GuardedProcess
from tests.engines.loopback import accepts, free_port
from tests.engines.maven import fetched, java
from tests.engines.without import EngineMissing

VERSION = "1.47.0"
_SOURCE = Path(__file__).parent / "mongo_wire" / "MongoWire.java"
_STARTS_WITHIN = 60.0
_BETWEEN_LOOKS = 0.05
_HEAP = ("-Xmx512m", "-XX:+UseSerialGC")
_STARTS_FAST = ("-XX:TieredStopAtLevel=1",)
_serial = count(1)


class MongoWireServer:
    """A server with its data in one folder. It can be stopped, and started again on the same data and port.

    What it wrote in the last second may be lost when it is killed, whatever the writer asked for; a stop keeps it.
    """

    def __init__(self, folder: Path, port: int = 0, options: Sequence[str] = _STARTS_FAST) -> None:
        """`options` of Java's; one that is to run for long does better with none."""
        self._folder = folder
        self._options = options
        self._port = port or free_port()
        self._process: GuardedProcess | None = None

    @property
    def url(self) -> str:
        """Its address, as clients are given it."""
        return f"mongodb://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start, and return once it accepts connections."""
        jars = fetched(f"de.bwaldvogel:mongo-java-server-h2-backend:{VERSION}")
        command = [
            java(),
            *_HEAP,
            *self._options,
            "-cp",
            f"{jars}/*",
            str(_SOURCE),
            str(self._port),
            str(self._folder / "data"),
        ]
        self._process = GuardedProcess(command, self._folder / "server.log")
        end = time.monotonic() + _STARTS_WITHIN
        while not accepts(self._port):
            if not self._process.running or time.monotonic() > end:
                self.kill()
                raise EngineMissing(f"the Mongo-wire server {VERSION} did not start: {self._said()}")
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

    def _said(self) -> str:
        return (self._folder / "server.log").read_text()[-1000:]


@cache
def url() -> str:
    """The server of this run: a given one, or one that is started now and ends with the run. Raises EngineMissing."""
    return variable("ONETWENTY_TEST_MONGO_URL") or _shared().url


def data_folder() -> Path | None:
    """Where the server of this run keeps data; None for given ones, and while none was started."""
    return Path(_ENDS_WITH_THE_RUN[-1][1].name) if _ENDS_WITH_THE_RUN else None


def fresh_prefix() -> str:
    """A prefix of databases that nobody has, also where a server is kept between runs."""
    return f"test-{time.time_ns():x}-{next(_serial)}"


@cache
def _shared() -> MongoWireServer:
    folder = tempfile.TemporaryDirectory(prefix="onetwenty-mongo-", ignore_cleanup_errors=True)
    server = MongoWireServer(Path(folder.name))
    _ENDS_WITH_THE_RUN.append((server, folder))
    server.start()
    return server


_ENDS_WITH_THE_RUN: list[tuple[MongoWireServer, tempfile.TemporaryDirectory[str]]] = []


def stop_shared() -> None:
    """End the server of this run, if one was started."""
    while _ENDS_WITH_THE_RUN:
        server, folder = _ENDS_WITH_THE_RUN.pop()
        server.kill()
        folder.cleanup()
