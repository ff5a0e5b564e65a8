"""A command id that somebody else used opens nothing: neither another account nor an invitation that was used."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from shared.kernel.scope import Role
from tests.services.running_system import WARD, System, running_system
from tests.services.signed_in import ACCESS, Browser, invited

pytestmark = pytest.mark.asyncio(loop_scope="module")
KEY = {"Idempotency-Key": "01a20000-0000-7000-8000-0000000000f1"}
OTHER_KEY = {"Idempotency-Key": "01a20000-0000-7000-8000-0000000000f2"}
PASSWORD = "mưa rào trên sông Hàn tháng chín"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def system(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    async with running_system(tmp_path_factory.mktemp("foreign") / "data") as running:
        yield running


async def account(system: System, role: str, name: str) -> dict[str, str]:
    """An account with a password of its own, as it signs in."""
    admin = system.bearer(Role.ADMIN)
    made = (await system.call("POST", f"{ACCESS}/accounts", admin, {"role": role, "name": name})).json()
    body = {"name": name, "password": made["one_time_password"], "new_password": PASSWORD, "kind": "office"}
    assert (await system.call("POST", f"{ACCESS}/sessions", {}, body)).status_code == 201
    return {"name": name, "password": PASSWORD, "kind": "office"}


async def test_the_key_of_another_account_s_sign_in_opens_nothing(system: System) -> None:
    admin, auditor = await account(system, "admin", "khoa.admin"), await account(system, "auditor", "khoa.auditor")
    first = await system.call("POST", f"{ACCESS}/sessions", KEY, admin)
    assert first.status_code == 201
    stolen = await system.call("POST", f"{ACCESS}/sessions", KEY, auditor)
    assert (stolen.status_code, stolen.json()["type"]) == (422, "/problems/idempotency-key-reused")
    assert "set-cookie" not in stolen.headers
    again = await system.call("POST", f"{ACCESS}/sessions", KEY, admin)
    assert again.json()["session_id"] == first.json()["session_id"]


async def test_a_used_invitation_stays_used_under_another_s_key(system: System) -> None:
    desk = system.bearer(Role.COORDINATOR, WARD)
    one, two = [(await system.place(WARD)).volunteer_id for _ in range(2)]
    used, _ = await invited(system, desk, WARD, one)
    assert (await Browser(system).start(used, **OTHER_KEY)).status_code == 201
    mine, _ = await invited(system, desk, WARD, two)
    assert (
        await Browser(system).start(mine, **{"Idempotency-Key": KEY["Idempotency-Key"][:-1] + "9"})
    ).status_code == 201
    refused = await Browser(system).start(used, **{"Idempotency-Key": KEY["Idempotency-Key"][:-1] + "9"})
    assert (refused.status_code, refused.json()["type"]) == (401, "/problems/invitation-refused")


async def test_a_replaced_invitation_stays_replaced_under_its_own_account_s_key(system: System) -> None:
    desk = system.bearer(Role.COORDINATOR, WARD)
    volunteer = (await system.place(WARD)).volunteer_id
    replaced, _ = await invited(system, desk, WARD, volunteer)
    valid, _ = await invited(system, desk, WARD, volunteer)
    key = {"Idempotency-Key": "01a20000-0000-7000-8000-0000000000f3"}
    assert (await Browser(system).start(valid, **key)).status_code == 201
    assert (await Browser(system).start(replaced, **key)).status_code == 401
