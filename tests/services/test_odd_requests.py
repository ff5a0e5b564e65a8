"""Odd bytes, methods, headers and texts are answered like any mistake: never a crash, never a word of the inside."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest
import pytest_asyncio

from shared.kernel.scope import Role
from tests.services.running_system import CLOCK, WARD, System, ago, running_system, visit_of

pytestmark = pytest.mark.asyncio(loop_scope="module")
A, V = "/api/assignment/v1", "/api/visits/v1"
HOUSEHOLDS = f"{A}/wards/{WARD}/households"


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def system(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[System]:
    async with running_system(tmp_path_factory.mktemp("odd") / "data") as running:
        yield running


def is_told(answer: httpx.Response, *statuses: int) -> None:
    """It is a problem with a remedy, and shows nothing of the inside."""
    assert answer.status_code in statuses, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["remedy"]
    assert not [word for word in ("Traceback", 'File "', "site-packages", "sqlite", "Error:") if word in answer.text]


BODIES = {
    "no JSON": b"spam",
    "blank": b"  ",
    "two documents": b'{"village":"V"} {"village":"V"}',
    "bytes of no text": b'{"village":"\xff"}',
    "overlong": b'{"village":"\xc0\x80"}',
    "half a pair": b'{"village":"\\ud800"}',
    "halves the wrong way round": b'{"village":"\\udc00\\ud800"}',
    "surrogate bytes": b'{"village":"\xed\xa0\x80"}',
    "two bytes a letter": '{"village":"V"}'.encode("utf-16"),
    "a deep list": b'{"village":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "a deep object": b'{"village":' * 20_000 + b"1" + b"}" * 20_000,
    "a long number": b'{"adults":' + b"9" * 100_000 + b"}",
}
SHAPES = [b"null", b"[]", b'"x"', b"1", b"true", b"NaN", b'{"village":NaN}', b'{"adults":1e999}', b'{"village":{}}']


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("path", [HOUSEHOLDS, f"{A}/commands"])
async def test_a_body_that_is_no_json_is_unreadable(system: System, name: str, path: str) -> None:
    headers = {**system.bearer(Role.COORDINATOR, WARD), "Content-Type": "application/json"}
    is_told(await system.send("POST", path, headers, BODIES[name]), 400)


@pytest.mark.parametrize("body", SHAPES)
@pytest.mark.parametrize("path", [HOUSEHOLDS, f"{A}/commands"])
async def test_a_body_of_another_shape_is_invalid(system: System, body: bytes, path: str) -> None:
    headers = {**system.bearer(Role.COORDINATOR, WARD), "Content-Type": "application/json"}
    is_told(await system.send("POST", path, headers, body), 400, 422)


ITEMS = ["null", "[]", '"x"', "1", "{}", '{"command_id":1,"kind":2}', '{"command_id":"x","kind":"y"}']
OWN_ID = ['"kind":"RecordVisit"', '"kind":"RecordVisit","body":null', '"kind":"VoidVisit","body":{"visit_id":null}']


@pytest.mark.parametrize("item", [*ITEMS, *(f'{{"command_id":"{CLOCK.new_id()}",{rest}}}' for rest in OWN_ID)])
async def test_a_misshapen_command_of_a_batch_is_refused_alone(system: System, item: str) -> None:
    headers = {**system.bearer(Role.COORDINATOR, WARD), "Content-Type": "application/json"}
    body = f'{{"sent_at":"{ago()}","commands":[{item},{item}]}}'
    answer = await system.send("POST", f"{V}/commands", headers, body.encode())
    assert [(one["status"], bool(one["remedy"])) for one in answer.json()["answers"]] == [(422, True)] * 2


TIMES = ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "1999-12-31T23:59:59Z", "2100-01-01T00:00:00Z"]


@pytest.mark.parametrize(
    "sent_at", [*TIMES, "1700000000", "2026-11-24", "2026-11-24T10:00:00", "2026-11-24T10:00+99:99"]
)
async def test_a_clock_that_no_phone_has_is_refused(system: System, sent_at: str) -> None:
    visit = {"command_id": CLOCK.new_id(), "kind": "RecordVisit", "body": visit_of(CLOCK.new_id())}
    batch = {"sent_at": sent_at, "commands": [visit]}
    answer = await system.call("POST", f"{V}/commands", system.bearer(Role.COORDINATOR, WARD), batch)
    is_told(answer, 422)
    assert answer.json()["errors"][0]["pointer"] == "/sent_at"


@pytest.mark.parametrize("sent_at", ["2000-01-01T00:00:00Z", "2099-12-31T23:59:59Z"])
@pytest.mark.parametrize("occurred_at", ["2000-01-01T00:00:00Z", "2099-12-31T23:59:59Z"])
async def test_the_furthest_clocks_are_corrected_or_refused(system: System, sent_at: str, occurred_at: str) -> None:
    visit = visit_of(CLOCK.new_id()) | {"occurred_at": occurred_at}
    batch = {"sent_at": sent_at, "commands": [{"command_id": CLOCK.new_id(), "kind": "RecordVisit", "body": visit}]}
    answer = await system.call("POST", f"{V}/commands", system.bearer(Role.COORDINATOR, WARD), batch)
    (one,) = answer.json()["answers"]
    assert one["status"] in (201, 409), one


TEXTS = ["𝒳" * 30, "ho\u0300a", "\ufeffx", "\uffff", "a\u2028b", "👩\u200d👩"]


FOUND = {"priority": [], "signal": "good"}


STEERING = ["a\x00b", "\x1b[31mđỏ", "a\x7f", "a\x85b", "\u202eabc", "a\u2069", "a\nb", "a\tb"]


@pytest.mark.parametrize("text", STEERING, ids=ascii)
@pytest.mark.parametrize("field", ["village", "head_name", "address", "location", "code"])
async def test_a_text_that_steers_what_shows_it_is_refused_by_name(system: System, field: str, text: str) -> None:
    desk = system.bearer(Role.COORDINATOR, WARD)
    answer = await system.call("POST", HOUSEHOLDS, desk, {**FOUND, "village": "Tà Lang", field: text})
    is_told(answer, 422)
    assert [(one["pointer"], one["code"]) for one in answer.json()["errors"]] == [(f"/{field}", "control-character")]


async def test_free_text_has_lines_and_nothing_else_that_steers(system: System) -> None:
    desk = system.bearer(Role.COORDINATOR, WARD)
    visit = visit_of(CLOCK.new_id())
    answer = await system.call("POST", f"{V}/visits", desk, {**visit, "note": "hai dòng\n\tthụt vào"})
    assert answer.status_code == 201, answer.text
    follow_up = {"id": CLOCK.new_id(), "due": "2026-12-01", "what": "gọi\x08 lại"}
    refused = await system.call("POST", f"{V}/visits", desk, {**visit, "note": "a\rb", "follow_ups": [follow_up]})
    pointers = {one["pointer"] for one in refused.json()["errors"]}
    assert pointers == {"/note", "/follow_ups/0/what"}


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
async def test_any_text_is_kept_as_it_was_written(system: System, text: str) -> None:
    desk = system.bearer(Role.COORDINATOR, WARD)
    body = {**FOUND, "village": f"V{text}", "head_name": text, "address": text, "code": text[:32]}
    made = (await system.call("POST", HOUSEHOLDS, desk, body)).json()
    seen = f"{made['stream']}:{made['version']}"
    read = await system.call("GET", f"{HOUSEHOLDS}/{made['id']}", desk, min_version=seen)
    assert (read.json()["head_name"], read.json()["address"], read.json()["code"]) == (text, text, text[:32])
    for query in ({"q": text}, {"village": f"V{text}"}):
        found = await system.call("GET", HOUSEHOLDS, desk, **query)
        assert made["id"] in [one["id"] for one in found.json()["items"]], query
    named = await system.call("PUT", f"{A}/wards/{WARD}/villages/{quote(f'V{text}')}", desk, {"name": f"V{text}"})
    assert named.status_code == 200


PATHS = [
    "/wards/%00",
    "/wards/%ff%fe/households",
    "/wards//households",
    "/wards/../x",
    "/%00",
]


@pytest.mark.parametrize("path", [*PATHS, f"/wards/{WARD}/households/%00", f"/wards/{WARD}/households/{'a' * 9000}"])
@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
async def test_junk_in_a_path_is_told(system: System, path: str, method: str) -> None:
    is_told(await system.call(method, A + path, system.bearer(Role.COORDINATOR, WARD), {"name": "x"}), 404, 405, 422)


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "TRACE", "PUT", "PROPFIND"])
@pytest.mark.parametrize("path", [HOUSEHOLDS, "/api/assignment/healthz"])
async def test_another_method_names_those_there_are(system: System, method: str, path: str) -> None:
    answer = await system.call(method, path, {})
    assert (answer.status_code, bool(answer.headers["allow"])) == (405, True)


HEADERS: list[dict[str, Any]] = [
    {"Accept-Language": b"\xff\xfe"},
    {"Accept-Language": "en;q=nan, vi;q=inf"},
    {"X-Correlation-Id": b"\xff"},
    {"traceparent": b"\xff"},
    {"If-None-Match": b"\xff"},
    {"Last-Event-ID": "x:" + "9" * 5000},
    {"Cookie": b"\xff=\xff"},
]


@pytest.mark.parametrize("headers", HEADERS, ids=lambda headers: next(iter(headers)))
async def test_an_odd_header_is_passed_over(system: System, headers: dict[str, Any]) -> None:
    answer = await system.call("GET", HOUSEHOLDS, system.bearer(Role.COORDINATOR, WARD) | headers)
    assert answer.status_code == 200
