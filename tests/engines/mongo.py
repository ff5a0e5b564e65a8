"""A server with MongoDB's wire protocol for a whole run, or the one that ONETWENTY_TEST_MONGO_URL names."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

from tests.engines.environment import variable
from tests.engines.loopback import free_port
from tests.engines.maven import fetched, java
from tests.engines.server import Server, SharedServer, fresh_prefix

__all__ = ["MongoWireServer", "data_folder", "fresh_prefix", "stop_shared", "url"]

VERSION = "1.47.0"
_SOURCE = Path(__file__).parent / "mongo_wire" / "MongoWire.java"
_HEAP = ("-Xmx512m", "-XX:+UseSerialGC")
_STARTS_FAST = ("-XX:TieredStopAtLevel=1",)


class MongoWireServer(Server):
    """A server with its data in one folder. It can be stopped, and started again on the same data and port.

    What it wrote in the last second may be lost when it is killed, whatever the writer asked for; a stop keeps it.
    """

    name = f"the Mongo-wire server {VERSION}"

    def __init__(self, folder: Path, port: int = 0, options: Sequence[str] = _STARTS_FAST) -> None:
        """`options` of Java's; one that is to run for long does better with none."""
        super().__init__(folder, port or free_port())
        self._options = options

    @property
    def url(self) -> str:
        """Its address, as clients are given it."""
        return f"mongodb://127.0.0.1:{self.port}"

    def command(self) -> Sequence[str]:
        jars = fetched(f"de.bwaldvogel:mongo-java-server-h2-backend:{VERSION}")
        place = (str(self.port), str(self.folder / "data"))
        return [java(), *_HEAP, *self._options, "-cp", f"{jars}/*", str(_SOURCE), *place]


_SHARED = SharedServer(MongoWireServer)
data_folder, stop_shared = _SHARED.data_folder, _SHARED.stop


@cache
def url() -> str:
    """The server of this run: a given one, or one that is started now and ends with the run. Raises EngineMissing."""
    return variable("ONETWENTY_TEST_MONGO_URL") or _SHARED.get().url
