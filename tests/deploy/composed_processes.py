"""The compose file's services as processes of this machine: their own commands and environments, at loopback ports."""

import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from tests.deploy.composed import SERVICES
from tests.deploy.gateway import free_port
from tests.engines.guarded import GuardedProcess
from tests.journeys.asking import until

BIN = Path(sys.executable).parent
_STARTS_WITHIN = 60.0
_OF_THE_WIRE_SERVER = {"ONETWENTY_MONGO_USER", "ONETWENTY_MONGO_PASSWORD_FILE"}
"""The server that stands in for MongoDB knows no users."""


class Host:
    """What the containers' names, secrets and volumes are on this machine."""

    def __init__(self, system: dict[str, Any], folder: Path, kafka: str, mongo: str) -> None:
        self._services = system["services"]
        self._folder = folder
        self.ports = {name: free_port() for name in SERVICES}
        self._here = {
            "mongodb://mongo:27017/?replicaSet=onetwenty": mongo,
            "kafka:9092": kafka,
            "/run/secrets": str(folder / "secrets/onetwenty"),
            "/run/onetwenty/token": str(folder / "token"),
            **{f"http://{name}:8120": f"http://127.0.0.1:{port}" for name, port in self.ports.items()},
        }
        (folder / "token").mkdir()

    def environment(self, name: str) -> dict[str, str]:
        """What the process is told, and nothing of this machine's."""
        told = {"PATH": f"{BIN}:/usr/bin:/bin"}
        for variable, value in self._services[name]["environment"].items():
            if value and variable not in _OF_THE_WIRE_SERVER:
                told[variable] = self._moved(value)
        return told

    def command(self, name: str) -> list[str]:
        """The container's command."""
        entry = self._services[name].get("entrypoint") or ["onetwenty"]
        return [self._moved(part) for part in [*entry, *self._services[name]["command"]]]

    def once(self, name: str) -> None:
        """Run a one-shot to its end."""
        done = subprocess.run(
            self.command(name),
            env=self.environment(name),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            cwd=self._folder,
        )
        assert done.returncode == 0, f"{name}: {done.stdout}{done.stderr}"

    @contextmanager
    def replica(self, name: str, port: int) -> Iterator[GuardedProcess]:
        """A service that listens on loopback; ended with the block."""
        told = [f"{variable}={value}" for variable, value in self.environment(name).items()]
        command = self.command(name)
        command[command.index("--host") + 1] = "127.0.0.1"
        command[command.index("--port") + 1] = str(port)
        command[0] = str(BIN / command[0])
        process = GuardedProcess(["env", "-i", *told, *command], self._folder / f"{name}-{port}.log")
        try:
            yield process
        finally:
            process.kill()

    def said(self) -> str:
        """The end of every log."""
        return "\n".join(f"{log.name}: {log.read_text()[-1500:]}" for log in sorted(self._folder.glob("*.log")))

    def _moved(self, text: str) -> str:
        for there, here in self._here.items():
            text = text.replace(there, here)
        return text


@contextmanager
def everything(host: Host, scale: Mapping[str, int]) -> Iterator[dict[str, list[str]]]:
    """Every service with so many replicas, able to work; their addresses."""
    with ExitStack() as running:
        replicas: dict[str, list[str]] = {}
        for name in SERVICES:
            ports = [host.ports[name], *(free_port() for _ in range(scale.get(name, 1) - 1))]
            for port in ports:
                running.enter_context(host.replica(name, port))
            replicas[name] = [f"127.0.0.1:{port}" for port in ports]
        try:
            until(
                lambda: all(_can_work(one) for many in replicas.values() for one in many), "readiness", _STARTS_WITHIN
            )
        except AssertionError as late:
            raise AssertionError(f"{late}\n{host.said()}") from None
        yield replicas


def _can_work(address: str) -> bool:
    with suppress(httpx.HTTPError):
        return httpx.get(f"http://{address}/readyz", timeout=5, trust_env=False).status_code == 200
    return False
