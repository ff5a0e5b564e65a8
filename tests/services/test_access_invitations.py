"""Invitations: one use, their time, their six digits, and whose they are."""

import asyncio
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from shared.kernel.scope import Role
from tests.services.running_system import OTHER_WARD, WARD, System, running_system
from tests.services.signed_in import ACCESS, Browser, invited

pytestmark = pytest.mark.asyncio(loop_scope="module")
KEY = "01a20000-0000-7000-8000-0000000000e1"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def system(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    async with running_system(tmp_path_factory.mktemp("invitations") / "data") as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def volunteer_id(system: System) -> str:
    return (await system.place(WARD)).volunteer_id


@pytest.fixture
def desk(system: System) -> dict[str, str]:
    return system.bearer(Role.COORDINATOR, WARD)


async def test_a_code_on_the_screen_signs_in_its_volunteer_once(
    system: System, desk: dict[str, str], volunteer_id: str
) -> None:
    secret, code = await invited(system, desk, WARD, volunteer_id)
    assert code is None
    browser = Browser(system)
    opened = await browser.start(secret)
    assert (opened.json()["role"], opened.json()["volunteer_id"]) == ("volunteer", volunteer_id)
    for again in (browser, Browser(system)):
        refused = await again.start(secret)
        assert (refused.status_code, refused.json()["type"]) == (401, "/problems/invitation-refused")


async def test_one_of_many_who_scan_at_once_gets_in(system: System, desk: dict[str, str], volunteer_id: str) -> None:
    secret, _ = await invited(system, desk, WARD, volunteer_id)
    answers = await asyncio.gather(*(Browser(system).start(secret) for _ in range(5)))
    assert sorted(one.status_code for one in answers) == [201, 401, 401, 401, 401]


async def test_a_lost_answer_is_given_again_to_who_asks_with_the_same_key(
    system: System, desk: dict[str, str], volunteer_id: str
) -> None:
    secret, _ = await invited(system, desk, WARD, volunteer_id)
    first, again = [await Browser(system).start(secret, **{"Idempotency-Key": KEY}) for _ in range(2)]
    assert first.json()["session_id"] == again.json()["session_id"]


async def test_opening_the_address_uses_nothing(system: System, desk: dict[str, str], volunteer_id: str) -> None:
    secret, _ = await invited(system, desk, WARD, volunteer_id)
    await system.call("GET", "/start", {})
    assert (await Browser(system).start(secret)).status_code == 201


async def test_a_later_invitation_ends_the_one_before(system: System, desk: dict[str, str], volunteer_id: str) -> None:
    first, second = [(await invited(system, desk, WARD, volunteer_id))[0] for _ in range(2)]
    assert (await Browser(system).start(first)).status_code == 401
    assert (await Browser(system).start(second)).status_code == 201


async def test_five_wrong_codes_end_a_printed_one(system: System, desk: dict[str, str], volunteer_id: str) -> None:
    secret, code = await invited(system, desk, WARD, volunteer_id, "printed")
    assert code is not None
    wrong = f"{(int(code) + 1) % 1_000_000:06d}"
    tries = [await Browser(system).start(secret, one) for one in (wrong, None, wrong, wrong, wrong)]
    assert [one.status_code for one in tries] == [401] * 5
    assert tries[0].json()["detail"].endswith("còn 4 lần thử.")
    assert (await Browser(system).start(secret, code)).status_code == 401
    spoilt = await invited(system, desk, WARD, volunteer_id, "printed")
    assert (await Browser(system).start(*spoilt)).status_code == 201


async def test_guesses_at_once_are_counted_one_by_one(system: System, desk: dict[str, str], volunteer_id: str) -> None:
    secret, code = await invited(system, desk, WARD, volunteer_id, "printed")
    wrong = f"{(int(code or 0) + 1) % 1_000_000:06d}"
    await asyncio.gather(*(Browser(system).start(secret, wrong) for _ in range(8)))
    assert (await Browser(system).start(secret, code)).status_code == 401


@pytest.mark.parametrize("secret", ["", "spam", "x" * 200, "01a20000-0000-7000-8000-000000000000." + "A" * 43])
async def test_what_is_no_secret_is_refused_alike(system: System, secret: str) -> None:
    refused = await Browser(system).start(secret)
    assert (refused.status_code, refused.json()["type"]) == (401, "/problems/invitation-refused")


async def test_a_coordinator_invites_volunteers_of_the_own_ward_alone(system: System, volunteer_id: str) -> None:
    elsewhere = system.bearer(Role.COORDINATOR, OTHER_WARD)
    for ward in (WARD, OTHER_WARD):
        path = f"{ACCESS}/wards/{ward}/volunteers/{volunteer_id}/invitations"
        answer = await system.call("POST", path, elsewhere, {"kind": "screen"})
        assert answer.status_code == 404


async def test_the_picture_is_an_svg_without_a_script_under_the_page_s_address(
    system: System, desk: dict[str, str], volunteer_id: str
) -> None:
    path = f"{ACCESS}/wards/{WARD}/volunteers/{volunteer_id}/invitations"
    for origin, address in (("https://onetwenty", "https://onetwenty"), ("https://evil.example", "http://onetwenty")):
        headers = {**desk, "Origin": origin, "Idempotency-Key": KEY.replace("e1", "e2" if address[4] == "s" else "e3")}
        answer = (await system.call("POST", path, headers, {"kind": "screen"})).json()
        assert answer["url"].startswith(f"{address}/start#")
        assert {one.tag.rpartition("}")[2] for one in ET.fromstring(answer["svg"]).iter()} == {"svg", "g", "path"}  # noqa: S314 ours
        again = await system.call("POST", path, headers, {"kind": "screen"})
        assert (again.json()["url"], again.headers["idempotent-replayed"]) == (answer["url"], "true")


async def test_a_volunteer_may_also_have_a_name_and_a_password(
    system: System, desk: dict[str, str], volunteer_id: str
) -> None:
    path = f"{ACCESS}/wards/{WARD}/volunteers/{volunteer_id}/sign-in"
    given = await system.call("PUT", path, desk, {"name": "bi.talang"})
    browser = Browser(system)
    opened = await browser.sign_in(
        "bi.talang", given.json()["one_time_password"], new_password="trời mưa trên núi Bà Nà"
    )
    assert (opened.status_code, opened.json()["volunteer_id"]) == (201, volunteer_id)
    listed = await system.call("GET", f"{ACCESS}/wards/{WARD}/accounts", desk, limit=200)
    assert [one["name"] for one in listed.json()["items"] if one["volunteer_id"] == volunteer_id] == ["bi.talang"]
