"""`onetwenty serve`: from a free port and a sound folder to "ready", and from SIGTERM to a folder in order."""

import asyncio
import errno
import gc
import signal
import socket
import ssl
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import uvicorn
import uvloop
from starlette.types import ASGIApp

from services.access.tokens import TokenWish, sign_token
from services.cli.demo_loading import fill_folder
from services.cli.start_page import StartPage
from services.cli.terminal import OUT, failed
from services.demo import hai_van
from services.demo.people import volunteer_id
from services.embedded import Embedded, embedded
from shared.adapters.system_clock import SystemClock
from shared.adapters.traced_process import traced_process
from shared.http.guarded_hosts import GuardedHosts
from shared.http.logs import configure_logs
from shared.http.page_safety import PageSafety
from shared.kernel.scope import Role
from shared.settings import Settings, read_settings, unknown_variables


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


def serve(data: Path, host: str, port: int, *, demo: bool, tls: tuple[Path, Path] | None) -> None:
    """Serve until SIGTERM or SIGINT; what was accepted is finished first. Raises FileRefused."""
    settings = read_settings()
    for name, meant in unknown_variables().items():
        raise failed(f"{name} sets nothing.", f"Did you mean {meant}?" if meant else "Unset it.")
    if tls is not None:
        _check_tls(*tls)
    configure_logs(settings.log_format, settings.log_level)
    # The writer threads need the interpreter's lock for moments only, but often.
    sys.setswitchinterval(0.001)
    with (
        traced_process("onetwenty", settings, SystemClock()),
        bind(host, port) as listening,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        named = f"[{host}]" if ":" in host else host
        address = f"{'https' if tls else 'http'}://{named}:{listening.getsockname()[1]}"
        # Asked to end before there was anything to serve: what was written is closed in order, exit code 0.
        with suppress(asyncio.CancelledError):
            runner.run(_serve(data, settings, listening, address, demo=demo, tls=tls))


async def _serve(
    data: Path,
    settings: Settings,
    listening: socket.socket,
    address: str,
    *,
    demo: bool,
    tls: tuple[Path, Path] | None,
) -> None:
    with _cancelled_by_signals() as serving:
        async with embedded(data, settings, SystemClock(), PageSafety(StartPage())) as system:
            if demo:
                await fill_folder(data, system, settings)
            _tune_collector()
            server = _Server(
                _config(GuardedHosts(system.app, settings.host_names), tls),
                address,
                lambda: _say_demo(system, settings, address) if demo else None,
            )
            serving()
            await _until_stopped_or_broken(server, listening, system)


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


async def _until_stopped_or_broken(server: uvicorn.Server, listening: socket.socket, system: Embedded) -> None:
    """Serve; when a service fails for good, end in order and raise what it failed with."""
    broken = asyncio.ensure_future(system.broken())
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


def _config(app: ASGIApp, tls: tuple[Path, Path] | None) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        loop="none",
        http="httptools",
        lifespan="on",
        access_log=False,
        log_config=None,
        server_header=False,
        proxy_headers=False,
        ws="none",
        timeout_keep_alive=30,
        timeout_graceful_shutdown=10,
        ssl_certfile=tls[0] if tls else None,
        ssl_keyfile=tls[1] if tls else None,
    )


def _say_demo(system: Embedded, settings: Settings, address: str) -> None:
    OUT.print("The demo's people are synthetic. Tokens for 12 hours, and what to ask with them:")
    for title, path, wish in SIGN_INS:
        bearer = sign_token(
            system.key, SystemClock(), wish, issuer=settings.token_issuer, audience=settings.token_audience
        )
        OUT.print(f"\n# {title}\ncurl -s -H 'Authorization: Bearer {bearer}' '{address}{path}'")
    OUT.file.flush()


SIGN_INS = (
    ("province: its figures", "/api/reporting/v1/province", TokenWish(role=Role.PROVINCE)),
    (
        "coordinator of Hải Vân: households of Tà Lang",
        f"/api/assignment/v1/wards/{hai_van.WARD}/households?village=t%C3%A0-lang&limit=2",
        TokenWish(role=Role.COORDINATOR, ward=hai_van.WARD),
    ),
    (
        "a volunteer of Hải Vân: own households",
        "/api/assignment/v1/caseload",
        TokenWish(role=Role.VOLUNTEER, ward=hai_van.WARD, volunteer_id=volunteer_id(hai_van.WARD, 0)),
    ),
    (
        "the same volunteer: what was done there",
        "/api/visits/v1/caseload",
        TokenWish(role=Role.VOLUNTEER, ward=hai_van.WARD, volunteer_id=volunteer_id(hai_van.WARD, 0)),
    ),
)
