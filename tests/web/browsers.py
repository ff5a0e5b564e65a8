"""Chromium, as Debian packages it, driven without a window."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error, ViewportSize, sync_playwright

from tests.engines.without import EngineMissing

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
PHONE: ViewportSize = {"width": 390, "height": 844}
PATIENCE_MS = 15_000


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser that is closed at the end. Raises EngineMissing, saying what would help."""
    if not CHROMIUM.exists():
        raise EngineMissing(f"there is no {CHROMIUM}: apt-get install chromium")
    with sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        except Error as error:
            raise EngineMissing(f"{CHROMIUM} does not start: {error.message}") from None
        yield started
        started.close()


def phone_context(browser: Browser, *, language: str = "vi-VN", dark: bool = False) -> BrowserContext:
    """A phone's browser profile of its own; what a page cannot do within its time fails."""
    context = browser.new_context(viewport=PHONE, locale=language, color_scheme="dark" if dark else "light")
    context.set_default_timeout(PATIENCE_MS)
    return context
