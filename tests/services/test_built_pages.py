"""Built pages as a browser gets them."""

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from services.cli.start_page import StartPage
from shared.http.built_pages import BuiltPages

FILES = {
    "start/index.html": b"<!doctype html>start",
    "start/assets/start-1a2b.js": b"start()",
    "ward/index.html": "<!doctype html>phường".encode(),
    "ward/assets/ward-3c4d.css": b"body{}",
    "volunteer/index.html": b"<!doctype html>volunteer",
    "volunteer/sw.js": b"serve()",
    "volunteer/manifest.webmanifest": b"{}",
}


@pytest.fixture
async def browser(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    for name, body in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    (tmp_path.parent / "secret.txt").write_bytes(b"secret")
    app = BuiltPages(tmp_path, StartPage())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://localhost") as client:
        yield client


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/", "start/index.html"),
        ("/start", "start/index.html"),
        ("/assets/start-1a2b.js", "start/assets/start-1a2b.js"),
        ("/ward/", "ward/index.html"),
        ("/ward/households/unassigned", "ward/index.html"),
        ("/volunteer/sw.js", "volunteer/sw.js"),
    ],
)
async def test_each_address_is_a_file_or_a_view_of_its_page(browser: httpx.AsyncClient, path: str, file: str) -> None:
    assert (await browser.get(path)).content == FILES[file]


@pytest.mark.parametrize(
    "path", ["/nowhere", "/ward/missing.js", "/ward/../secret.txt", "/%2e%2e/secret.txt", "/start/"]
)
async def test_nothing_else_exists(browser: httpx.AsyncClient, path: str) -> None:
    answer = await browser.get(path)
    assert answer.status_code == 404
    assert b"secret" not in answer.content


async def test_a_page_without_its_slash_is_told_where_it_lies(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/ward")
    assert (answer.status_code, answer.headers["location"]) == (308, "/ward/")


async def test_named_by_their_hash_files_are_kept_and_pages_asked_for_again(browser: httpx.AsyncClient) -> None:
    assert "immutable" in (await browser.get("/ward/assets/ward-3c4d.css")).headers["cache-control"]
    page = await browser.get("/ward/")
    assert page.headers["cache-control"] == "no-cache"
    again = await browser.get("/ward/", headers={"If-None-Match": page.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


async def test_types_are_those_that_browsers_insist_on(browser: httpx.AsyncClient) -> None:
    types = {path: (await browser.get(path)).headers["content-type"] for path in ("/volunteer/sw.js", "/ward/")}
    assert types == {"/volunteer/sw.js": "text/javascript; charset=utf-8", "/ward/": "text/html; charset=utf-8"}
    manifest = await browser.get("/volunteer/manifest.webmanifest")
    assert manifest.headers["content-type"] == "application/manifest+json"


async def test_text_is_packed_for_who_can_unpack_it(browser: httpx.AsyncClient) -> None:
    async with browser.stream("GET", "/ward/", headers={"Accept-Encoding": "gzip"}) as packed:
        assert packed.headers["content-encoding"] == "gzip"
        raw = b"".join([part async for part in packed.aiter_raw()])
    assert gzip.decompress(raw) == FILES["ward/index.html"]
    plain = await browser.get("/ward/", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers


async def test_pages_are_only_read(browser: httpx.AsyncClient) -> None:
    assert (await browser.post("/ward/")).status_code == 405
