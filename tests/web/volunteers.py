"""A volunteer's hands on a phone: what they tap, and what they then see."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import BrowserContext, Page, expect

from tests.web.wards import Ward

PIN = "482915"
PAGE = "/volunteer/"


class VolunteerPage:
    """The volunteer's page in one tab."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    @property
    def context(self) -> BrowserContext:
        """The phone's browser."""
        return self.page.context

    def begin(self, invitation: str) -> None:
        """Use the invitation, choose the PIN, and wait for the households."""
        self.page.goto(invitation)
        self.page.get_by_role("button", name="Bắt đầu trên máy này").click()
        self.choose_pin()

    def choose_pin(self) -> None:
        """Choose the PIN, and wait until everything is here."""
        self.page.get_by_label("Mã PIN sáu số").fill(PIN)
        self.page.get_by_label("Nhập lại mã PIN").fill(PIN)
        self.page.get_by_role("button", name="Dùng mã này").click()
        self.synced()

    def open(self) -> None:
        """Open the page anew, as after a killed browser, and unlock it."""
        self.page.goto(self.url + PAGE)
        self.unlock()

    def unlock(self, pin: str = PIN) -> None:
        """Type the PIN; its sixth digit opens."""
        self.page.get_by_label("Mã PIN sáu số").fill(pin)
        expect(self.page.get_by_role("navigation")).to_be_visible()

    def synced(self) -> None:
        """Wait until the phone has talked with the server to the end."""
        expect(self.page.locator(".standing.done")).to_be_visible()

    def installed(self) -> None:
        """Wait until the page would open without a network."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")

    def offline(self) -> None:
        """Walk into the mountains."""
        self.context.set_offline(True)

    def online(self) -> None:
        """Walk back."""
        self.context.set_offline(False)

    def tab(self, name: str) -> None:
        """Press one of the three tabs."""
        self.page.get_by_role("navigation").get_by_role("link", name=re.compile(f"^{name}")).click()

    def household(self, name: str) -> None:
        """Open a household from the list."""
        self.tab("Hộ")
        self.page.get_by_role("link", name=re.compile(re.escape(name))).click()

    def visit(self, name: str, procedure: str = "Nhận và đăng ký SIM") -> None:
        """Record that somebody of the household was helped with a procedure."""
        self.household(name)
        self.page.get_by_role("link", name="Ghi lượt đến nhà").click()
        self.page.get_by_role("radio", name="Đã giúp").check()
        self.page.get_by_role("button", name=f"+ {procedure}").click()
        self.save()

    def save(self) -> None:
        """Press the form's button, and see the household again."""
        self.page.get_by_role("button", name="Lưu lượt đến nhà").click()
        expect(self.page.get_by_role("heading", name="Đã làm gì")).to_be_visible()

    def waiting(self, count: int) -> None:
        """See how much is on this phone and not accepted yet."""
        self.tab("Chờ gửi")
        text = f"Trên máy này, chưa được nhận: {count}" if count else "Tất cả đã được nhận"
        expect(self.page.get_by_text(text)).to_be_visible()


@contextmanager
def signed_in(context: BrowserContext, ward: Ward, volunteer: str) -> Iterator[VolunteerPage]:
    """The volunteer's page on a phone that just signed in."""
    page = VolunteerPage(context.new_page(), ward.system.url)
    page.begin(ward.invitation(volunteer))
    page.installed()
    yield page
    page.page.close()
