"""Whatever is wrong with a request gets its own problem with a remedy, in both languages, naming the place."""

from collections.abc import AsyncIterator
from typing import Any, NamedTuple

import httpx
import pytest
import pytest_asyncio

from shared.http.languages import LANGUAGES
from shared.kernel.scope import Role
from tests.services.example_bodies import BODIES, body_of
from tests.services.route_table import Row, rows
from tests.services.running_system import (
    CLOCK,
    OTHER_WARD,
    WARD,
    Place,
    System,
    ago,
    running_system,
    soon,
    visit_of,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")
NOWHERE = "0190b6a0-0000-7000-8000-00000000dead"


class Small(NamedTuple):
    """The running system and a place in it."""

    system: System
    place: Place

    async def ask(self, role: Role, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        bearer = self.system.bearer(role, WARD, self.place.volunteer_id)
        return await self.system.call(method, path, {**bearer, **headers}, body)

    async def problems(self, role: Role, method: str, path: str, body: Any = None, **headers: str) -> list[Any]:
        """The same refusal in each language."""
        return [
            (await self.ask(role, method, path, body, **{"Accept-Language": language, **headers})).json()
            for language in LANGUAGES
        ]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def small(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Small]:
    async with running_system(tmp_path_factory.mktemp("bad") / "data") as system:
        place = await system.place(WARD)
        await system.known_everywhere(WARD)
        yield Small(system, place)


def said(problems: list[Any], slug: str, pointers: list[str]) -> None:
    """Each names the same places, and tells what to do in words of its own language."""
    for problem in problems:
        assert problem["type"] == f"/problems/{slug}", problem
        assert [one["pointer"] for one in problem["errors"]] == pointers
        assert problem["title"]
        assert problem["remedy"]
        assert all(one["message"] for one in problem["errors"])
    vietnamese, english = problems
    assert vietnamese["detail"] != english["detail"]
    assert vietnamese["remedy"] != english["remedy"]


A, V, R = "/api/assignment/v1", "/api/visits/v1", "/api/reporting/v1"
HOUSEHOLDS = f"{A}/wards/{WARD}/households"
WRONG: list[tuple[Role, str, str, str, list[str]]] = [
    (Role.COORDINATOR, f"{A}/wards/99999/households", "", "ward-unknown", []),
    (Role.COORDINATOR, f"{A}/wards/%ff/households", "", "ward-unknown", []),
    (Role.COORDINATOR, f"{A}/wards/{OTHER_WARD}/households", "", "not-found", []),
    (Role.COORDINATOR, f"{HOUSEHOLDS}/{NOWHERE}", "", "household-unknown", []),
    (Role.COORDINATOR, f"{HOUSEHOLDS}/seven", "", "id-malformed", ["household_id"]),
    (Role.COORDINATOR, f"{A}/wards/{WARD}/volunteers/{NOWHERE}", "", "volunteer-unknown", []),
    (Role.COORDINATOR, HOUSEHOLDS, "cursor=WyJhIl0", "bad-cursor", ["cursor"]),
    (Role.COORDINATOR, HOUSEHOLDS, "min_version=seven", "min-version-malformed", ["min_version"]),
    (Role.COORDINATOR, HOUSEHOLDS, "limit=201", "invalid", ["limit"]),
    (Role.COORDINATOR, HOUSEHOLDS, "limit=%D9%A3", "invalid", ["limit"]),
    (Role.COORDINATOR, HOUSEHOLDS, "limit=5&limit=6", "parameter-repeated", ["limit"]),
    (Role.COORDINATOR, HOUSEHOLDS, "vilage=x", "unknown-parameter", ["vilage"]),
    (Role.COORDINATOR, HOUSEHOLDS, "priority=rich", "invalid", ["priority"]),
    (Role.COORDINATOR, HOUSEHOLDS, "volunteer=me&unassigned=maybe", "invalid", ["volunteer", "unassigned"]),
    (Role.COORDINATOR, f"{A}/caseload", "", "caseload-unnamed", ["volunteer_id"]),
    (Role.COORDINATOR, f"{V}/households/{NOWHERE}", "", "household-unknown", []),
    (Role.COORDINATOR, f"{V}/wards/{WARD}/visits", "day=2026-02-30", "invalid", ["day"]),
    (Role.COORDINATOR, f"{V}/wards/{WARD}/visits", "day=1700000000", "invalid", ["day"]),
    (Role.VOLUNTEER, f"{V}/follow-ups", "due_before=9999-12-31", "invalid", ["due_before"]),
    (Role.ADMIN, f"{V}/ledger/{WARD}", "after=-1", "invalid", ["after"]),
    (Role.ADMIN, f"{V}/ledger/99999", "", "ward-unknown", []),
    (Role.PROVINCE, f"{R}/province", "from=2026-W01-1", "day-unreadable", ["from"]),
    (Role.PROVINCE, f"{R}/province", "from=2026-11-02&to=2026-11-01", "span-reversed", ["to"]),
    (Role.PROVINCE, f"{R}/trend", "from=2001-01-01", "span-too-long", ["from"]),
    (Role.PROVINCE, f"{R}/trend", "ward=Hải Vân", "ward-unknown", []),
    (Role.PROVINCE, f"{R}/wards/{WARD}/volunteers", "from=2026-11-02", "whole-months-only", ["from"]),
    (Role.PROVINCE, f"{A}/no/such/place", "", "route-unknown", []),
]


@pytest.mark.parametrize(("role", "path", "query", "slug", "pointers"), WRONG)
async def test_a_wrong_question_is_told_what_is_wrong(
    small: Small, role: Role, path: str, query: str, slug: str, pointers: list[str]
) -> None:
    said(await small.problems(role, "GET", f"{path}?{query}" if query else path), slug, pointers)


def line(**fields: Any) -> dict[str, Any]:
    return {"case_id": NOWHERE, "procedure": "sim-registration", "step": "completed", "mode": "self", **fields}


FIELDS: list[tuple[dict[str, Any], str, list[str]]] = [
    ({"procedures": [line(procedure="no-such-procedure")]}, "unknown-procedure", []),
    ({"procedures": [line(step="lost")]}, "invalid", ["/procedures/0/step"]),
    ({"procedures": [line(), line(appointment="2026-02-30")]}, "invalid", ["/procedures/1/appointment"]),
    ({"household_id": "seven"}, "invalid", ["/household_id"]),
    ({"occurred_at": ago(hours=-25)}, "clock-ahead", []),
    ({"occurred_at": ago(days=181)}, "clock-behind", []),
    ({"occurred_at": "2026-11-24T10:00:00"}, "invalid", ["/occurred_at"]),
    ({"occurred_at": "9999-12-31T23:59:59Z"}, "invalid", ["/occurred_at"]),
    ({"occurred_at": 1_700_000_000}, "invalid", ["/occurred_at"]),
    ({"people_helped": 100, "outcome": "danced"}, "invalid", ["/outcome", "/people_helped"]),
    ({"note": "a" * 2001}, "invalid", ["/note"]),
    ({"companions": [NOWHERE] * 11}, "invalid", ["/companions"]),
    ({"follow_ups": [{"id": NOWHERE, "due": soon(), "what": ""}]}, "invalid", ["/follow_ups/0/what"]),
    ({"volunteer_id": OTHER_WARD}, "invalid", ["/volunteer_id"]),
    ({"volunteer_id": NOWHERE}, "not-your-name", []),
    ({"procedures": [line(password="1234")]}, "invalid", ["/procedures/0/password"]),
    ({"consent": {"answer": "given", "by": "", "how": "x", "notice_version": "1"}}, "invalid", ["/consent/by"]),
]


@pytest.mark.parametrize(("fields", "slug", "pointers"), FIELDS)
async def test_a_wrong_field_is_named(small: Small, fields: dict[str, Any], slug: str, pointers: list[str]) -> None:
    body = visit_of(small.place.household_id) | fields
    said(await small.problems(Role.VOLUNTEER, "POST", f"{V}/visits", body), slug, pointers)


def takes_a_body(row: Row) -> bool:
    return f"{row.method} {row.path.removeprefix(f'/api/{row.service}/v1')}" in BODIES


@pytest.mark.parametrize(
    "row", [row for row in rows() if takes_a_body(row)], ids=lambda row: f"{row.method} {row.path}"
)
async def test_an_unknown_field_is_refused_by_name(small: Small, row: Row) -> None:
    short = f"{row.method} {row.path.removeprefix(f'/api/{row.service}/v1')}"
    body = {**body_of(short, small.place), "passwd": "x"}
    role = Role.ADMIN if row.path == "/api/access/v1/accounts" else Role.COORDINATOR
    problems = await small.problems(role, row.method, row.path.format_map(small.place.ids), body)
    said(problems, "invalid", ["/passwd"])
    assert problems[0]["errors"][0]["code"] == "unknown-field"


TOKENS = [
    ("", "token-missing"),
    ("Basic YTpi", "token-missing"),
    ("Bearer ", "token-unreadable"),
    ("Bearer x", "token-unreadable"),
    ("Bearer a.b.c", "token-unreadable"),
    ("Bearer " + "a" * 9000, "token-unreadable"),
]


@pytest.mark.parametrize(("token", "slug"), TOKENS, ids=lambda value: value[:12])
async def test_a_wrong_token_is_told_apart_in_both_languages(small: Small, token: str, slug: str) -> None:
    said(await small.problems(Role.ADMIN, "GET", f"{R}/province", Authorization=token), slug, [])


async def test_a_command_id_used_for_something_else_is_refused(small: Small) -> None:
    key = {"Idempotency-Key": CLOCK.new_id()}
    first = await small.ask(Role.VOLUNTEER, "POST", f"{V}/visits", visit_of(small.place.household_id), **key)
    assert first.status_code == 201
    other = visit_of(small.place.household_id)
    said(await small.problems(Role.VOLUNTEER, "POST", f"{V}/visits", other, **key), "idempotency-key-reused", [])
