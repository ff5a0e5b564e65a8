"""A backup holds accounts and their credentials; who was erased since stays without a name and a way in."""

import asyncio
from pathlib import Path

from typer.testing import CliRunner

from services.cli.program import app
from shared.kernel.scope import Role
from tests.services.running_system import WARD, System, running_system
from tests.services.signed_in import ACCESS, Browser, account, coordinator


async def onetwenty(*arguments: object) -> str:
    result = await asyncio.to_thread(CliRunner().invoke, app, [str(one) for one in arguments])
    assert result.exit_code == 0, result.output
    return result.output


async def named_volunteer(system: System, name: str) -> tuple[str, str]:
    """A volunteer with a name to sign in with: their id and their one-time password."""
    place = await system.place(WARD)
    path = f"{ACCESS}/wards/{WARD}/volunteers/{place.volunteer_id}/sign-in"
    given = await system.call("PUT", path, system.bearer(Role.COORDINATOR, WARD), {"name": name})
    return place.volunteer_id, given.json()["one_time_password"]


async def test_after_a_restore_people_sign_in_and_the_erased_do_not(tmp_path: Path) -> None:
    data, again, copy = tmp_path / "data", tmp_path / "again", tmp_path / "copy"
    async with running_system(data) as system:
        await account(system, "minh.auditor", role="auditor")
        desk = await coordinator(system, "lan.coordinator", WARD)
        volunteer_id, one_time = await named_volunteer(system, "canary.volunteer")
        await onetwenty("keys", "rotate", "--data", data)
        await onetwenty("backup", copy, "--data", data)
        erasure = f"/api/assignment/v1/wards/{WARD}/volunteers/{volunteer_id}/erasure"
        assert (await system.call("POST", erasure, desk.bearer)).status_code == 200
    await onetwenty("restore", copy, "--data", again, "--erasures", tmp_path / "data.erasures.jsonl")
    async with running_system(again) as system:
        assert (await Browser(system).sign_in("minh.auditor")).status_code == 201
        refused = await Browser(system).sign_in("canary.volunteer", one_time, new_password="một câu khác hẳn, dài hơn")
        assert refused.status_code == 401
        desk.system = system
        assert (await desk.refresh()).status_code == 200
        path = f"{ACCESS}/wards/{WARD}/accounts"
        listed = (await system.call("GET", path, desk.bearer)).json()["items"]
        assert all(one["name"] in (None, "erased") for one in listed if one["volunteer_id"] == volunteer_id)


async def test_a_folder_from_before_there_were_accounts_is_served_and_backed_up(tmp_path: Path) -> None:
    data = tmp_path / "data"
    async with running_system(data):
        pass
    for file in data.glob("access.*"):
        file.unlink()
    await onetwenty("backup", tmp_path / "copy", "--data", data)
    async with running_system(data) as system:
        await account(system, "minh.auditor", role="auditor")
        assert (await Browser(system).sign_in("minh.auditor")).status_code == 201
