"""A broker with the settings that the compose file gives it; only ports and folders are the test's."""

import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.deploy.gateway import free_port
from tests.engines.guarded import GuardedProcess
from tests.engines.kafka import jars
from tests.engines.maven import java

USER = "onetwenty"
_CLUSTER = "0te6l4YCUeWxa6or6wPQQA"
_STARTS_WITHIN = 90.0


@dataclass(frozen=True, slots=True)
class Broker:
    """Where it answers, and what it wants to hear."""

    address: str
    password: str
    log: Path


@contextmanager
def broker(settings: Path, folder: Path, secrets: Path) -> Iterator[Broker]:
    """Format and start it as start.sh does. Raises EngineMissing."""
    port = free_port()
    properties = _moved(settings / "server.properties", folder, secrets, port)
    log = folder / "broker.log"
    ran = subprocess.run(
        _command("kafka.tools.StorageTool", "format", "--cluster-id", _CLUSTER, "--config", str(properties)),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ran.returncode == 0, ran.stderr
    process = GuardedProcess(_command("kafka.Kafka", str(properties)), log)
    try:
        _await(port, process, log)
        yield Broker(f"127.0.0.1:{port}", (secrets / "kafka_password").read_text(), log)
    finally:
        process.kill()


def _moved(original: Path, folder: Path, secrets: Path, port: int) -> Path:
    """The same settings at loopback ports, with the test's folders."""
    controller = free_port()
    moved = (
        original.read_text().replace("/run/secrets", str(secrets)).replace("/var/lib/kafka/data", str(folder / "data"))
    )
    moved = moved.replace("CLIENTS://:9092", f"CLIENTS://127.0.0.1:{port}")
    moved = moved.replace("CLIENTS://kafka:9092", f"CLIENTS://127.0.0.1:{port}").replace(
        "localhost:9093", f"127.0.0.1:{controller}"
    )
    assert not re.search(r":909\d", moved)
    file = folder / "server.properties"
    file.write_text(moved)
    return file


def _command(program: str, *arguments: str) -> list[str]:
    return [
        java(),
        "-Xmx384m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-cp",
        f"{jars()}/*",
        program,
        *arguments,
    ]


def _await(port: int, process: GuardedProcess, log: Path) -> None:
    end = time.monotonic() + _STARTS_WITHIN
    while process.running and time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError(f"the broker did not start:\n{log.read_text()[-3000:]}")
