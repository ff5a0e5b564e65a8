"""Every service in one process over a folder of the test's, called through ASGI, with small wards to ask about."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from services.access.flows.account_streams import volunteer_account
from services.access.tokens import TokenWish, sign_token
from services.embedded import Embedded, embedded
from shared.adapters.system_clock import SystemClock
from shared.kernel.days import day_of, rfc3339
from shared.kernel.scope import Role
from shared.settings import Settings

WARD = "20194"
OTHER_WARD = "20197"
CLOCK = SystemClock()
BASE = "http://onetwenty"
NONE = "01a20000-0000-7000-8000-000000000000"
"""No session and no passkey has this id."""
PATIENCE = 10


def ago(**time: float) -> str:
    """That long before now, as a body takes it."""
    return rfc3339(CLOCK.now() - timedelta(**time))


def soon(days: int = 7) -> str:
    """A day in the future."""
    return day_of(CLOCK.now() + timedelta(days=days))


@dataclass(frozen=True, slots=True)
class Place:
    """A household with its volunteer, what a visit left there (an open case and an open follow-up), and a request."""

    ward: str
    volunteer_id: str
    household_id: str
    visit_id: str
    case_id: str
    follow_up_id: str
    request_id: str
    village: str = "tà-lang"

    @property
    def ids(self) -> dict[str, str]:
        """By the names that paths give them."""
        own = {name: getattr(self, name) for name in self.__slots__}
        return {**own, "account_id": volunteer_account(self.volunteer_id), "session_id": NONE, "passkey_id": NONE}


class System:
    """The running system."""

    def __init__(self, running: Embedded, client: httpx.AsyncClient) -> None:
        self.running = running
        self._client = client

    def bearer(self, role: Role, ward: str | None = None, volunteer_id: str | None = None) -> dict[str, str]:
        """The header of a caller."""
        wish = TokenWish(role=role, ward=ward, volunteer_id=volunteer_id, hours=1)
        return {"Authorization": f"Bearer {sign_token(self.running.key, CLOCK, wish)}"}

    async def call(
        self, method: str, path: str, headers: Mapping[str, str], body: object = None, **query: object
    ) -> httpx.Response:
        """The whole answer."""
        params = {name: str(value) for name, value in query.items()}
        return await self._client.request(method, path, json=body, headers=dict(headers), params=params or None)

    async def send(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes, **query: str
    ) -> httpx.Response:
        """The whole answer to a body of any bytes."""
        return await self._client.request(method, path, content=body, headers=dict(headers), params=query or None)

    async def status(self, path: str, headers: Mapping[str, str]) -> int:
        """The status of a stream, which is left as soon as it has begun."""
        begun: asyncio.Queue[int] = asyncio.Queue()
        left = asyncio.Event()

        async def receive() -> Any:
            await left.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                begun.put_nowait(message["status"])

        raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
        scope: Any = {"type": "http", "method": "GET", "path": path, "raw_path": quote(path).encode()}
        scope |= {"query_string": b"", "headers": raw, "http_version": "1.1", "scheme": "http"}
        async with asyncio.timeout(PATIENCE):
            streaming = asyncio.create_task(self.running.app(scope, receive, send))
            status = await begun.get()
            left.set()
            await streaming
        return status

    async def place(self, ward: str) -> Place:
        """A new household of that ward with its own volunteer, met once."""
        desk = self.bearer(Role.COORDINATOR, ward)
        volunteer = {"name": "A (mẫu)", "kind": "student", "capacity": 20}
        volunteer_id = (await self._made(f"/api/assignment/v1/wards/{ward}/volunteers", desk, volunteer))["id"]
        devices = await self.call("GET", f"/api/access/v1/wards/{ward}/volunteers/{volunteer_id}/sessions", desk)
        assert devices.status_code == 200, devices.text
        household = {"village": "Tà Lang", "priority": [], "signal": "weak", "head_name": "B (mẫu)"}
        household_id = (await self._made(f"/api/assignment/v1/wards/{ward}/households", desk, household))["id"]
        both = {"household_id": household_id, "volunteer_id": volunteer_id}
        await self._made(f"/api/assignment/v1/wards/{ward}/assignments", desk, both)
        visit_id, case_id, follow_up_id, request_id = (CLOCK.new_id() for _ in range(4))
        line = {"case_id": case_id, "procedure": "sim-registration", "step": "submitted", "mode": "assisted"}
        visit = visit_of(household_id) | {
            "visit_id": visit_id,
            "procedures": [line],
            "follow_ups": [{"id": follow_up_id, "due": soon(), "what": "Lấy kết quả"}],
        }
        at_the_door = self.bearer(Role.VOLUNTEER, ward, volunteer_id)
        await self._made("/api/visits/v1/visits", at_the_door, visit)
        request = {"id": request_id, "kind": "access", "occurred_at": ago(hours=1)}
        await self._made(f"/api/visits/v1/wards/{ward}/households/{household_id}/requests", at_the_door, request)
        return Place(ward, volunteer_id, household_id, visit_id, case_id, follow_up_id, request_id)

    async def _made(self, path: str, headers: Mapping[str, str], body: object) -> dict[str, Any]:
        answer = await self.call("POST", path, headers, body)
        assert answer.status_code == 201, answer.text
        made: dict[str, Any] = answer.json()
        return made

    async def known_everywhere(self, ward: str) -> None:
        """Wait until every service's reads know what has been written in a ward."""
        desk = self.bearer(Role.COORDINATOR, ward)
        written = await self.call("PUT", f"/api/assignment/v1/wards/{ward}/villages/x", desk, {"name": "Giàn Bí"})
        roster = f"{written.json()['stream']}:{written.json()['version']}"
        for service, path in READ_BY_ALL.items():
            answer = await self.call("GET", f"/api/{service}/v1{path.format(ward=ward)}", desk, min_version=roster)
            assert answer.status_code == 200, answer.text


READ_BY_ALL = {"assignment": "/wards/{ward}/villages", "visits": "/wards/{ward}/cases", "reporting": "/wards/{ward}"}


def visit_of(household_id: str) -> dict[str, Any]:
    """A visit as short as one can be."""
    return {
        "visit_id": CLOCK.new_id(),
        "household_id": household_id,
        "occurred_at": ago(hours=1),
        "outcome": "helped",
        "people_helped": 1,
        "procedures": [],
        "follow_ups": [],
    }


@asynccontextmanager
async def running_system(folder: Path, settings: Settings | None = None) -> AsyncIterator[System]:
    """Every service in `folder`, from start to stop."""
    async with embedded(folder, settings or Settings(), CLOCK) as running:
        transport = httpx.ASGITransport(running.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
            yield System(running, client)
