"""A phone reported lost in visits is signed out in access, and has no right to send any more."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shared.kernel.scope import Role
from tests.services.running_system import CLOCK, PATIENCE, WARD, System, ago, running_system
from tests.services.signed_in import ACCESS, Browser, invited


@pytest.fixture
async def system(tmp_path: Path) -> AsyncIterator[System]:
    async with running_system(tmp_path / "data") as running:
        yield running


async def signed_in(system: System) -> tuple[Browser, str]:
    """A volunteer's phone, and the volunteer's id."""
    place, desk = await system.place(WARD), system.bearer(Role.COORDINATOR, WARD)
    await system.known_everywhere(WARD)
    secret, _ = await invited(system, desk, WARD, place.volunteer_id)
    browser = Browser(system)
    assert (await browser.start(secret)).status_code == 201
    return browser, place.volunteer_id


async def refused(system: System, browser: Browser) -> None:
    """Wait until the phone's token is refused."""
    async with asyncio.timeout(PATIENCE):
        while True:
            answer = await system.call("GET", "/api/assignment/v1/caseload", browser.bearer)
            if answer.status_code == 401:
                return
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("by", ["coordinator", "volunteer"])
async def test_a_lost_phone_is_signed_out_whoever_reports_it(system: System, by: str) -> None:
    browser, volunteer_id = await signed_in(system)
    asked = Role.COORDINATOR if by == "coordinator" else Role.VOLUNTEER
    reporter = system.bearer(asked, WARD, volunteer_id)
    incident = {"id": CLOCK.new_id(), "kind": "lost_phone", "occurred_at": ago(minutes=3)}
    incident |= {"volunteer_id": volunteer_id}
    assert (await system.call("POST", "/api/visits/v1/incidents", reporter, incident)).status_code == 201
    await refused(system, browser)
    refreshed = await browser.refresh()
    assert refreshed.status_code == 401 or "after_end" not in refreshed.json()
    ended = await system.call("GET", f"{ACCESS}/sessions/ended", system.bearer(Role.SERVICE))
    assert [one["lost"] for one in ended.json()["items"]] == [True]


async def test_other_incidents_sign_nobody_out(system: System) -> None:
    (bitten, who), (robbed, whose) = await signed_in(system), await signed_in(system)
    for kind, volunteer_id in (("dog", who), ("lost_phone", whose)):
        incident = {"id": CLOCK.new_id(), "kind": kind, "occurred_at": ago(minutes=3), "volunteer_id": volunteer_id}
        desk = system.bearer(Role.COORDINATOR, WARD)
        assert (await system.call("POST", "/api/visits/v1/incidents", desk, incident)).status_code == 201
    await refused(system, robbed)
    assert (await system.call("GET", "/api/assignment/v1/caseload", bitten.bearer)).status_code == 200
