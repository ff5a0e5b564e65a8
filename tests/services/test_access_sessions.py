"""Sessions: going on, copies of a credential, lost answers, ends that reach every service, and the right to send."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from shared.http.cookies import REFRESH_COOKIE
from shared.kernel.scope import Role
from tests.services.running_system import OTHER_WARD, WARD, System, ago, running_system, visit_of
from tests.services.signed_in import ACCESS, Browser, coordinator, invited

pytestmark = pytest.mark.asyncio(loop_scope="module")
FIRST, SECOND = "01a20000-0000-7000-8000-000000000001", "01a20000-0000-7000-8000-000000000002"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def system(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    async with running_system(tmp_path_factory.mktemp("sessions") / "data") as running:
        yield running


async def phone(system: System, ward: str = WARD) -> tuple[Browser, str, str]:
    """A volunteer's phone, with the volunteer's id and a household of theirs."""
    place = await system.place(ward)
    secret, _ = await invited(system, system.bearer(Role.COORDINATOR, ward), ward, place.volunteer_id)
    browser = Browser(system)
    assert (await browser.start(secret)).status_code == 201
    return browser, place.volunteer_id, place.household_id


async def caseload(system: System, bearer: dict[str, str]) -> int:
    return (await system.call("GET", "/api/assignment/v1/caseload", bearer)).status_code


async def ended(system: System) -> dict[str, bool]:
    answer = await system.call("GET", f"{ACCESS}/sessions/ended", system.bearer(Role.SERVICE))
    return {one["session_id"]: one["lost"] for one in answer.json()["items"]}


async def test_a_session_goes_on_with_a_new_credential_each_time(system: System) -> None:
    browser, _, _ = await phone(system)
    seen = {browser.cookies[REFRESH_COOKIE]}
    for _ in range(3):
        assert (await browser.refresh()).status_code == 200
        seen.add(browser.cookies[REFRESH_COOKIE])
        assert await caseload(system, browser.bearer) == 200
    assert len(seen) == 4


async def test_a_copy_of_a_credential_ends_the_whole_family(system: System) -> None:
    browser, _, _ = await phone(system)
    thief = browser.copy()
    for attempt in (FIRST, SECOND):
        assert (await browser.refresh(attempt)).status_code == 200
    assert (await thief.refresh()).status_code == 401
    for bearer in (browser.bearer, thief.bearer):
        assert await caseload(system, bearer) == 401
    owner = await browser.refresh()
    assert owner.json()["after_end"], "what the owner recorded before can still be sent"
    assert browser.answer["session_id"] in await ended(system)


async def test_an_answer_that_was_lost_is_given_again_to_who_asks_again(system: System) -> None:
    browser, _, _ = await phone(system)
    unheard = browser.copy()
    assert (await unheard.refresh(FIRST)).status_code == 200
    assert (await browser.refresh(FIRST)).status_code == 200
    assert browser.cookies[REFRESH_COOKIE] == unheard.cookies[REFRESH_COOKIE]
    assert (await browser.refresh(SECOND)).status_code == 200


async def test_two_tabs_that_refresh_at_once_both_go_on(system: System) -> None:
    browser, _, _ = await phone(system)
    tab = browser.copy()
    assert [(await one.refresh()).status_code for one in (browser, tab, browser)] == [200, 200, 200]


@pytest.mark.parametrize("change", [lambda one: one[:-1] + "A", lambda _: "", lambda one: one.replace(".1.", ".2.")])
async def test_a_credential_that_was_never_given_out_ends_nothing(system: System, change: Any) -> None:
    browser, _, _ = await phone(system)
    forger = browser.copy()
    forger.cookies[REFRESH_COOKIE] = change(browser.cookies[REFRESH_COOKIE])
    assert (await forger.refresh()).status_code == 401
    assert await caseload(system, browser.bearer) == 200


async def test_signing_out_ends_one_device_everywhere_and_forgets_its_cookies(system: System) -> None:
    browser, _, _ = await phone(system)
    answer = await system.call("DELETE", f"{ACCESS}/sessions/current", browser.bearer)
    assert answer.status_code == 204
    assert [one.split("=")[1][:2] for one in answer.headers.get_list("set-cookie")] == ['""', '""']
    assert await caseload(system, browser.bearer) == 401
    reporting = await system.call("GET", "/api/reporting/v1/province", browser.bearer)
    assert (reporting.status_code, reporting.json()["type"]) == (401, "/problems/session-ended")


async def test_one_s_own_devices_are_listed_and_signed_out(system: System) -> None:
    here = await coordinator(system, "lan.coordinator", WARD)
    there = Browser(system)
    await there.sign_in("lan.coordinator", device="Điện thoại")
    items = (await system.call("GET", f"{ACCESS}/sessions", here.bearer)).json()["items"]
    assert {(one["device"], one["kind"], one["current"]) for one in items} == {
        ("PC", "office", True),
        ("Điện thoại", "phone", False),
    }
    ended = await system.call("DELETE", f"{ACCESS}/sessions/{there.answer['session_id']}", here.bearer)
    assert ended.json()["events"] == ["SessionEnded"]
    assert (await system.call("GET", f"{ACCESS}/sessions", there.bearer)).status_code == 401
    other, _, _ = await phone(system)
    foreign = await system.call("DELETE", f"{ACCESS}/sessions/{other.answer['session_id']}", here.bearer)
    assert foreign.status_code == 404
    assert await caseload(system, other.bearer) == 200
    await system.call("DELETE", f"{ACCESS}/sessions", here.bearer)
    assert (await system.call("GET", f"{ACCESS}/sessions", here.bearer)).status_code == 401


async def test_a_coordinator_ends_devices_of_the_own_ward_alone(system: System) -> None:
    browser, volunteer_id, _ = await phone(system)
    for ward, status in ((OTHER_WARD, 404), (WARD, 200)):
        path = f"{ACCESS}/wards/{ward}/volunteers/{volunteer_id}/sessions"
        answer = await system.call("DELETE", path, system.bearer(Role.COORDINATOR, ward), {"lost": False})
        assert answer.status_code == status
        assert await caseload(system, browser.bearer) == (200 if status == 404 else 401)


def visit(household_id: str, occurred_at: str) -> dict[str, Any]:
    body = {**visit_of(household_id), "occurred_at": occurred_at}
    return {"command_id": body["visit_id"], "kind": "RecordVisit", "body": body}


async def sent(system: System, bearer: dict[str, str], *commands: dict[str, Any]) -> list[dict[str, Any]]:
    content = {"sent_at": ago(), "commands": commands}
    answer = await system.call("POST", "/api/visits/v1/commands", bearer, content)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["answers"]
    return found


async def test_what_was_recorded_before_the_end_is_sent_after_it_unless_the_phone_is_lost(system: System) -> None:
    browser, volunteer_id, household_id = await phone(system)
    desk = system.bearer(Role.COORDINATOR, WARD)
    path = f"{ACCESS}/wards/{WARD}/volunteers/{volunteer_id}/sessions"
    await system.call("DELETE", path, desk)
    late = visit(household_id, ago())
    after = await browser.refresh()
    assert after.status_code == 200
    assert after.json()["after_end"]
    assert await caseload(system, browser.bearer) == 401
    first, second = await sent(system, browser.bearer, visit(household_id, ago(hours=2)), late)
    assert (first["status"], "after_end" in first["flags"]) == (201, True)
    assert (second["status"], second["type"]) == (409, "/problems/recorded-after-session-end")
    one = f"{path}/{browser.answer['session_id']}"
    assert (await system.call("DELETE", one, desk, {"lost": True})).json()["events"] == ["DeviceReportedLost"]
    refused = await system.call("POST", "/api/visits/v1/commands", browser.bearer, {"sent_at": ago(), "commands": []})
    assert refused.status_code == 401
    assert (await browser.refresh()).status_code == 401
    assert (await ended(system))[browser.answer["session_id"]] is True


async def test_who_retires_is_signed_out_and_comes_back_by_a_new_invitation(system: System) -> None:
    browser, volunteer_id, _ = await phone(system)
    desk, path = system.bearer(Role.COORDINATOR, WARD), f"/api/assignment/v1/wards/{WARD}/volunteers/{volunteer_id}"
    await system.call("POST", f"{path}/retirement", desk, {"reason": "Đi học xa"})
    await until_out(system, browser)
    invite = f"{ACCESS}/wards/{WARD}/volunteers/{volunteer_id}/invitations"
    closed = await system.call("POST", invite, desk, {"kind": "screen"})
    assert (closed.status_code, closed.json()["type"]) == (409, "/problems/account-closed")
    await system.call("POST", f"{path}/reinstatement", desk)
    while (await system.call("POST", invite, desk, {"kind": "screen"})).status_code != 201:
        await others_go_on()
    assert await caseload(system, browser.bearer) == 401


async def test_who_is_erased_has_no_account_any_more(system: System) -> None:
    browser, volunteer_id, _ = await phone(system)
    desk = system.bearer(Role.COORDINATOR, WARD)
    named = f"{ACCESS}/wards/{WARD}/volunteers/{volunteer_id}/sign-in"
    await system.call("PUT", named, desk, {"name": "canary.name"})
    await system.call("POST", f"/api/assignment/v1/wards/{WARD}/volunteers/{volunteer_id}/erasure", desk)
    await until_out(system, browser)
    listed: list[dict[str, Any]] = []
    while not listed or listed[0]["situation"] != "ended":
        await others_go_on()
        answer = await system.call("GET", f"{ACCESS}/wards/{WARD}/accounts", desk, limit=200)
        listed = [one for one in answer.json()["items"] if one["volunteer_id"] == volunteer_id]
    assert listed[0]["name"] == "erased"


async def until_out(system: System, browser: Browser) -> None:
    """Until an event from another service has ended the session."""
    while await caseload(system, browser.bearer) != 401:
        await others_go_on()


async def others_go_on() -> None:
    """Let relays and followers have the loop: calls that only read never give it up."""
    await asyncio.sleep(0)
