"""Every view of the ward's desk: usable by everyone (axe-core, WCAG 2.2 AA), light and dark, narrow, without errors."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.serving import Serving
from tests.web.axe import violations
from tests.web.desks import PASSWORD, DeskPage, desk_of, made_account
from tests.web.wards import ward_of

SCHEMES = ("light", "dark")
VIEWS = (
    "",
    "households",
    "households/new",
    "households/{household}",
    "volunteers",
    "volunteers/new",
    "volunteers/{volunteer}",
    "volunteers/phones",
    "visits",
    "cases",
    "cases/follow-ups",
    "requests",
    "incidents",
    "figures",
    "import",
    "paper",
    "paper?household={household}",
)


@pytest.fixture(params=SCHEMES)
def desk(
    request: pytest.FixtureRequest, browser: Browser, system: Serving
) -> Iterator[tuple[DeskPage, dict[str, str]]]:
    """A signed-in desk with a little of everything."""
    name = f"desk.{request.param}.{len(request.node.originalname)}"
    one_time = made_account(system, name)
    with desk_of(browser, system, dark=request.param == "dark") as page, ward_of(system) as ward:
        volunteer = ward.volunteer(["Alăng Thị Mơ (mẫu)"])
        household = ward.household("Bhling Văn Đào (mẫu)", volunteer, phone="0905 123 456", address="Nhà 7")
        ward.household("Zơrâm Hộ Mới (mẫu)")
        body = {"id": household, "kind": "access", "occurred_at": "2026-11-24T01:00:00+07:00"}
        ward.send("POST", f"visits/v1/wards/{ward.code}/households/{household}/requests", body)
        page.sign_in(name, one_time, PASSWORD)
        yield page, {"household": household, "volunteer": volunteer}


def test_no_view_keeps_anyone_out(desk: tuple[DeskPage, dict[str, str]], tmp_path: Path) -> None:
    page, ids = desk
    errors: list[str] = []
    page.page.on("pageerror", lambda error: errors.append(str(error)))
    for view in VIEWS:
        page.go(view.format_map(ids))
        expect(page.page.locator("main .skeleton")).to_have_count(0)
        looked_at(page, tmp_path, view)
    assert errors == []


def test_no_dialog_keeps_anyone_out(desk: tuple[DeskPage, dict[str, str]], tmp_path: Path) -> None:
    page, ids = desk
    page.go(f"households?q=bhling&volunteer={ids['volunteer']}")
    page.choose("Bhling Văn Đào (mẫu)")
    for view, button in (
        ("", "Phân công (phím A)"),
        (f"households/{ids['household']}", "Chuyển giao"),
        (f"households/{ids['household']}", "Đưa ra khỏi danh sách"),
        (f"households/{ids['household']}", "Xoá dữ liệu cá nhân"),
        (f"households/{ids['household']}", "Ghi yêu cầu về dữ liệu"),
        (f"volunteers/{ids['volunteer']}", "Cho nghỉ"),
        (f"volunteers/{ids['volunteer']}", "Hiện mã trên màn hình (15 phút)"),
    ):
        if view:
            page.go(view)
        page.page.get_by_role("button", name=button).click()
        expect(page.page.get_by_role("dialog")).to_be_visible()
        looked_at(page, tmp_path, button)
        page.page.keyboard.press("Escape")
        expect(page.page.get_by_role("dialog")).to_have_count(0)


def looked_at(desk: DeskPage, folder: Path, name: str) -> None:
    page = desk.page
    page.screenshot(path=folder / f"{name.replace('/', '-') or 'today'}.png", full_page=True)
    assert violations(page) == [], name
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, f"{name} is too wide"
    page.set_viewport_size(size)
