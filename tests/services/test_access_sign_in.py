"""Signing in by password: who gets in, what a stranger learns, and how often anybody may try."""

import time
from collections.abc import AsyncIterator
from statistics import median
from typing import Any

import pytest
import pytest_asyncio

from shared.kernel.scope import Role
from tests.services.running_system import OTHER_WARD, WARD, System, running_system
from tests.services.signed_in import ACCESS, PASSWORD, Browser, account, coordinator

LOOK_ALIKES = ("hоa.haivan", "ｈoa.haivan", "hoa haivan", "hoa\u202e", "0905123456", "ab", "a123456789", "hòa.haivan")

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def system(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    async with running_system(tmp_path_factory.mktemp("access") / "data") as running:
        yield running


async def test_a_one_time_password_signs_in_once_and_with_the_next(system: System) -> None:
    made = await account(system, "bich.haivan", ward=WARD, password=None)
    one_time, browser = made["one_time_password"], Browser(system)
    refused = await browser.sign_in("Bich.HaiVan ", one_time)
    assert (refused.status_code, refused.json()["type"]) == (401, "/problems/password-is-one-time")
    opened = await browser.sign_in("bich.haivan", one_time, new_password=PASSWORD, kind="office", device="PC")
    assert opened.status_code == 201, opened.text
    assert (opened.json()["role"], opened.json()["ward"], opened.json()["expires_in"]) == ("coordinator", WARD, 900)
    assert (await Browser(system).sign_in("bich.haivan", one_time)).status_code == 401
    households = await system.call("GET", f"/api/assignment/v1/wards/{WARD}/households", browser.bearer)
    assert households.status_code == 200
    elsewhere = await system.call("GET", f"/api/assignment/v1/wards/{OTHER_WARD}/households", browser.bearer)
    assert elsewhere.status_code == 404


async def test_nobody_learns_whether_a_name_exists(system: System) -> None:
    await account(system, "minh.haivan", ward=WARD)
    gone = await account(system, "gone.haivan", ward=WARD)
    await system.call("DELETE", f"{ACCESS}/accounts/{gone['id']}", system.bearer(Role.ADMIN))
    answers, seconds = [], {}
    for name in ("minh.haivan", "nobody.haivan", "gone.haivan"):
        taken = []
        for _ in range(5):
            begun = time.perf_counter()
            answers.append(await Browser(system).sign_in(name, "spam and eggs"))
            taken.append(time.perf_counter() - begun)
        seconds[name] = median(taken)
    assert {(one.status_code, one.text) for one in answers} == {(401, answers[0].text)}
    assert min(seconds.values()) > 0.5 * max(seconds.values())


async def test_whoever_guesses_waits_and_the_owner_does_not(system: System) -> None:
    await account(system, "lan.haivan", ward=WARD)
    guesses = [await Browser(system).sign_in("lan.haivan", "spam and eggs") for _ in range(6)]
    assert [one.status_code for one in guesses] == [401] * 5 + [429]
    assert 1 <= int(guesses[-1].headers["retry-after"]) <= 20
    right = await Browser(system).sign_in("lan.haivan")
    assert right.status_code == 429  # from the guesser's address; from another one:
    transport_of = system._client._transport
    transport_of.client = ("192.0.2.7", 1)  # type: ignore[attr-defined]
    try:
        assert (await Browser(system).sign_in("lan.haivan")).status_code == 201
    finally:
        transport_of.client = ("127.0.0.1", 123)  # type: ignore[attr-defined]


async def test_a_name_is_one_account_s_however_it_is_written(system: System) -> None:
    admin = system.bearer(Role.ADMIN)
    await account(system, "hoa.haivan", ward=WARD)
    taken = await system.call("POST", f"{ACCESS}/accounts", admin, {"role": "auditor", "name": "Hoa.HAIVAN"})
    assert (taken.status_code, taken.json()["type"]) == (409, "/problems/sign-in-name-taken")
    for name in (
        "hоa.haivan",
        "ｈoa.haivan",
        "hoa haivan",
        "hoa\u202e",
        "0905123456",
        "ab",
        "a123456789",
        "hòa.haivan",
    ):
        refused = await system.call("POST", f"{ACCESS}/accounts", admin, {"role": "auditor", "name": name})
        assert refused.status_code == 422, name
    for place in ("/accounts", "/sessions"):
        huge = {"role": "auditor", "name": "a" * 1_000_000, "password": "x"}
        assert (await system.call("POST", ACCESS + place, admin, huge)).status_code in (413, 422)


@pytest.mark.parametrize(
    "more", [{"account_id": "x"}, {"volunteer_id": "x"}, {"situation": "open"}, {"one_time": False}]
)
async def test_nothing_is_set_that_the_call_does_not_name(system: System, more: dict[str, Any]) -> None:
    body = {"role": "auditor", "name": "mass.assignment", **more}
    answer = await system.call("POST", f"{ACCESS}/accounts", system.bearer(Role.ADMIN), body)
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"role": "coordinator"}, 422),
        ({"role": "coordinator", "ward": "99999"}, 422),
        ({"role": "province", "ward": WARD}, 422),
        ({"role": "volunteer", "ward": WARD}, 422),
        ({"role": "service"}, 422),
    ],
)
async def test_a_role_has_the_ward_it_needs(system: System, body: dict[str, Any], status: int) -> None:
    content = {"name": "some.body", **body}
    answer = await system.call("POST", f"{ACCESS}/accounts", system.bearer(Role.ADMIN), content)
    assert answer.status_code == status


