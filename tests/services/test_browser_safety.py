"""What a browser is told, and under which names the system answers at all."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.responses import HTMLResponse

from services.cli.start_page import StartPage
from shared.http.guarded_hosts import GuardedHosts
from shared.http.page_safety import PageSafety
from tests.services.toy_service import Toy


@pytest.fixture
async def pages() -> AsyncIterator[httpx.AsyncClient]:
    app = GuardedHosts(PageSafety(StartPage()), ("onetwenty.example.vn",))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="https://localhost") as client:
        yield client


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8120",
        "127.0.0.1:8120",
        "10.1.2.3",
        "[::1]:8120",
        "visits:8120",
        "onetwenty.example.vn",
        "OneTwenty.Example.VN:443",
    ],
)
async def test_own_names_are_answered(pages: httpx.AsyncClient, host: str) -> None:
    assert (await pages.get("/", headers={"Host": host})).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "onetwenty.example.vn.evil.example",
        "127.0.0.1.evil.example",
        "localhost:port",
        "[::1",
        "[evil.example]",
        "a b",
        "",
        "user@localhost",
        "x" * 5_000 + ".vn",
    ],
)
async def test_foreign_names_are_refused(pages: httpx.AsyncClient, host: str) -> None:
    answer = await pages.get("/", headers={"Host": host, "Accept-Language": "en"})
    assert answer.status_code == 421
    assert answer.json()["type"] == "/problems/host-unknown"
    assert "ONETWENTY_HOSTS" in answer.json()["remedy"]


async def test_a_page_runs_nothing_but_own_files(pages: httpx.AsyncClient) -> None:
    page = await pages.get("/")
    policy = dict(part.split(" ", 1) for part in page.headers["content-security-policy"].split("; "))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in page.headers["content-security-policy"]
    assert "<style" not in page.text
    assert page.headers["cross-origin-opener-policy"] == "same-origin"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "geolocation=(self)" in page.headers["permissions-policy"]
    assert (await pages.get("/start.css")).headers["content-type"].startswith("text/css")


async def test_https_is_remembered_and_http_is_not_promised(pages: httpx.AsyncClient) -> None:
    assert "max-age=63072000" in (await pages.get("/")).headers["strict-transport-security"]
    assert "strict-transport-security" not in (await pages.get("http://localhost/")).headers


async def test_a_page_cannot_loosen_its_policy() -> None:
    loose = HTMLResponse("", headers={"Content-Security-Policy": "default-src *"})
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app=PageSafety(loose)), base_url="http://localhost"
    ) as client:
        answer = await client.get("/")
    assert answer.headers.get_list("content-security-policy") == [answer.headers["content-security-policy"]]
    assert "*" not in answer.headers["content-security-policy"]


async def test_data_is_answered_with_the_promise_of_https_too(toy: Toy) -> None:
    for address, promised in (("https://toy/healthz", True), ("http://toy/healthz", False)):
        answer = await toy.client.get(address)
        assert ("strict-transport-security" in answer.headers) is promised
        assert answer.headers["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
