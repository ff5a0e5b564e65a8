"""What a password's hash costs on this machine, and what signing in costs the commands beside it.

`python -m benchmarks.password_hashing`: a table of argon2id's parameters, then the delay of commands of one ward alone,
and while as many people sign in as the hashing takes. The choice is recorded in docs/decisions/0012.
"""

import asyncio
import time
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from typing import Any

import httpx
from argon2 import PasswordHasher

from services.access.credentials.hashing import MEMORY_KIB, PARALLELISM, TIME_COST
from services.access.tokens import TokenWish, sign_token
from services.embedded import Embedded, embedded
from shared.adapters.system_clock import SystemClock
from shared.kernel.scope import Role
from shared.settings import Settings

MEMORY_MIB = (19, 32, 46, 64, 96)
PASSES = (1, 2, 3)
TRIES = 7
SECONDS = 10.0
WARD = "20194"
PASSWORD = "nắng sớm trên cầu sông Hàn"  # noqa: S105 of nobody
CLOCK = SystemClock()


def table() -> None:
    """Milliseconds of one hash, the median of a few."""
    print("MiB \\ passes " + "".join(f"{one:>8}" for one in PASSES))
    for memory in MEMORY_MIB:
        row = (_milliseconds(PasswordHasher(passes, memory * 1024, PARALLELISM)) for passes in PASSES)
        print(f"{memory:>12} " + "".join(f"{one:>8.1f}" for one in row))
    print(f"in use: {MEMORY_KIB // 1024} MiB, {TIME_COST} passes")


def _milliseconds(hasher: PasswordHasher) -> float:
    taken = []
    for _ in range(TRIES):
        begun = time.perf_counter()
        hasher.hash(PASSWORD)
        taken.append((time.perf_counter() - begun) * 1000)
    return median(taken)


async def beside() -> None:
    """Commands alone, then beside people who sign in without a pause."""
    with TemporaryDirectory() as folder:
        async with embedded(Path(folder, "data"), Settings(), CLOCK) as running:
            transport = httpx.ASGITransport(running.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://onetwenty") as client:
                await _account(client, running)
                _say("commands alone", await _commands(client, running))
                signing_in = [asyncio.create_task(_sign_ins(running, one)) for one in range(4)]
                _say("commands beside", await _commands(client, running))
                opened = sum([await one for one in signing_in])
                print(f"sign-ins beside: {opened / SECONDS:.1f} a second")


async def _account(client: httpx.AsyncClient, running: Embedded) -> None:
    body = {"role": "auditor", "name": "an.auditor", "password": PASSWORD}
    answer = await client.post("/api/access/v1/accounts", json=body, headers=_bearer(running, Role.ADMIN))
    assert answer.status_code == 201, answer.text


async def _commands(client: httpx.AsyncClient, running: Embedded) -> list[float]:
    """One after another, each by somebody else, for each account has an allowance."""
    taken: list[float] = []
    path, until = f"/api/assignment/v1/wards/{WARD}/villages/x", time.perf_counter() + SECONDS
    while time.perf_counter() < until:
        desk = _bearer(running, Role.COORDINATOR, f"coordinator-{len(taken)}")
        begun = time.perf_counter()
        body: dict[str, Any] = {"name": "Tà Lang", "households_total": 1 + len(taken) % 100}
        answer = await client.put(path, json=body, headers=desk)
        assert answer.status_code == 200, answer.text
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


async def _sign_ins(running: Embedded, caller: int) -> int:
    """Each time from another address, so that only the hashing holds it up."""
    opened, until = 0, time.perf_counter() + SECONDS
    body = {"name": "an.auditor", "password": PASSWORD, "kind": "office"}
    transport = httpx.ASGITransport(running.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://onetwenty") as client:
        while time.perf_counter() < until:
            transport.client = (f"192.0.2.{caller}.{opened}", 1)
            opened += (await client.post("/api/access/v1/sessions", json=body)).status_code == 201
    return opened


def _bearer(running: Embedded, role: Role, subject: str | None = None) -> dict[str, str]:
    wish = TokenWish(role=role, ward=WARD, subject=subject)
    return {"Authorization": f"Bearer {sign_token(running.key, CLOCK, wish)}"}


def _say(what: str, taken: list[float]) -> None:
    cuts = quantiles(taken, n=100)
    print(f"{what}: {len(taken) / SECONDS:.0f} a second, median {median(taken):.1f} ms, p99 {cuts[98]:.1f} ms")


if __name__ == "__main__":
    table()
    asyncio.run(beside())
