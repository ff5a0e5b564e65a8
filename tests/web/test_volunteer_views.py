"""Every view of the volunteer's page: usable by everyone (axe-core, WCAG 2.2 AA), narrow, dark, in both languages."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.serving import Serving
from tests.web.axe import violations
from tests.web.browsers import phone_context
from tests.web.volunteers import PIN, VolunteerPage, signed_in
from tests.web.wards import ward_of

NAMES = ("Alăng Thị Mơ (mẫu)", "Bhling Văn Đào (mẫu)")
SCHEMES = ("light", "dark")


@pytest.fixture(params=SCHEMES)
def volunteer(request: pytest.FixtureRequest, browser: Browser, system: Serving) -> Iterator[VolunteerPage]:
    """A volunteer with two households, one of them visited, on a phone in this scheme."""
    with phone_context(browser, dark=request.param == "dark") as context, ward_of(system) as ward:
        volunteer_id = ward.volunteer(NAMES[:1])
        ward.household(NAMES[1], volunteer_id, phone="0905 123 456", address="Nhà 7", location="16.07, 108.15")
        with signed_in(context, ward, volunteer_id) as page:
            yield page


def looked_at(page: Page, folder: Path, name: str) -> None:
    """A view has nothing that axe finds wrong, and nothing sticks out at the narrowest width."""
    page.screenshot(path=folder / f"{name}.png", full_page=True)
    assert violations(page) == [], name
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, f"{name} is too wide"
    page.set_viewport_size(size)


def test_no_view_keeps_anyone_out(volunteer: VolunteerPage, tmp_path: Path) -> None:
    page = volunteer.page
    looked_at(page, tmp_path, "households")
    volunteer.household(NAMES[1])
    looked_at(page, tmp_path, "household")
    page.get_by_role("link", name="Ghi lượt đến nhà").click()
    page.get_by_role("button", name="Lưu lượt đến nhà").click()
    expect(page.get_by_text("Chọn kết quả.")).to_be_visible()
    page.get_by_role("radio", name="Đã giúp").check()
    page.get_by_role("button", name=re.compile("Nhận và đăng ký SIM")).click()
    page.get_by_role("radio", name="Làm thay").check()
    page.get_by_text("Thêm chi tiết").click()
    page.get_by_role("radio", name="Đồng ý", exact=True).check()
    page.get_by_role("radio", name="Ký giấy").check()
    page.get_by_label("Sau 7 ngày").check()
    page.get_by_role("radio", name="Có", exact=True).check()
    looked_at(page, tmp_path, "visit")
    volunteer.offline()
    volunteer.save()
    looked_at(page, tmp_path, "household-visited")
    page.get_by_role("link", name="Hộ yêu cầu về dữ liệu").click()
    looked_at(page, tmp_path, "request")
    page.get_by_role("link", name="Quay lại").click()
    volunteer.waiting(1)
    looked_at(page, tmp_path, "outbox-waiting")
    volunteer.online()
    volunteer.waiting(0)
    looked_at(page, tmp_path, "outbox-accepted")
    volunteer.tab("Hộ")
    page.get_by_role("link", name="Ghi một hộ mới").click()
    looked_at(page, tmp_path, "register")
    page.get_by_role("link", name="Quay lại").click()
    volunteer.tab("Khác")
    looked_at(page, tmp_path, "more")
    page.get_by_role("link", name="Báo sự việc").click()
    looked_at(page, tmp_path, "incident")
    page.get_by_role("link", name="Quay lại").click()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="More")).to_be_visible()
    looked_at(page, tmp_path, "more-english")
    page.get_by_role("button", name="Lock now").click()
    looked_at(page, tmp_path, "locked")


def test_the_entrance_keeps_nobody_out(browser: Browser, system: Serving, tmp_path: Path) -> None:
    with phone_context(browser) as context, ward_of(system) as ward:
        page = context.new_page()
        page.goto(f"{system.url}/volunteer/")
        expect(page.get_by_label("Tên đăng nhập")).to_be_visible()
        looked_at(page, tmp_path, "sign-in")
        page.goto(ward.invitation(ward.volunteer()))
        page.get_by_role("button", name="Bắt đầu trên máy này").click()
        expect(page.get_by_label("Mã PIN sáu số")).to_be_visible()
        looked_at(page, tmp_path, "choose-pin")


def test_a_visit_is_recorded_by_keyboard_alone(volunteer: VolunteerPage) -> None:
    page = volunteer.page
    page.get_by_role("searchbox").focus()
    page.keyboard.type("bhling van dao")
    cards = page.locator(".card")
    expect(cards).to_have_count(1)
    cards.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=NAMES[1])).to_be_focused()
    page.get_by_role("link", name="Ghi lượt đến nhà").focus()
    page.keyboard.press("Enter")
    page.get_by_role("radio", name="Đã giúp").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Hẹn lại")).to_be_checked()
    page.get_by_label("Ghi chú").focus()
    page.keyboard.type("quay lại sau mùa")
    page.get_by_role("button", name="Lưu lượt đến nhà").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Đã làm gì")).to_be_visible()
    volunteer.waiting(0)


def test_the_page_locks_when_nobody_touches_it_and_opens_with_the_pin_alone(volunteer: VolunteerPage) -> None:
    page = volunteer.page
    page.clock.install()
    page.reload()
    volunteer.unlock()
    page.clock.fast_forward("04:50")
    expect(page.locator(".card").first).to_be_visible()
    page.clock.fast_forward("00:30")
    expect(page.get_by_role("heading", name="Trang đang khoá")).to_be_visible()
    expect(page.get_by_text(NAMES[0])).to_have_count(0)
    page.get_by_label("Mã PIN sáu số").fill("111111")
    expect(page.get_by_text("Còn 9 lần thử.")).to_be_visible()
    volunteer.unlock(PIN)
    expect(page.get_by_text(NAMES[0])).to_be_visible()
