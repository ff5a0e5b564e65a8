"""A coordinator's day at the ward's desk, in a real browser against a real system."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.serving import Serving
from tests.web.desks import PASSWORD, DeskPage, desk_of, made_account
from tests.web.wards import Ward, ward_of

COORDINATOR = "lan.haivan"
LIST = "Mã,Thôn,Chủ hộ,Số người lớn\nN-1,Giàn Bí,Bhling Thị Mới (mẫu),2\nN-2,Giàn Bí,Alăng Văn Tư (mẫu),nhiều\n"


@pytest.fixture(scope="module")
def signed_in_once(system: Serving, browser: Browser) -> None:
    """The coordinator has chosen a password with the one that serves once."""
    one_time = made_account(system, COORDINATOR)
    with desk_of(browser, system) as desk:
        desk.sign_in(COORDINATOR, one_time, PASSWORD)


@pytest.fixture
def desk(system: Serving, browser: Browser, signed_in_once: None) -> Iterator[DeskPage]:  # noqa: ARG001 before it
    with desk_of(browser, system) as page:
        page.sign_in(COORDINATOR, PASSWORD)
        yield page


@pytest.fixture
def ward(system: Serving) -> Iterator[Ward]:
    with ward_of(system) as made:
        yield made


def volunteer(ward: Ward, name: str, capacity: int = 20) -> str:
    body = {"name": name, "kind": "student", "capacity": capacity}
    return str(ward.send("POST", f"assignment/v1/wards/{ward.code}/volunteers", body)["id"])


def helper_of(ward: Ward, household: str) -> str | None:
    found: str | None = ward.desk.get(f"assignment/v1/wards/{ward.code}/households/{household}")["volunteer_id"]
    return found


def test_households_are_assigned_by_keys_and_taken_back(desk: DeskPage, ward: Ward) -> None:
    one, two = ward.household("Hộ A1 (mẫu)", code="A-1"), ward.household("Hộ A2 (mẫu)", code="A-2")
    helper = volunteer(ward, "Trần Bằng Phím (mẫu)")
    desk.go("households?q=A-")
    expect(desk.row("A-2")).to_be_visible()
    desk.table.focus()
    for key in ("Space", "ArrowDown", "Space", "a"):
        desk.page.keyboard.press(key)
    expect(desk.page.get_by_role("dialog")).to_contain_text("Phân công 2 hộ")
    desk.page.keyboard.type("bang phim")
    expect(desk.page.get_by_role("dialog")).to_contain_text("2 / 20")
    desk.page.keyboard.press("Enter")
    desk.said("Đã phân công 2 hộ cho Trần Bằng Phím (mẫu).")
    assert [helper_of(ward, household) for household in (one, two)] == [helper, helper]
    desk.undo()
    assert [helper_of(ward, household) for household in (one, two)] == [None, None]


def test_a_hand_over_shows_both_caseloads_and_refuses_too_many(desk: DeskPage, ward: Ward) -> None:
    giver, full = volunteer(ward, "Lê Người Giao (mẫu)"), volunteer(ward, "Võ Người Nhận (mẫu)", capacity=1)
    for number in (1, 2):
        ward.household(f"Hộ B{number} (mẫu)", giver, code=f"B-{number}")
    desk.go("households?q=B-")
    desk.choose("B-1", "B-2")
    desk.page.get_by_role("button", name="Phân công (phím A)").click()
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_role("combobox").fill("nguoi nhan")
    expect(dialog).to_contain_text("Thiếu 1 chỗ.")
    expect(dialog.get_by_role("button", name="Chuyển giao")).to_be_disabled()
    dialog.get_by_role("button", name="Đóng").click()
    desk.row("B-2").get_by_role("checkbox").uncheck()
    desk.page.get_by_role("button", name="Phân công (phím A)").click()
    dialog.get_by_role("combobox").fill("nguoi nhan")
    rows = dialog.get_by_role("table").get_by_role("row")
    expect(rows.filter(has_text="Người Nhận")).to_contain_text("1 / 1")
    expect(rows.filter(has_text="Người Giao")).to_contain_text("1 / 20")
    dialog.get_by_role("button", name="Chuyển giao").click()
    desk.said("Đã phân công 1 hộ cho Võ Người Nhận (mẫu).")
    expect(desk.row("B-1")).to_contain_text("Võ Người Nhận")
    desk.go(f"volunteers/{full}")
    expect(desk.page.get_by_text("1 / 1")).to_be_visible()


def test_a_list_is_shown_then_taken_and_the_same_again_changes_nothing(desk: DeskPage, tmp_path: Path) -> None:
    file = tmp_path / "households.csv"
    file.write_text(LIST)
    for new, same in ((1, 0), (0, 1)):
        desk.go("import")
        desk.page.get_by_label("Tệp", exact=True).set_input_files(file)
        desk.page.get_by_role("button", name="Xem trước").click()
        expect(desk.page.get_by_role("button", name=f"{new} Mới")).to_be_visible()
        expect(desk.page.get_by_role("button", name=f"{same} Giữ nguyên")).to_be_visible()
        doubtful = desk.page.get_by_role("row").filter(has_text="N-2")
        expect(doubtful).to_contain_text("3")
        expect(doubtful).to_contain_text("Số người lớn")
        expect(doubtful).to_contain_text("Phải là số nguyên.")
        if new:
            desk.page.get_by_role("button", name="Nhập 1 dòng").click()
            desk.said("Đã nhập 1 dòng.")
    expect(desk.page.get_by_text("Không có dòng nào để nhập.")).to_be_visible()
    desk.go("households?q=N-1")
    expect(desk.row("Bhling Thị Mới (mẫu)")).to_be_visible()


def test_the_printed_list_says_no_more_than_it_may(desk: DeskPage, ward: Ward, tmp_path: Path) -> None:
    helper = volunteer(ward, "Phạm Có Giấy (mẫu)")
    ward.household("Nguyễn Thị Mận (mẫu)", helper, code="P-1", phone="0905 123 456", address="Nhà 7", priority=["poor"])
    desk.go(f"volunteers/{helper}")
    expect(desk.page.get_by_role("row").filter(has_text="Mận (mẫu)")).to_contain_text("Nhà 7")
    desk.page.emulate_media(media="print")
    printed = desk.page.locator("body").inner_text()
    assert "Mận (mẫu)" in printed
    for hidden in ("0905", "Nguyễn Thị", "Hộ nghèo", "Báo mất điện thoại"):
        assert hidden not in printed
    assert desk.page.pdf(path=tmp_path / "list.pdf")[:4] == b"%PDF"


def test_an_invitation_is_shown_and_a_lost_phone_reported(desk: DeskPage, ward: Ward) -> None:
    helper = volunteer(ward, "Hồ Được Mời (mẫu)")
    ward.invitation(helper)
    desk.go(f"volunteers/{helper}")
    desk.page.get_by_role("button", name="Hiện mã trên màn hình (15 phút)").click()
    code = desk.page.get_by_role("img", name="Mã QR mời Hồ Được Mời (mẫu)")
    expect(code).to_be_visible()
    assert code.evaluate("(image) => image.complete && image.naturalWidth > 0")
    desk.page.get_by_role("button", name="Đóng").click()
    desk.page.get_by_role("button", name="Báo mất điện thoại").click()
    desk.page.get_by_role("dialog").get_by_role("button", name="Báo mất điện thoại").click()
    desk.said("Đã đăng xuất các thiết bị.")


def test_a_visit_comes_in_from_paper_and_its_case_is_worked_to_its_result(desk: DeskPage, ward: Ward) -> None:
    helper = volunteer(ward, "Ngô Đi Bộ (mẫu)")
    household = ward.household("Zơrâm Thị Gié (mẫu)", helper, code="G-1")
    desk.go(f"paper?household={household}")
    desk.page.get_by_label("Ngày giờ đến").fill("2026-11-20T09:00")
    desk.page.get_by_role("button", name="Thêm thủ tục").click()
    desk.page.get_by_label("Thủ tục", exact=True).select_option("social-pension")
    desk.page.get_by_role("button", name="Lưu").click()
    desk.said("Đã ghi lượt đến nhà.")
    expect(desk.page.get_by_text("nhập từ giấy")).to_be_visible()
    desk.page.get_by_role("button", name="Xử lý hồ sơ").click()
    desk.page.get_by_role("dialog").get_by_role("button", name="Ghi nhận").click()
    expect(desk.page.get_by_role("listitem").filter(has_text="Trợ cấp hưu trí xã hội").first).to_contain_text(
        "hoàn tất"
    )
    desk.go("figures")
    expect(desk.page.get_by_role("region", name="Thủ tục hoàn tất")).to_contain_text("1")


def test_an_erasure_asks_twice_and_ends_in_evidence(desk: DeskPage, ward: Ward) -> None:
    household = ward.household("Arất Xin Xoá (mẫu)", code="X-1")
    desk.go(f"households/{household}")
    desk.page.get_by_role("button", name="Xoá dữ liệu cá nhân").click()
    dialog = desk.page.get_by_role("dialog")
    dialog.get_by_label("Gõ mã X-1 để xác nhận").fill("X-2")
    dialog.get_by_role("button", name="Xoá dữ liệu cá nhân").click()
    expect(dialog).to_contain_text("Chưa khớp mã.")
    dialog.get_by_label("Gõ mã X-1 để xác nhận").fill("X-1")
    dialog.get_by_role("button", name="Xoá dữ liệu cá nhân").click()
    expect(desk.page.get_by_role("link", name="Tải bằng chứng")).to_be_visible()
    assert "Arất" not in desk.page.locator("main").inner_text()


def test_a_problem_stands_beside_its_field(desk: DeskPage, ward: Ward) -> None:
    ward.household("Hộ C1 (mẫu)", code="C-1")
    desk.go("households/new")
    desk.page.get_by_label("Thôn, tổ dân phố").fill("Tà Lang")
    desk.page.get_by_label("Điện thoại").fill("gọi tôi")
    desk.page.get_by_role("button", name="Lưu").click()
    field = desk.page.get_by_label("Điện thoại")
    expect(field).to_have_attribute("aria-invalid", "true")
    field.fill("0905 000 009")
    desk.page.get_by_label("Mã", exact=True).fill("C-1")
    desk.page.get_by_role("button", name="Lưu").click()
    expect(desk.page.get_by_text("Hộ đã có trong danh sách")).to_be_visible()
