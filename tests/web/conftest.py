"""One browser for all tests of the pages, and a system for each module."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from shared.settings import read_settings
from tests.engines.without import EngineMissing, fail_missing, skip_without
from tests.journeys.serving import Serving, serving
from tests.web.browsers import chromium, phone_context


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium; fails where there is none, unless the machine is meant to go without."""
    skip_without("browser")
    with ExitStack() as stack:
        try:
            yield stack.enter_context(chromium())
        except EngineMissing as missing:
            fail_missing("browser", missing)


@pytest.fixture(scope="session")
def built_pages() -> Path:
    """The folder of the built pages; tests look at what is served, so they have to be built."""
    folder = read_settings().pages_folder
    if folder is None or not (folder / "volunteer" / "index.html").is_file():
        pytest.fail("the pages are not built: run `make pages`", pytrace=False)
    return folder


@pytest.fixture(scope="module")
def system(built_pages: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:  # noqa: ARG001 built first
    """A running system with nothing in it."""
    with serving(tmp_path_factory.mktemp("web") / "data") as running:
        yield running


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone that nobody has used yet."""
    with phone_context(browser) as context:
        yield context
