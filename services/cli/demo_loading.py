"""`onetwenty demo` and `serve --demo`: the demo's commands, sent to a running system or to one in this process."""

import asyncio
from pathlib import Path

import httpx
from starlette.types import ASGIApp

from services.access.signing_keys import SigningKey
from services.access.tokens import TokenWish
from services.cli.bearers import bearer
from services.cli.keys import signing_key
from services.cli.terminal import OUT, failed, progress
from services.demo.loading import DemoRefused, Loaded, load, require_own
from services.demo.scenario import Size, calls
from services.embedded import Embedded, embedded
from shared.adapters.system_clock import SystemClock
from shared.kernel.days import Day, day_of, rfc3339
from shared.kernel.scope import Role
from shared.settings import Settings, read_settings

CLOCK = SystemClock()


def run(data: Path | None, size: Size, url: str | None) -> None:
    """Load the demo and say how many commands that were. Exit code 1 when one is refused."""
    try:
        done = asyncio.run(_run(data, size, url, read_settings()))
    except DemoRefused as refusal:
        raise failed(str(refusal), refusal.remedy) from None
    except httpx.TransportError as error:
        raise failed(
            f"{url} does not answer: {error}", "Start `onetwenty serve` there first, or check the address."
        ) from None
    known = f", {done.known} of them known before" if done.known else ""
    OUT.print(f"{done.accepted} commands accepted{known}")


async def _run(data: Path | None, size: Size, url: str | None, settings: Settings) -> Loaded:
    if url is not None:
        key = signing_key(data, settings)
        async with httpx.AsyncClient(base_url=url, timeout=60) as client:
            return await fill(client, size, key, settings)
    nobody_else = settings.model_copy(update={"commands_per_second": 0})
    async with embedded(data or settings.data, nobody_else, CLOCK) as system:
        return await fill_app(system.app, size, system.key, settings)


async def fill_folder(folder: Path, system: Embedded, settings: Settings) -> None:
    """Load the demo into an empty folder, or go on where a load was interrupted: with the day that it began on, so
    that what was sent already is only repeated. Exit code 1 when that cannot be done."""
    unfinished = folder / "demo.unfinished"
    if system.empty:
        unfinished.write_text(day_of(CLOCK.now()))
    if not unfinished.exists():
        return
    try:
        await fill_app(system.app, Size.SEED, system.key, settings, unfinished.read_text().strip())
    except DemoRefused as refusal:
        raise failed(str(refusal), refusal.remedy) from None
    unfinished.unlink()


async def fill_app(app: ASGIApp, size: Size, key: SigningKey, settings: Settings, day: Day | None = None) -> Loaded:
    """Load the demo into an app of this process."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://embedded", timeout=60) as client:
        return await fill(client, size, key, settings, day)


async def fill(
    client: httpx.AsyncClient, size: Size, key: SigningKey, settings: Settings, day: Day | None = None
) -> Loaded:
    """Load the demo as of a day, today unless told; raises DemoRefused."""

    def token(role: Role, ward: str, volunteer_id: str | None) -> str:
        wish = TokenWish(role=role, ward=ward, volunteer_id=volunteer_id, hours=1)
        return bearer(key, wish, settings)

    now = CLOCK.now()
    demo = list(calls(size, day or day_of(now)))
    await require_own(client, demo, token(Role.SERVICE, "", None))
    with progress("demo data", len(demo)) as advance:
        return await load(client, demo, token, rfc3339(now), advance)
