"""Assignment as it runs, on SQLite, with its relay, views and policies; and visits' store beside it to publish from."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import httpx

from services.access.signing_keys import SigningKey, open_signing_key
from services.access.tokens import TokenWish, sign_token
from services.assignment.assembly import assignment_service
from shared.adapters.embedded.assembly import FolderStorage, open_folder_storage
from shared.adapters.system_clock import SystemClock
from shared.http.callers import KeySet, TokenReader
from shared.kernel.scope import Role
from shared.ports.service_ports import ServicePorts
from shared.settings import AUDIENCE, ISSUER

WARD = "20197"
OTHER_WARD = "20194"
HOUSEHOLDS = f"/wards/{WARD}/households"
VOLUNTEERS = f"/wards/{WARD}/volunteers"
ASSIGNMENTS = f"/wards/{WARD}/assignments"
VILLAGES = f"/wards/{WARD}/villages"
START = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def some_id(name: str) -> str:
    """A UUID that depends on `name` alone."""
    return str(uuid5(NAMESPACE_URL, name))


class FixedClock(SystemClock):
    """Stands still on a day, while waits take real seconds."""

    def __init__(self) -> None:
        super().__init__()
        self.time = START

    def now(self) -> datetime:
        return self.time


class WatchedVault:
    """A vault that tells which keys it has destroyed."""

    def __init__(self, vault: Any) -> None:
        self._vault = vault
        self.destroyed: asyncio.Queue[str] = asyncio.Queue()

    async def destroy(self, subject: str) -> None:
        await self._vault.destroy(subject)
        self.destroyed.put_nowait(subject)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._vault, name)


@dataclass
class Assignment:
    """The service and a client; every call is made as coordinator of `WARD` unless said otherwise."""

    client: httpx.AsyncClient
    clock: FixedClock
    key: SigningKey
    storage: FolderStorage
    vault: WatchedVault
    last: str = ""

    def bearer(self, role: Role, ward: str = WARD, volunteer_id: str | None = None) -> dict[str, str]:
        wish = TokenWish(role=role, ward=ward, volunteer_id=volunteer_id, hours=12)
        return {"Authorization": f"Bearer {sign_token(self.key, self.clock, wish)}"}

    async def send(
        self, method: str, path: str, body: Mapping[str, Any] | None = None, **headers: Any
    ) -> httpx.Response:
        """A command; what it wrote is what the next read waits for."""
        answer = await self.client.request(method, path, json=body, headers=self._headers(headers))
        if answer.status_code in (200, 201) and answer.json()["version"]:
            self.last = f"{answer.json()['stream']}:{answer.json()['version']}"
        return answer

    def expect_another(self) -> None:
        """The next read waits for one more commit of the roster than the last command's."""
        stream, version = self.last.split(":")
        self.last = f"{stream}:{int(version) + 1}"

    async def read(self, path: str, *, min_version: bool = True, **headers: Any) -> httpx.Response:
        """A read that has seen the last command."""
        query = f"{'&' if '?' in path else '?'}min_version={self.last}" if min_version and self.last else ""
        return await self.client.get(path + query, headers=self._headers(headers))

    async def items(self, path: str, **headers: Any) -> list[dict[str, Any]]:
        answer = await self.read(path, **headers)
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["items"]
        return found

    def _headers(self, given: Mapping[str, Any]) -> dict[str, str]:
        return {**self.bearer(Role.COORDINATOR), **given.get("headers", {}), **given.get("caller", {})}

    async def household(self, number: int = 1, **fields: Any) -> str:
        """Register a household and return its id."""
        body = {"village": "Tà Lang", "priority": [], "signal": "good", "code": f"HV-{number}", **fields}
        answer = await self.send("POST", HOUSEHOLDS, body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def volunteer(self, **fields: Any) -> str:
        """Enroll a volunteer and return their id."""
        body = {"name": "Demo Lan", "kind": "youth_union", "capacity": 20, **fields}
        answer = await self.send("POST", VOLUNTEERS, body)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def assign(self, household_id: str, volunteer_id: str, **fields: Any) -> httpx.Response:
        body = {"household_id": household_id, "volunteer_id": volunteer_id, **fields}
        return await self.send("POST", ASSIGNMENTS, body)


@asynccontextmanager
async def running_assignment(folder: Path) -> AsyncIterator[Assignment]:
    """The service in `folder`, from start to stop."""
    clock = FixedClock()
    storage = await open_folder_storage(folder, {"assignment": True, "visits": False}, clock)
    own = storage.services["assignment"]
    vault = WatchedVault(own.vault)
    ledgers = {name: one.event_store for name, one in storage.services.items()}
    ports = ServicePorts(own.event_store, own.view_stores, vault, own.leases, storage.bus, ledgers, clock)
    key = open_signing_key(folder)
    service = assignment_service(ports, TokenReader(KeySet(key.jwks()), ISSUER, AUDIENCE, clock), b"k" * 32)
    await service.start()
    transport = httpx.ASGITransport(app=service.app)
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://test/api/assignment/v1") as client:
            yield Assignment(client, clock, key, storage, vault)
    finally:
        await service.stop()
        await storage.close()
