"""The gateway itself, with the configuration of deploy/caddy: its program, on loopback ports, before local services."""

import json
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from tests.deploy.composed import ROOT
from tests.engines.guarded import GuardedProcess

CADDYFILE = ROOT / "deploy" / "caddy" / "Caddyfile"
_STARTS_WITHIN = 20.0


def caddy_run(program: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the program on the gateway's file, with these settings alone."""
    told = {f"ONETWENTY_{name}": value for name, value in settings.items()}
    bare = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", **told}
    command = [str(program), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=bare)


def adapted(program: Path, **settings: str) -> dict[str, Any]:
    """The configuration that the file means."""
    result = caddy_run(program, "adapt", "--adapter", "caddyfile", "--config", str(CADDYFILE), **settings)
    assert result.returncode == 0, result.stderr
    configuration: dict[str, Any] = json.loads(result.stdout)
    return configuration


def parts(configuration: Any, handler: str) -> Iterator[dict[str, Any]]:
    """Every handler of that name, wherever it lies."""
    if isinstance(configuration, list):
        for one in configuration:
            yield from parts(one, handler)
    if isinstance(configuration, dict):
        if configuration.get("handler") == handler:
            yield configuration
        yield from parts(list(configuration.values()), handler)


class Gateway:
    """A running gateway."""

    def __init__(self, url: str, log: Path) -> None:
        self.url = url
        self.log = log


@contextmanager
def gateway(program: Path, replicas: Mapping[str, Sequence[str]], pages: Path, folder: Path) -> Iterator[Gateway]:
    """It takes plain HTTP under any name, and these `host:port` are the replicas that it would ask DNS for."""
    port = free_port()
    configuration = adapted(program)
    for proxy in parts(configuration, "reverse_proxy"):
        service = proxy.pop("dynamic_upstreams")["name"]
        proxy["upstreams"] = [{"dial": address} for address in replicas[service]]
    for variables in parts(configuration, "vars"):
        variables["root"] = str(pages)
    (server,) = configuration["apps"]["http"]["servers"].values()
    for route in server["routes"]:
        route.pop("match")
    server |= {"listen": [f"127.0.0.1:{port}"], "automatic_https": {"disable": True}}
    file, log = folder / "gateway.json", folder / "gateway.log"
    file.write_text(json.dumps(configuration))
    home = ["env", f"HOME={folder}", f"XDG_DATA_HOME={folder}", f"XDG_CONFIG_HOME={folder}"]
    running = GuardedProcess([*home, str(program), "run", "--config", str(file)], log)
    try:
        _await(port, running, log)
        yield Gateway(f"http://127.0.0.1:{port}", log)
    finally:
        running.kill()


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _await(port: int, running: GuardedProcess, log: Path) -> None:
    end = time.monotonic() + _STARTS_WITHIN
    while running.running and time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise AssertionError(f"the gateway did not start:\n{log.read_text()[-2000:]}")


def ask(gateway: Gateway, method: str, path: str, **options: Any) -> httpx.Response:
    """Ask as a browser does."""
    return httpx.request(method, f"{gateway.url}{path}", timeout=30, trust_env=False, **options)