async def test_another_password_signs_the_other_devices_out(system: System) -> None:
    here = await coordinator(system, "thu.haivan", WARD)
    there = Browser(system)
    await there.sign_in("thu.haivan")
    path, another = f"{ACCESS}/account/password", "một câu khác hẳn, dài hơn"
    wrong = await system.call("PUT", path, here.bearer, {"password": "spam", "new_password": another})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/password")
    weak = await system.call("PUT", path, here.bearer, {"password": PASSWORD, "new_password": "haivan"})
    assert weak.json()["errors"][0]["pointer"] == "/new_password"
    changed = await system.call("PUT", path, here.bearer, {"password": PASSWORD, "new_password": another})
    assert changed.json()["events"] == ["PasswordChanged", "SessionEnded"]
    assert (await system.call("GET", f"{ACCESS}/sessions", there.bearer)).status_code == 401
    assert (await system.call("GET", f"{ACCESS}/sessions", here.bearer)).status_code == 200
    assert (await Browser(system).sign_in("thu.haivan")).status_code == 401
    assert (await Browser(system).sign_in("thu.haivan", another)).status_code == 201


async def test_who_is_let_in_again_has_nothing_but_the_new_password(system: System) -> None:
    here = await coordinator(system, "mai.haivan", WARD)
    admin = await account(system, "quan.tri", role="admin")
    boss = Browser(system)
    await boss.sign_in("quan.tri")
    own = await system.call("POST", f"{ACCESS}/accounts/{admin['id']}/recovery", boss.bearer)
    assert (own.status_code, own.json()["type"]) == (409, "/problems/own-account")
    path = f"{ACCESS}/accounts/{here.answer['account_id']}/recovery"
    assert (await system.call("POST", path, here.bearer)).status_code == 403
    recovered = await system.call(
        "POST", path, {**boss.bearer, "Idempotency-Key": (key := "01a20000-0000-7000-8000-0000000000aa")}
    )
    again = await system.call("POST", path, {**boss.bearer, "Idempotency-Key": key})
    assert again.headers["idempotent-replayed"] == "true"
    assert again.json()["one_time_password"] == recovered.json()["one_time_password"]
    assert (await here.refresh()).json()["after_end"]
    assert (await Browser(system).sign_in("mai.haivan")).status_code == 401
    last = recovered.json()["one_time_password"]
    assert (await Browser(system).sign_in("mai.haivan", last, new_password=PASSWORD)).status_code == 201
