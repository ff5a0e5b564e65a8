"""The gateway serves built pages at the addresses and with the headers that the embedded process gives them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.http.page_safety import PAGE_HEADERS
from tests.deploy.composed import ROOT, SERVICES
from tests.deploy.gateway import Gateway, ask, free_port, gateway

pytestmark = pytest.mark.timeout(600)
BUILT = {
    "start/index.html": "the start",
    "start/assets/start-1a2b.js": "start()",
    "province/index.html": "the province",
    "province/assets/map-3c4d.js": "map()",
    "province/manifest.webmanifest": "{}",
    "robots.txt": "User-agent: *",
}
FOR_EVER = "public, max-age=31536000, immutable"


@pytest.fixture(scope="module")
def front(caddy: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    folder = tmp_path_factory.mktemp("pages")
    for name, content in BUILT.items():
        file = folder / "built" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    nobody = {name: [f"127.0.0.1:{free_port()}"] for name in SERVICES}
    with gateway(caddy, nobody, folder / "built", folder) as running:
        yield running


ANSWERS = {
    "/": "the start",
    "/start": "the start",
    "/accessibility": "the start",
    "/assets/start-1a2b.js": "start()",
    "/province/": "the province",
    "/province/wards/20194": "the province",
    "/province/assets/map-3c4d.js": "map()",
    "/province/manifest.webmanifest": "{}",
    "/robots.txt": "User-agent: *",
}


@pytest.mark.parametrize("path", ANSWERS)
def test_a_page_is_where_it_belongs(front: Gateway, path: str) -> None:
    answer = ask(front, "GET", path)
    assert (answer.status_code, answer.text) == (200, ANSWERS[path])
    assert answer.headers["cache-control"] == (FOR_EVER if "/assets/" in path else "no-cache")
    assert {name: answer.headers.get(name.decode()) for name, _ in PAGE_HEADERS} == {
        name: value.decode() for name, value in PAGE_HEADERS
    }


@pytest.mark.parametrize(
    "path", ["/province/assets/old-0000.js", "/assets/old.js", "/nothing", "/volunteer/", "/x.html"]
)
def test_what_is_not_there_is_not_kept(front: Gateway, path: str) -> None:
    answer = ask(front, "GET", path)
    assert answer.status_code == 404
    assert answer.headers["cache-control"] == "no-cache"


def test_a_page_without_its_slash_is_sent_to_it(front: Gateway) -> None:
    answer = ask(front, "GET", "/province")
    assert (answer.status_code, answer.headers["location"]) == (308, "/province/")


def test_the_folder_that_compose_mounts_by_default_is_there() -> None:
    assert (ROOT / "deploy/compose/pages/robots.txt").is_file()
