"""Lists in pages, answers with an ETag, `min_version`, and parameters that a call does not know."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from shared.http.border import Caller
from shared.http.box64 import to_text
from shared.http.etags import MinVersion, read_answer
from shared.http.openapi import json_answer
from shared.http.paging import Paging, listing
from shared.http.service_app import service_router
from shared.http.shapes import Listing
from tests.services.toy_service import Toy, toy_service

NUMBERS = [f"{number:03d}" for number in range(1, 121)]


class Numbers(Listing[str], kw_only=True):
    """A page of numbers."""


def numbers() -> APIRouter:
    """Lists of numbers, and an answer that waits for a version."""
    router = service_router("toy")

    async def everything(
        caller: Caller, request: Request, page: Paging, ending: Annotated[str | None, Query(max_length=1)] = None
    ) -> Response:
        assert caller.ward
        after = page.after[0] if page.after else ""
        found = [number for number in NUMBERS if number > after and number.endswith(ending or "")]
        shown, following = page.cut(found[: page.one_more], lambda number: (number,))
        return read_answer(request, listing(shown, following))

    async def version(request: Request, min_version: MinVersion) -> Response:
        return read_answer(request, {"min_version": min_version})

    router.add_api_route("/numbers", everything, **json_answer(Numbers))
    router.add_api_route("/others", everything, response_class=Response)
    router.add_api_route("/version", version, response_class=Response)
    return router


@pytest.fixture
async def reading(tmp_path: Path) -> AsyncIterator[Toy]:
    async with toy_service(tmp_path, routers=[numbers()]) as toy:
        yield toy


async def ask(toy: Toy, path: str, **parameters: Any) -> httpx.Response:
    return await toy.client.get(f"/api/toy/v1/{path}", params=parameters, headers=toy.token())


async def test_a_list_is_read_page_by_page_without_a_gap(reading: Toy) -> None:
    found: list[str] = []
    cursor: dict[str, str] = {}
    sizes = []
    while True:
        page = (await ask(reading, "numbers", limit=50, **cursor)).json()
        found += page["items"]
        sizes.append(len(page["items"]))
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert found == NUMBERS
    assert sizes == [50, 50, 20]


async def test_a_page_that_ends_with_the_list_has_no_next(reading: Toy) -> None:
    page = (await ask(reading, "numbers", limit=120)).json()
    assert (len(page["items"]), page["next"]) == (120, None)


async def test_a_page_has_fifty_items_unless_asked(reading: Toy) -> None:
    assert len((await ask(reading, "numbers")).json()["items"]) == 50


async def test_the_page_size_may_change_on_the_way(reading: Toy) -> None:
    first = (await ask(reading, "numbers", limit=1)).json()
    assert (await ask(reading, "numbers", limit=2, cursor=first["next"])).json()["items"] == ["002", "003"]


@pytest.mark.parametrize("limit", [0, -1, 201, "many", 10**30])
async def test_a_page_size_out_of_bounds_is_refused(reading: Toy, limit: Any) -> None:
    answer = await ask(reading, "numbers", limit=limit)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "limit")


@pytest.mark.parametrize(
    "cursor",
    [
        "spam",
        "",
        "%",
        "á",
        "a=b=",
        to_text(b"[]"),
        to_text(b"\xff"),
        to_text(b'["x", ["001"]]'),
        to_text(b'["x", [1]]'),
        to_text(b'{"a": 1}'),
    ],
)
async def test_a_cursor_from_elsewhere_is_refused(reading: Toy, cursor: str) -> None:
    answer = await ask(reading, "numbers", cursor=cursor)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/bad-cursor")


async def test_a_cursor_belongs_to_its_list_and_filter(reading: Toy) -> None:
    cursor = (await ask(reading, "numbers", limit=1)).json()["next"]
    for path, more in (("others", {}), ("numbers", {"ending": "7"})):
        answer = await ask(reading, path, cursor=cursor, **more)
        assert answer.json()["type"] == "/problems/bad-cursor"


async def test_an_endless_cursor_is_refused(reading: Toy) -> None:
    assert (await ask(reading, "numbers", cursor="a" * 2000)).status_code == 422


async def test_a_read_that_has_not_changed_is_not_sent_again(reading: Toy) -> None:
    first = await ask(reading, "numbers")
    etag = first.headers["ETag"]
    for header in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        headers = {**reading.token(), "If-None-Match": header}
        again = await reading.client.get("/api/toy/v1/numbers", headers=headers)
        assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    headers = {**reading.token(), "If-None-Match": '"other"'}
    assert (await reading.client.get("/api/toy/v1/numbers", headers=headers)).status_code == 200
    assert (await ask(reading, "numbers", ending="7")).headers["ETag"] != etag


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("20197/roster:7", ["20197/roster", 7]),
        ("20197/household/0190b6a0-0000-7000-8000-0000000000b1:12", None),
        ("20197/roster:0", ["20197/roster", 0]),
    ],
)
async def test_min_version_names_a_stream_and_its_version(reading: Toy, given: str, expected: Any) -> None:
    stream, _, version = given.rpartition(":")
    answer = await ask(reading, "version", min_version=given)
    assert answer.json() == {"min_version": expected or [stream, int(version)]}


@pytest.mark.parametrize("given", ["", "7", "20197/roster", "20197/roster:", ":7", "a:b:c", "20197/roster:-1", "x:1e3"])
async def test_a_malformed_min_version_is_refused(reading: Toy, given: str) -> None:
    answer = await ask(reading, "version", min_version=given)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/min-version-malformed")


async def test_no_min_version_is_no_wish(reading: Toy) -> None:
    assert (await ask(reading, "version")).json() == {"min_version": None}


async def test_an_unknown_parameter_is_named_with_those_that_are_known(reading: Toy) -> None:
    answer = await ask(reading, "numbers", limti=3)
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (422, "/problems/unknown-parameter")
    assert problem["errors"][0]["pointer"] == "limti"
    assert "cursor, ending, limit" in problem["remedy"]


async def test_reading_needs_a_token(reading: Toy) -> None:
    answer = await reading.client.get("/api/toy/v1/numbers")
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/token-missing")


async def test_openapi_lists_parameters_and_problems_of_reads(reading: Toy) -> None:
    document = (await reading.client.get("/api/toy/openapi.json")).json()
    operation = document["paths"]["/api/toy/v1/numbers"]["get"]
    assert {parameter["name"] for parameter in operation["parameters"]} == {"limit", "cursor", "ending"}
    problem = operation["responses"]["422"]["content"]["application/problem+json"]["schema"]["$ref"]
    assert problem == "#/components/schemas/Problem"
    assert set(operation["responses"]) >= {"200", "304", "401", "403", "404", "422", "500", "503"}


@pytest.mark.parametrize("path", ["numbers?limti=3", "numbers?limit=many", "numbers?cursor=spam", "numbers?limit=0"])
async def test_who_may_not_ask_is_told_nothing_else(reading: Toy, path: str) -> None:
    assert (await reading.client.get(f"/api/toy/v1/{path}")).status_code == 401
