"""People with accounts, as their browsers and phones call the running system."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from shared.kernel.scope import Role
from tests.services.running_system import System

ACCESS = "/api/access/v1"
PASSWORD = "nắng sớm trên cầu sông Hàn"
OWN_PAGE = {"Sec-Fetch-Site": "same-origin"}


@dataclass
class Browser:
    """One device: its cookies, and the token it was given last."""

    system: System
    cookies: dict[str, str] = field(default_factory=dict)
    answer: dict[str, Any] = field(default_factory=dict)

    @property
    def bearer(self) -> dict[str, str]:
        """The header of a caller."""
        return {"Authorization": f"Bearer {self.answer['access_token']}"}

    async def post(self, path: str, body: object = None, **headers: str) -> httpx.Response:
        """A call of access from an own page, with the cookies; what it sets is kept."""
        cookie = (
            {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        )
        answer = await self.system.call("POST", ACCESS + path, {**OWN_PAGE, **cookie, **headers}, body)
        self._keep(answer)
        return answer

    async def sign_in(self, name: str, password: str = PASSWORD, **more: Any) -> httpx.Response:
        """By name and password."""
        return await self.post("/sessions", {"name": name, "password": password, **more})

    async def start(self, secret: str, code: str | None = None, **headers: str) -> httpx.Response:
        """By invitation."""
        body = {"secret": secret, "device": "Nokia", **({"code": code} if code else {})}
        return await self.post("/sessions/invitation", body, **headers)

    async def refresh(self, attempt: str | None = None) -> httpx.Response:
        """Go on with the session."""
        return await self.post("/sessions/refresh", **({"Idempotency-Key": attempt} if attempt else {}))

    def copy(self) -> "Browser":
        """Somebody else with the same cookies."""
        return Browser(self.system, dict(self.cookies), dict(self.answer))

    def _keep(self, answer: httpx.Response) -> None:
        for header in answer.headers.get_list("set-cookie"):
            name, _, rest = header.partition("=")
            assert all(word in rest for word in ("Path=/", "Secure", "HttpOnly", "SameSite=strict")), header
            self.cookies[name] = rest.partition(";")[0]
        if "access_token" in answer.text:
            self.answer = answer.json()


async def account(
    system: System, name: str, role: str = "coordinator", ward: str | None = None, password: str | None = PASSWORD
) -> dict[str, Any]:
    """An account of an office, made by an admin."""
    body = {
        "role": role,
        "name": name,
        **({"ward": ward} if ward else {}),
        **({"password": password} if password else {}),
    }
    answer = await system.call("POST", f"{ACCESS}/accounts", system.bearer(Role.ADMIN), body)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def coordinator(system: System, name: str, ward: str) -> Browser:
    """A coordinator, signed in."""
    await account(system, name, ward=ward)
    browser = Browser(system)
    answer = await browser.sign_in(name, kind="office", device="PC")
    assert answer.status_code == 201, answer.text
    return browser


async def invited(
    system: System, desk: Mapping[str, str], ward: str, volunteer_id: str, kind: str = "screen"
) -> tuple[str, str | None]:
    """The secret and the code of an invitation."""
    path = f"{ACCESS}/wards/{ward}/volunteers/{volunteer_id}/invitations"
    answer = await system.call("POST", path, desk, {"kind": kind})
    assert answer.status_code == 201, answer.text
    found = re.fullmatch(r"http://onetwenty/start#(.+)", answer.json()["url"])
    assert found is not None
    return found[1], answer.json().get("code")
