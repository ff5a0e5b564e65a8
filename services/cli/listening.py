"""A process that listens: from a free port to "ready", and from SIGTERM to an end in order."""

import asyncio
import errno
import gc
import signal
import socket
import ssl
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import uvicorn
import uvloop
from starlette.types import ASGIApp

from services.cli.terminal import OUT, failed
from shared.adapters.system_clock import SystemClock
from shared.adapters.traced_process import traced_process
from shared.http.guarded_hosts import GuardedHosts
from shared.http.logs import configure_logs
from shared.settings import Settings, read_settings, unknown_variables

Tls = tuple[Path, Path]
"""A certificate chain and its key."""


def _nothing() -> None:
    return None


@dataclass(frozen=True, slots=True)
class Served:
    """What answers; `broken` waits until it fails for good and raises that; `afterwards` is called once it answers."""

    app: ASGIApp
    broken: Callable[[], Awaitable[object]]
    afterwards: Callable[[], None] = _nothing


Opened = Callable[[Settings, str], AbstractAsyncContextManager[Served]]
"""Opens what is served at an address, and closes it when the process ends."""


def listen(name: str, host: str, port: int, tls: Tls | None, opened: Opened) -> None:
    """Serve as the process `name` until SIGTERM or SIGINT; what was accepted is finished first."""
    settings = read_settings()
    for variable, meant in unknown_variables().items():
        raise failed(f"{variable} sets nothing.", f"Did you mean {meant}?" if meant else "Unset it.")
    if tls is not None:
        _check_tls(*tls)
    configure_logs(settings.log_format, settings.log_level)
    # The writer threads need the interpreter's lock for moments only, but often.
    sys.setswitchinterval(0.001)
    with (
        traced_process(name, settings, SystemClock()),
        bind(host, port) as listening,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        named = f"[{host}]" if ":" in host else host
        address = f"{'https' if tls else 'http'}://{named}:{listening.getsockname()[1]}"
        # Asked to end before there was anything to serve: what was written is closed in order, exit code 0.
        with suppress(asyncio.CancelledError):
            runner.run(_serve(settings, listening, address, tls, opened))


def bind(host: str, port: int) -> socket.socket:
    """The listening socket; exit code 1 with the remedy when it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except (socket.gaierror, UnicodeError):
        listening.close()
        raise failed(f"{host} is no address that can be listened on.", _HOST) from None
    except OSError as error:
        listening.close()
        remedy = _BIND_REMEDIES.get(error.errno or 0, _TAKEN)
        raise failed(f"port {port} on {host} cannot be used: {error.strerror or error}.", remedy) from None
    return listening


_HOST = "Give --host an address of this machine: 127.0.0.1 for itself alone, 0.0.0.0 for all of its own."
_TAKEN = "Another program may be using it: choose one with --port, or stop that program."
_BIND_REMEDIES = {
    errno.EADDRNOTAVAIL: _HOST,
    errno.EACCES: "Ports below 1024 need a permission of the system's: choose a higher one with --port.",
}


class _Server(uvicorn.Server):
    """Says when it answers."""

    def __init__(self, config: uvicorn.Config, address: str, afterwards: Callable[[], None]) -> None:
        super().__init__(config)
        self._address = address
        self._afterwards = afterwards

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            OUT.print(f"ready {self._address}")
            OUT.file.flush()
            self._afterwards()


async def _serve(settings: Settings, listening: socket.socket, address: str, tls: Tls | None, opened: Opened) -> None:
    with _cancelled_by_signals() as serving:
        async with opened(settings, address) as served:
            _tune_collector()
            app = GuardedHosts(served.app, settings.host_names)
            server = _Server(_config(app, tls, settings.proxies), address, served.afterwards)
            serving()
            await _until_stopped_or_broken(server, listening, served.broken)


@contextmanager
def _cancelled_by_signals() -> Iterator[Callable[[], None]]:
    """SIGTERM and SIGINT cancel the running task, until the function that is given has been called: then uvicorn takes
    them over, and what it raises again after a graceful end has been answered."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    numbers = (signal.SIGTERM, signal.SIGINT)

    def hand_over() -> None:
        for number in numbers:
            loop.remove_signal_handler(number)
            signal.signal(number, lambda *_: None)

    for number in numbers:
        loop.add_signal_handler(number, lambda: task.cancel() if task else None)
    yield hand_over


async def _until_stopped_or_broken(
    server: uvicorn.Server, listening: socket.socket, broken_for_good: Callable[[], Awaitable[object]]
) -> None:
    """Serve; when a service fails for good, end in order and raise what it failed with."""
    broken = asyncio.ensure_future(broken_for_good())
    broken.add_done_callback(lambda _: setattr(server, "should_exit", True))
    try:
        await server.serve(sockets=[listening])
        if broken.done():
            await broken
        if not server.started:
            raise failed("the server could not start.", "The log above says why.")
    finally:
        broken.cancel()


def _check_tls(certificate: Path, key: Path) -> None:
    """Exit code 1 when the two files cannot be served with."""
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(certificate, key)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise failed(
            f"{certificate} and {key} cannot be used for TLS: {reason}.",
            "Give a certificate chain in PEM and its own private key, both readable.",
        ) from None


def _tune_collector() -> None:
    """Keep the collector off what lives as long as the process, and look at the rest less often: caches of states and
    documents hold hundreds of thousands of objects, and by default each full look stops every request."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def _config(app: ASGIApp, tls: tuple[Path, Path] | None, proxies: str) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        loop="none",
        http="httptools",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=proxies,
        ws="none",
        timeout_keep_alive=30,
        timeout_graceful_shutdown=10,
        ssl_certfile=tls[0] if tls else None,
        ssl_keyfile=tls[1] if tls else None,
    )
