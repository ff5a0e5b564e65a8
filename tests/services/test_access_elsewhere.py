"""Signing in at another issuer, against an independent provider on this machine."""

import json
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pydantic import SecretStr

from services.access.api.outside_calls import STATE_COOKIE
from services.access.credentials.outside_issuer import outside_issuer
from shared.adapters.embedded.sqlite_credentials import open_credentials
from shared.http.cookies import ACCESS_COOKIE, REFRESH_COOKIE
from shared.settings import Settings, SettingsRefused
from tests.services.running_system import CLOCK, WARD, System, running_system

ROLES = json.dumps(
    [
        {"claim": "groups", "value": "hai-van", "role": "coordinator", "ward": WARD},
        {"claim": "title", "value": "auditor", "role": "auditor"},
    ]
)
USERS = (
    {"sub": "bich", "groups": ["danang", "hai-van"]},
    {"sub": "an", "title": "auditor"},
    {"sub": "stranger", "groups": ["hai-van-2"]},
)
START, CALLBACK = "/api/access/v1/oidc/start", "/api/access/v1/oidc/callback"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """The provider in a process of its own, at a free port that it tells."""
    users = [word for user in USERS for word in ("--user-claims", json.dumps(user))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", "0", *users]
    with subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True) as provider:
        assert provider.stderr is not None
        port = next(found[1] for line in provider.stderr if (found := re.search(r"http://127\.0\.0\.1:(\d+)", line)))
        yield f"http://127.0.0.1:{port}"
        provider.terminate()


@pytest.fixture
async def system(tmp_path: Path, issuer: str) -> AsyncIterator[System]:
    settings = Settings(oidc_issuer=issuer, oidc_roles=ROLES, oidc_client_secret=SecretStr("spam & eggs"))
    async with running_system(tmp_path / "data", settings) as running:
        yield running


async def begun(system: System) -> tuple[str, str]:
    """The address at the issuer, and the state that the browser holds."""
    answer = await system.call("GET", START, {})
    assert answer.status_code == 303, answer.text
    cookie = SimpleCookie(answer.headers["set-cookie"])[STATE_COOKIE]
    assert (cookie["samesite"], cookie["secure"], cookie["httponly"], cookie["path"]) == ("lax", True, True, "/")
    return answer.headers["location"], cookie.value


async def vouched(address: str, person: str) -> dict[str, str]:
    """What the issuer leads the browser back with, once the person has signed in there."""
    async with httpx.AsyncClient() as browser:
        answer = await browser.post(address, data={"sub": person})
    back = urlsplit(answer.headers["location"])
    assert (back.netloc, back.path) == ("onetwenty", CALLBACK)
    return {name: values[0] for name, values in parse_qs(back.query).items()}


async def come_back(system: System, state: str, told: dict[str, str]) -> httpx.Response:
    return await system.call("GET", CALLBACK, {"Cookie": f"{STATE_COOKIE}={state}"}, None, **told)


@pytest.mark.parametrize(("person", "role", "ward"), [("bich", "coordinator", WARD), ("an", "auditor", None)])
async def test_whom_the_issuer_vouches_for_has_the_role_of_the_table(
    system: System, person: str, role: str, ward: str | None
) -> None:
    accounts = []
    for _ in range(2):
        address, state = await begun(system)
        opened = await come_back(system, state, await vouched(address, person))
        assert (opened.status_code, opened.headers["location"]) == (303, "/"), opened.text
        cookies = SimpleCookie("; ".join(opened.headers.get_list("set-cookie")))
        assert cookies[REFRESH_COOKIE].value
        bearer = {"Authorization": f"Bearer {cookies[ACCESS_COOKIE].value}"}
        accounts.append((await system.call("GET", "/api/access/v1/account", bearer)).json())
    assert [(one["role"], one["ward"], one["name"]) for one in accounts] == [(role, ward, None)] * 2
    assert accounts[0]["id"] == accounts[1]["id"]


async def test_who_is_in_no_row_has_no_role(system: System) -> None:
    address, state = await begun(system)
    refused = await come_back(system, state, await vouched(address, "stranger"))
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/outsider-has-no-role")
    assert "set-cookie" not in refused.headers


async def test_an_answer_is_good_once_in_the_browser_that_began(system: System) -> None:
    address, state = await begun(system)
    told = await vouched(address, "bich")
    _, other = await begun(system)
    for held, said in (
        ("", told),
        (other, told),
        (other, {**told, "state": other}),
        (state, {**told, "iss": "https://evil.example"}),
        (state, told),
    ):
        refused = await come_back(system, held, said)
        assert (refused.status_code, refused.json()["type"]) == (401, "/problems/outside-sign-in-refused")


async def test_a_used_answer_signs_nobody_in_again(system: System) -> None:
    address, state = await begun(system)
    told = await vouched(address, "bich")
    assert (await come_back(system, state, told)).status_code == 303
    assert (await come_back(system, state, told)).status_code == 401


async def test_the_attempt_asks_for_a_code_with_a_proof(system: System) -> None:
    address, state = await begun(system)
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert (asked["response_type"], asked["code_challenge_method"], asked["state"]) == ("code", "S256", state)
    assert len(asked["code_challenge"]) == 43
    assert asked["nonce"]


async def test_an_issuer_that_is_away_is_waited_for(tmp_path: Path) -> None:
    settings = Settings(oidc_issuer="http://127.0.0.1:9", oidc_roles=ROLES)
    async with running_system(tmp_path / "data", settings) as system:
        away = await system.call("GET", START, {})
    assert (away.status_code, away.json()["type"]) == (503, "/problems/issuer-away")


@pytest.mark.parametrize(
    "roles",
    [
        "spam",
        "{}",
        '[{"claim": "a", "value": "b", "role": "root"}]',
        '[{"claim": "a", "value": "b", "role": "coordinator"}]',
        '[{"claim": "a", "value": "b", "role": "coordinator", "ward": "99999"}]',
        '[{"claim": "a", "value": "b", "role": "auditor", "ward": "20194"}]',
        '[{"claim": "a", "value": "b", "role": "volunteer"}]',
    ],
)
async def test_a_table_that_gives_roles_to_nobody_is_refused_at_the_start(tmp_path: Path, roles: str) -> None:
    store = open_credentials(tmp_path)
    with pytest.raises(SettingsRefused, match="ONETWENTY_OIDC_ROLES"):
        outside_issuer(Settings(oidc_issuer="http://issuer", oidc_roles=roles), store, CLOCK)
    await store.close()
