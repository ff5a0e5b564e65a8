"""Requests that ask for more than they may: fields of the server's own, names of a megabyte, tokens of others."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import jwt
import pytest
import pytest_asyncio

from services.access.tokens import TokenWish, sign_token
from shared.http.cookies import ACCESS_COOKIE
from shared.kernel.days import rfc3339
from shared.kernel.scope import Role
from tests.services.example_bodies import BODIES, body_of
from tests.services.route_table import Row, rows
from tests.services.running_system import CLOCK, NONE, WARD, Place, System, running_system

pytestmark = pytest.mark.asyncio(loop_scope="module")
A, V, R = "/api/assignment/v1", "/api/visits/v1", "/api/reporting/v1"
OF_THE_SERVER = (
    *("ward", "role", "actor", "recorded_at", "recorded_by", "stream", "version", "era", "sequence", "situation"),
    *("sealed", "standing", "before", "after", "flags", "account_id", "session_id", "command_id"),
    *("__proto__", "constructor", "$where"),
)
"""Nobody but the server says these; the last three steer other programs."""
MEGABYTE = 1_000_000


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def system(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[System, Place]]:
    async with running_system(tmp_path_factory.mktemp("bold") / "data") as running:
        place = await running.place(WARD)
        await running.known_everywhere(WARD)
        yield running, place


def short(row: Row) -> str:
    return f"{row.method} {row.path.removeprefix(f'/api/{row.service}/v1')}"


TAKES_FIELDS = [row for row in rows() if short(row) in BODIES]
"""Every call with a body; that none is left out, test_bad_input.py sees to."""


@pytest.mark.parametrize("row", TAKES_FIELDS, ids=lambda row: f"{row.service} {short(row)}")
async def test_no_body_sets_what_is_the_server_s(system: tuple[System, Place], row: Row) -> None:
    running, place = system
    own = body_of(short(row), place)
    bold = {name: "admin" for name in OF_THE_SERVER if name not in own and (name, row.path) not in MEANT}
    path = row.path.format_map(place.ids)
    answer = await running.call(row.method, path, running.bearer(caller_of(row), WARD), {**own, **bold})
    assert answer.status_code == 422, answer.text
    pointers = {one["pointer"] for one in answer.json()["errors"] if one["code"] == "unknown-field"}
    assert pointers == {f"/{name}" for name in bold}


MEANT = {("ward", "/api/access/v1/accounts")}
"""An account of a coordinator is of a ward, which the admin names."""


def caller_of(row: Row) -> Role:
    return Role.ADMIN if row.path == "/api/access/v1/accounts" else Role.COORDINATOR


async def test_nor_does_a_command_of_a_batch(system: tuple[System, Place]) -> None:
    running, place = system
    body = {"visit_id": place.visit_id, "reason": "Thử", "recorded_by": "admin", "ward": "20197"}
    batch = {
        "sent_at": rfc3339(CLOCK.now()),
        "commands": [{"command_id": CLOCK.new_id(), "kind": "VoidVisit", "body": body}],
    }
    answer = await running.call("POST", f"{V}/commands", running.bearer(Role.COORDINATOR, WARD), batch)
    (one,) = answer.json()["answers"]
    assert (one["status"], {error["pointer"] for error in one["errors"]}) == (422, {"/recorded_by", "/ward"})


LONG = "a" * MEGABYTE
FOUND = {"village": "V", "priority": [], "signal": "none"}
HURT = {"id": NONE, "kind": "dog", "occurred_at": "2026-11-01T00:00:00Z"}
HUGE: list[tuple[str, str, dict[str, Any]]] = [
    ("POST", f"{A}/wards/{WARD}/households", {**FOUND, "village": LONG}),
    ("POST", f"{A}/wards/{WARD}/households", {**FOUND, "head_name": "ồ" * 300_000}),
    ("POST", f"{A}/wards/{WARD}/volunteers", {"name": LONG, "kind": "student", "capacity": 5}),
    ("PUT", f"{A}/wards/{WARD}/villages/x", {"name": LONG}),
    ("POST", f"{V}/incidents", {**HURT, "text": LONG}),
    ("POST", "/api/access/v1/sessions/invitation", {"secret": LONG}),
]


@pytest.mark.parametrize(("method", "path", "body"), HUGE, ids=lambda value: value if isinstance(value, str) else "")
async def test_a_name_of_a_megabyte_is_refused_and_not_repeated(
    system: tuple[System, Place], method: str, path: str, body: dict[str, Any]
) -> None:
    running, _ = system
    answer = await running.call(method, path, running.bearer(Role.COORDINATOR, WARD), body)
    assert answer.status_code in (413, 422)
    assert len(answer.content) < 2_000


async def test_more_than_a_megabyte_is_not_read_at_all(system: tuple[System, Place]) -> None:
    running, _ = system
    body = {**FOUND, "village": "a" * 2**20}
    path = f"{A}/wards/{WARD}/households"
    assert (await running.call("POST", path, running.bearer(Role.COORDINATOR, WARD), body)).status_code == 413


LOOK_ALIKE = ("Tà Lаng", "Ｔà Lang", "Tà\u200bLang", "TàLang\u200d")
"""With a Cyrillic letter, a wide letter, and signs that are not seen."""


@pytest.mark.parametrize("name", LOOK_ALIKE, ids=ascii)
async def test_a_village_s_look_alike_is_that_village_or_an_unconfirmed_one(
    system: tuple[System, Place], name: str
) -> None:
    running, _ = system
    desk = running.bearer(Role.COORDINATOR, WARD)
    body = {**FOUND, "village": name}
    made = (await running.call("POST", f"{A}/wards/{WARD}/households", desk, body)).json()
    seen = f"{made['stream']}:{made['version']}"
    listed = await running.call("GET", f"{A}/wards/{WARD}/villages", desk, min_version=seen)
    confirmed = [one["name"] for one in listed.json()["items"] if one["confirmed"]]
    assert confirmed == ["Giàn Bí"], "only a coordinator's PUT confirms a village"


def tokens(running: System) -> dict[str, str]:
    key, wish = running.running.key, TokenWish(role=Role.ADMIN, hours=1)
    good = sign_token(key, CLOCK, wish)
    claims = jwt.decode(good, options={"verify_signature": False})
    now = CLOCK.now()

    def signed(**changes: Any) -> str:
        header = {"kid": key.kid, "typ": "at+jwt", **changes.pop("header", {})}
        return jwt.encode({**claims, **changes}, key.private, algorithm="EdDSA", headers=header)

    return {
        "token-expired": signed(exp=int((now - timedelta(seconds=1)).timestamp())),
        "token-not-yet-valid": signed(iat=int((now + timedelta(hours=1)).timestamp())),
        "token-issuer-wrong": signed(iss="https://evil.example"),
        "token-audience-wrong": signed(aud="another-api"),
        "token-key-unknown": signed(header={"kid": "made-up"}),
        "token-type-wrong": signed(header={"typ": "JWT"}),
        "token-algorithm-refused": jwt.encode(
            claims, None, algorithm="none", headers={"kid": key.kid, "typ": "at+jwt"}
        ),
        "token-signature-wrong": good[:-8] + ("A" * 8 if not good.endswith("A" * 8) else "B" * 8),
        "token-unreadable": "a" * 100_000,
    }


@pytest.mark.parametrize("path", [f"{R}/province", f"{A}/ledger", f"{V}/ledger", "/api/access/v1/accounts"])
async def test_every_service_refuses_every_kind_of_bad_token(system: tuple[System, Place], path: str) -> None:
    running, _ = system
    for slug, token in tokens(running).items():
        by_header = await running.call("GET", path, {"Authorization": f"Bearer {token}"})
        by_cookie = await running.call("GET", path, {"Cookie": f"{ACCESS_COOKIE}={token}"})
        for answer in (by_header, by_cookie):
            assert (answer.status_code, answer.json()["type"]) == (401, f"/problems/{slug}")
            assert token[:40] not in answer.text
