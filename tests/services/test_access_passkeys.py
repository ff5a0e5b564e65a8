"""Passkeys: alone, beside a password, replayed, copied, for another site, taken away, and lost."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from shared.kernel.scope import Role
from tests.services.running_system import WARD, System, running_system
from tests.services.signed_in import ACCESS, PASSWORD, Browser, coordinator
from tests.services.software_authenticator import PRESENT, Authenticator

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def system(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    async with running_system(tmp_path_factory.mktemp("passkeys") / "data") as running:
        yield running


async def add(browser: Browser, authenticator: Authenticator) -> httpx.Response:
    asked = (await browser.post("/passkeys/options", {})).json()
    made = authenticator.made(asked["options"])
    return await browser.post("/passkeys", {"challenge_id": asked["challenge_id"], "credential": made, "label": "Máy"})


async def asked(system: System) -> dict[str, Any]:
    challenge: dict[str, Any] = (await Browser(system).post("/sessions/passkey-options", {})).json()
    return challenge


async def shown(system: System, authenticator: Authenticator) -> dict[str, Any]:
    challenge = await asked(system)
    credential = authenticator.shown(challenge["options"])
    return {"challenge_id": challenge["challenge_id"], "credential": credential}


async def with_passkey(system: System, name: str) -> tuple[Browser, Authenticator]:
    browser, authenticator = await coordinator(system, name, WARD), Authenticator()
    added = await add(browser, authenticator)
    assert (added.status_code, added.json()["events"]) == (201, ["PasskeyAdded"]), added.text
    return browser, authenticator


async def test_a_passkey_signs_in_alone_and_its_answer_is_good_once(system: System) -> None:
    _, authenticator = await with_passkey(system, "alone.haivan")
    body = await shown(system, authenticator)
    opened = await Browser(system).post("/sessions/passkey", body)
    assert (opened.status_code, opened.json()["role"]) == (201, "coordinator")
    replayed = await Browser(system).post("/sessions/passkey", body)
    assert (replayed.status_code, replayed.json()["type"]) == (401, "/problems/passkey-refused")


async def test_beside_a_passkey_the_password_alone_is_not_enough(system: System) -> None:
    _, authenticator = await with_passkey(system, "both.haivan")
    alone = await Browser(system).sign_in("both.haivan")
    assert (alone.status_code, alone.json()["type"]) == (401, "/problems/passkey-needed")
    wrong = await Browser(system).sign_in("both.haivan", "spam", passkey=await shown(system, authenticator))
    assert wrong.json()["type"] == "/problems/sign-in-refused"
    _, another = await with_passkey(system, "another.haivan")
    foreign = await Browser(system).sign_in("both.haivan", passkey=await shown(system, another))
    assert foreign.json()["type"] == "/problems/passkey-needed"
    assert (await Browser(system).sign_in("both.haivan", passkey=await shown(system, authenticator))).status_code == 201


async def test_what_is_not_this_passkey_here_and_now_is_refused(system: System) -> None:
    _, authenticator = await with_passkey(system, "strict.haivan")
    unknown, unverified = Authenticator(), Authenticator(**{**vars(authenticator), "flags": PRESENT})
    elsewhere = Authenticator(**{**vars(authenticator), "origin": "http://evil.example"})
    other_host = Authenticator(**{**vars(authenticator), "host": "evil.example"})
    other_key = Authenticator(credential=authenticator.credential)
    for one in (unknown, unverified, elsewhere, other_host, other_key):
        refused = await Browser(system).post("/sessions/passkey", await shown(system, one))
        assert (refused.status_code, refused.json()["type"]) == (401, "/problems/passkey-refused")
    assert (await Browser(system).post("/sessions/passkey", await shown(system, authenticator))).status_code == 201
    copied = Authenticator(**{**vars(authenticator), "count": 0})
    refused = await Browser(system).post("/sessions/passkey", await shown(system, copied))
    assert refused.status_code == 401, "a counter that falls back tells of a copy"


async def test_a_challenge_is_for_one_purpose_and_one_account(system: System) -> None:
    browser, other = await coordinator(system, "one.haivan", WARD), await coordinator(system, "two.haivan", WARD)
    authenticator = Authenticator()
    challenge = (await browser.post("/passkeys/options", {})).json()
    body = {"challenge_id": challenge["challenge_id"], "credential": authenticator.made(challenge["options"])}
    assert (await other.post("/passkeys", body)).status_code == 401
    sign_in = await asked(system)
    mixed = {"challenge_id": sign_in["challenge_id"], "credential": authenticator.made(sign_in["options"])}
    assert (await browser.post("/passkeys", mixed)).status_code == 401


async def test_a_passkey_that_was_taken_away_signs_in_no_more(system: System) -> None:
    browser, authenticator = await with_passkey(system, "away.haivan")
    own = (await system.call("GET", f"{ACCESS}/account", browser.bearer)).json()["own_passkeys"]
    assert [one["label"] for one in own] == ["Máy"]
    removed = await system.call("DELETE", f"{ACCESS}/passkeys/{own[0]['id']}", browser.bearer)
    assert removed.json()["events"] == ["PasskeyRemoved"]
    assert (await Browser(system).post("/sessions/passkey", await shown(system, authenticator))).status_code == 401
    assert (await Browser(system).sign_in("away.haivan")).status_code == 201


async def test_who_lost_their_passkey_is_let_in_by_the_next_role(system: System) -> None:
    browser, authenticator = await with_passkey(system, "lost.haivan")
    path = f"{ACCESS}/accounts/{browser.answer['account_id']}/recovery"
    recovered = await system.call("POST", path, system.bearer(Role.ADMIN))
    assert recovered.json()["events"] == ["RecoveryGiven", "PasswordChanged", "PasskeyRemoved", "SessionEnded"]
    assert (await Browser(system).post("/sessions/passkey", await shown(system, authenticator))).status_code == 401
    last = recovered.json()["one_time_password"]
    assert (await Browser(system).sign_in("lost.haivan", last, new_password=PASSWORD)).status_code == 201
