"""One Kafka node in KRaft mode for a whole run, or the brokers that ONETWENTY_TEST_KAFKA_BOOTSTRAP names."""

import subprocess
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from tests.engines.environment import variable
from tests.engines.loopback import free_port
from tests.engines.maven import fetched, java
from tests.engines.server import Server, SharedServer, fresh_prefix
from tests.engines.without import EngineMissing

__all__ = ["VERSION", "KafkaServer", "bootstrap", "data_folder", "fresh_prefix", "stop_shared", "tool_output"]

VERSION = "4.1.0"
_CLUSTER = "b25ldHdlbnR5LXRlc3RzMQ"
_HEAP = ("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Dfile.encoding=UTF-8")


class KafkaServer(Server):
    """A broker with its data in one folder; stopped or killed, it can be started again on the same data and port."""

    name = f"Kafka {VERSION}"

    def __init__(
        self, folder: Path, protocol: str = "PLAINTEXT", settings: Mapping[str, object] | None = None, user: str = ""
    ) -> None:
        """`settings` beside or in place of the usual ones; `user` as in `[name=…,password=…]`, by SCRAM-SHA-512."""
        super().__init__(folder, free_port())
        self._properties = _write_properties(folder, self.port, protocol, settings or {})
        users = ("--add-scram", f"SCRAM-SHA-512={user}") if user else ()
        self._run("kafka.tools.StorageTool", "format", "-t", _CLUSTER, "-c", str(self._properties), *users)

    @property
    def bootstrap(self) -> str:
        """Its address, as clients are given it."""
        return f"127.0.0.1:{self.port}"

    def command(self) -> Sequence[str]:
        return _command("kafka.Kafka", str(self._properties))

    def _run(self, tool: str, *arguments: str) -> None:
        done = subprocess.run(_command(tool, *arguments), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise EngineMissing(f"{self.name} could not be set up: {done.stdout} {done.stderr}")


_SHARED = SharedServer(KafkaServer)
data_folder, stop_shared = _SHARED.data_folder, _SHARED.stop


@cache
def bootstrap() -> str:
    """The brokers of this run: given ones, or one node that is started now and ends with it. Raises EngineMissing."""
    return variable("ONETWENTY_TEST_KAFKA_BOOTSTRAP") or _SHARED.get().bootstrap


def jars() -> Path:
    """The folder with Kafka's own programs. Raises EngineMissing."""
    return fetched(f"org.apache.kafka:kafka_2.13:{VERSION}", f"org.apache.kafka:kafka-tools:{VERSION}")


def tool_output(tool: str, *arguments: str, seconds: float = 60.0) -> str:
    """What one of Kafka's own programs prints."""
    done = subprocess.run(
        _command(tool, *arguments), capture_output=True, text=True, check=True, timeout=seconds, encoding="utf-8"
    )
    return done.stdout


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
