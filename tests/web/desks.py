"""A coordinator's hands at the ward's desk: what they press, and what they then see."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.serving import Serving, onetwenty
from tests.web.browsers import PATIENCE_MS
from tests.web.wards import WARD

DESK = {"width": 1366, "height": 768}
PASSWORD = "nắng sớm trên cầu sông Hàn"


class DeskPage:
    """The ward's page in one tab."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    def sign_in(self, name: str, password: str, new_password: str = "") -> None:
        """Sign in; with a new password where the first serves only to set one."""
        self.page.goto(f"{self.url}/ward/")
        self.page.get_by_label("Tên đăng nhập").fill(name)
        self.page.get_by_label("Mật khẩu", exact=True).fill(password)
        self.page.get_by_role("button", name="Đăng nhập", exact=True).click()
        if new_password:
            self.page.get_by_label("Mật khẩu mới").fill(new_password)
            self.page.get_by_role("button", name="Đăng nhập", exact=True).click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text("Việc cần quyết định")

    def go(self, path: str) -> None:
        """Open a view by its address."""
        self.page.goto(f"{self.url}/ward/{path}")
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()

    @property
    def table(self) -> Locator:
        """The view's table."""
        return self.page.get_by_role("grid")

    def row(self, text: str) -> Locator:
        """The table's row that holds a text."""
        return self.table.get_by_role("row").filter(has_text=text)

    def choose(self, *texts: str) -> None:
        """Tick rows."""
        for text in texts:
            self.row(text).get_by_role("checkbox").check()

    def said(self, text: str) -> None:
        """See what was just done."""
        expect(self.page.locator(".said-bar")).to_contain_text(text)

    def undo(self) -> None:
        """Take it back."""
        self.page.get_by_role("button", name="Hoàn tác").click()
        self.said("Đã hoàn tác.")


def made_account(system: Serving, name: str, ward: str = WARD) -> str:
    """A coordinator's account; its one-time password."""
    made = onetwenty(
        "account", "create", "--role", "coordinator", "--ward", ward, "--name", name, "--data", str(system.data)
    )
    found = re.search(r"one-time password: (\S+)", made.stdout)
    assert found is not None, made.stdout
    return found[1]


@contextmanager
def desk_of(browser: Browser, system: Serving, *, dark: bool = False) -> Iterator[DeskPage]:
    """A desk at which nobody has signed in yet."""
    with browser.new_context(viewport=DESK, locale="vi-VN", color_scheme="dark" if dark else "light") as context:
        context.set_default_timeout(PATIENCE_MS)
        yield DeskPage(context.new_page(), system.url)
