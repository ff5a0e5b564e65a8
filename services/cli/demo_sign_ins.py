"""Whom a reader of the demo can be: an account for each page, made through the same calls as everyone's."""

from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import httpx

from services.access.tokens import TokenWish
from services.cli.bearers import bearer
from services.demo import hai_van
from services.demo.people import volunteer_id
from services.embedded import Embedded
from shared.kernel.scope import Role
from shared.settings import Settings


@dataclass(frozen=True, slots=True)
class SignIn:
    """A page, the name to sign in with there, and the one-time password, good until another one is chosen."""

    page: str
    name: str
    password: str


async def demo_sign_ins(system: Embedded, settings: Settings) -> list[SignIn]:
    """The demo's accounts, made at the first start; a later one repeats the same commands and gets the same answers."""

    def as_caller(wish: TokenWish) -> dict[str, str]:
        return {"Authorization": f"Bearer {bearer(system.key, wish, settings)}"}

    admin = as_caller(TokenWish(role=Role.ADMIN))
    desk = as_caller(TokenWish(role=Role.COORDINATOR, ward=hai_van.WARD))
    accounts, volunteer = "/api/access/v1/accounts", volunteer_id(hai_van.WARD, 0)
    wishes = (
        ("/province/", "POST", accounts, admin, {"role": "province", "name": "tinh.mau"}),
        ("/ward/", "POST", accounts, admin, {"role": "coordinator", "ward": hai_van.WARD, "name": "haivan.mau"}),
        (
            "/volunteer/",
            "PUT",
            f"/api/access/v1/wards/{hai_van.WARD}/volunteers/{volunteer}/sign-in",
            desk,
            {"name": "an.mau"},
        ),
    )
    transport = httpx.ASGITransport(system.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://embedded", timeout=60) as client:
        return [
            SignIn(page, body["name"], await _password(client, method, path, headers, body))
            for page, method, path, headers, body in wishes
        ]


async def _password(
    client: httpx.AsyncClient, method: str, path: str, headers: dict[str, str], body: dict[str, Any]
) -> str:
    key = str(uuid5(NAMESPACE_URL, f"onetwenty/demo/{body['name']}"))
    answer = await client.request(method, path, json=body, headers={**headers, "Idempotency-Key": key})
    answer.raise_for_status()
    return str(answer.json()["one_time_password"])
