"""`onetwenty serve`: every service over one data folder, or one service alone on MongoDB and Kafka."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib import import_module
from pathlib import Path

from starlette.types import ASGIApp

from services.access.tokens import TokenWish
from services.cli.bearers import bearer
from services.cli.demo_loading import fill_folder
from services.cli.demo_sign_ins import SignIn, demo_sign_ins
from services.cli.listening import Served, Tls, listen
from services.cli.start_page import StartPage
from services.cli.terminal import OUT
from services.demo import hai_van
from services.demo.people import volunteer_id
from services.embedded import Embedded, embedded
from shared.adapters.system_clock import SystemClock
from shared.http.built_pages import BuiltPages
from shared.http.page_safety import PageSafety
from shared.http.service import Running
from shared.kernel.scope import Role
from shared.settings import Settings

SERVICES = ("assignment", "visits", "reporting", "access")
"""Those that can be served alone."""


def serve(data: Path, host: str, port: int, *, demo: bool, tls: Tls | None) -> None:
    """Serve everything in the folder. Raises FileRefused."""

    @asynccontextmanager
    async def everything(settings: Settings, address: str) -> AsyncIterator[Served]:
        async with embedded(data, settings, SystemClock(), PageSafety(_pages(settings))) as system:
            if demo:
                await fill_folder(data, system, settings)
                people = await demo_sign_ins(system, settings)
                yield Served(system.app, system.broken, lambda: _say_demo(system, settings, address, people))
            else:
                yield Served(system.app, system.broken)

    listen("onetwenty", host, port, tls, everything)


def serve_alone(service: str, host: str, port: int, *, tls: Tls | None) -> None:
    """Serve one of SERVICES, at the servers that the settings name. Raises SettingsRefused."""

    @asynccontextmanager
    async def alone(settings: Settings, _address: str) -> AsyncIterator[Served]:
        async with _process(service, settings) as running:
            yield Served(running.app, running.broken)

    listen(service, host, port, tls, alone)


def _process(service: str, settings: Settings) -> AbstractAsyncContextManager[Running]:
    """Its module is loaded by name, so that nobody else loads the drivers that it needs."""
    process: AbstractAsyncContextManager[Running] = import_module(f"services.{service}.main").process(
        settings, SystemClock()
    )
    return process


def _pages(settings: Settings) -> ASGIApp:
    """The built pages, or one page that says where the services are."""
    folder = settings.pages_folder
    return BuiltPages(folder, StartPage()) if folder is not None else StartPage()


def _say_demo(system: Embedded, settings: Settings, address: str, people: Sequence[SignIn]) -> None:
    OUT.print(
        "The demo's people are synthetic. Pages, and who signs in there; the first sign-in asks for a new password:"
    )
    for one in people:
        OUT.print(f"{address}{one.page}  name: {one.name}  one-time password: {one.password}")
    OUT.print("\nTokens for 12 hours, and what to ask with them:")
    for title, path, wish in SIGN_INS:
        token = bearer(system.key, wish, settings)
        OUT.print(f"\n# {title}\ncurl -s -H 'Authorization: Bearer {token}' '{address}{path}'")
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
