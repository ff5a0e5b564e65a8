"""One Kafka node in KRaft mode for a whole run, or the brokers that ONETWENTY_TEST_KAFKA_BOOTSTRAP names."""

import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping
from functools import cache
from itertools import count
from pathlib import Path

from tests.engines.environment import variable
from tests.engines.guarded import GuardedProcess
from tests.engines.loopback import accepts, free_port
from tests.engines.maven import fetched, java
from tests.engines.without import EngineMissing

VERSION = "4.1.0"
_CLUSTER = "b25ldHdlbnR5LXRlc3RzMQ"
_STARTS_WITHIN = 60.0
_BETWEEN_LOOKS = 0.05
_HEAP = ("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8")
_serial = count(1)


class KafkaServer:
    """A broker with its data in one folder; stopped or killed, it can be started again on the same data and port."""

    def __init__(
        self, folder: Path, protocol: str = "PLAINTEXT", settings: Mapping[str, object] | None = None, user: str = ""
    ) -> None:
        """`settings` beside or in place of the usual ones; `user` as in `[name=…,password=…]`, by SCRAM-SHA-512."""
        self._folder = folder
        self._port = free_port()
        self._properties = _write_properties(folder, self._port, protocol, settings or {})
        self._process: GuardedProcess | None = None
        users = ("--add-scram", f"SCRAM-SHA-512={user}") if user else ()
        self._run("kafka.tools.StorageTool", "format", "-t", _CLUSTER, "-c", str(self._properties), *users)

    @property
    def bootstrap(self) -> str:
        """Its address, as clients are given it."""
        return f"127.0.0.1:{self._port}"

    def start(self) -> None:
        """Start, and return once it accepts connections."""
        command = _command("kafka.Kafka", str(self._properties))
        self._process = GuardedProcess(command, self._folder / "broker.log")
        end = time.monotonic() + _STARTS_WITHIN
        while not accepts(self._port):
            if not self._process.running or time.monotonic() > end:
                self.kill()
                raise EngineMissing(f"Kafka {VERSION} did not start: {self._said()}")
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

    def _run(self, tool: str, *arguments: str) -> None:
        done = subprocess.run(_command(tool, *arguments), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise EngineMissing(f"Kafka {VERSION} could not be set up: {done.stdout} {done.stderr}")

    def _said(self) -> str:
        return (self._folder / "broker.log").read_text()[-1000:]


def jars() -> Path:
    """The folder with Kafka's own programs. Raises EngineMissing."""
    return fetched(f"org.apache.kafka:kafka_2.13:{VERSION}", f"org.apache.kafka:kafka-tools:{VERSION}")


def tool_output(tool: str, *arguments: str, seconds: float = 60.0) -> str:
    """What one of Kafka's own programs prints."""
    done = subprocess.run(
        _command(tool, *arguments), capture_output=True, text=True, check=True, timeout=seconds, encoding="utf-8"
    )
    return done.stdout


@cache
def bootstrap() -> str:
    """The brokers of this run: given ones, or one node that is started now and ends with it. Raises EngineMissing."""
    return variable("ONETWENTY_TEST_KAFKA_BOOTSTRAP") or _shared().bootstrap


def data_folder() -> Path | None:
    """Where the brokers of this run keep data; None for given ones, and while none was started."""
    return Path(_ENDS_WITH_THE_RUN[-1][1].name) if _ENDS_WITH_THE_RUN else None


def fresh_prefix() -> str:
    """A prefix that no other topic has, also where brokers are kept between runs."""
    return f"test-{time.time_ns():x}-{next(_serial)}"


@cache
def _shared() -> KafkaServer:
    folder = tempfile.TemporaryDirectory(prefix="onetwenty-kafka-", ignore_cleanup_errors=True)
    server = KafkaServer(Path(folder.name))
    _ENDS_WITH_THE_RUN.append((server, folder))
    server.start()
    return server


_ENDS_WITH_THE_RUN: list[tuple[KafkaServer, tempfile.TemporaryDirectory[str]]] = []


def stop_shared() -> None:
    """End the node of this run, if one was started."""
    while _ENDS_WITH_THE_RUN:
        server, folder = _ENDS_WITH_THE_RUN.pop()
        server.kill()
        folder.cleanup()


def _command(program: str, *arguments: str) -> list[str]:
    return [java(), *_HEAP, "-cp", f"{jars()}/*", program, *arguments]


def _write_properties(folder: Path, port: int, protocol: str, special: Mapping[str, object]) -> Path:
    controller_port = free_port()
    settings = {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": f"1@127.0.0.1:{controller_port}",
        "listeners": f"CLIENTS://127.0.0.1:{port},CONTROLLER://127.0.0.1:{controller_port}",
        "advertised.listeners": f"CLIENTS://127.0.0.1:{port}",
        "inter.broker.listener.name": "CLIENTS",
        "controller.listener.names": "CONTROLLER",
        "listener.security.protocol.map": f"CLIENTS:{protocol},CONTROLLER:PLAINTEXT",
        "log.dirs": folder / "data",
        "auto.create.topics.enable": "false",
        "group.initial.rebalance.delay.ms": 0,
        "offsets.topic.num.partitions": 1,
        "offsets.topic.replication.factor": 1,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "share.coordinator.state.topic.replication.factor": 1,
        "log.index.size.max.bytes": 65536,
        "broker.session.timeout.ms": 3000,
        "broker.heartbeat.interval.ms": 500,
        **special,
    }
    properties = folder / "server.properties"
    properties.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
    return properties
