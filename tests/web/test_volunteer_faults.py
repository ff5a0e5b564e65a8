"""What goes wrong on a mountain: lost answers, dead servers, two tabs, full disks, strange hands, hand-overs."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Route, expect

from tests.journeys.serving import Serving
from tests.web.kept import everything_kept, kept_households
from tests.web.volunteers import VolunteerPage, signed_in
from tests.web.wards import Ward, ward_of

NAMES = ("Alăng Thị Mơ (mẫu)", "Bhling Văn Đào (mẫu)", "Zơrâm Thị Huệ (mẫu)")
FULL_DISK = """() => {
  const add = IDBObjectStore.prototype.add;
  IDBObjectStore.prototype.add = () => { throw new DOMException("full", "QuotaExceededError"); };
  globalThis.makeRoom = () => { IDBObjectStore.prototype.add = add; };
}"""
COMMANDS = re.compile(r"/api/visits/v1/commands$")


@pytest.fixture
def ward(system: Serving) -> Iterator[Ward]:
    with ward_of(system) as ward:
        yield ward


def test_lost_answers_are_asked_for_again_and_count_once(ward: Ward, phone: BrowserContext) -> None:
    volunteer_id = ward.volunteer(NAMES)
    lost: list[str] = []

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        lost.append(route.request.post_data or "")
        route.abort()

    with signed_in(phone, ward, volunteer_id) as volunteer:
        page = volunteer.page
        page.route(COMMANDS, lose_the_answer, times=4)
        for name in NAMES[:2]:
            with page.expect_event("requestfailed"):
                volunteer.visit(name)
        volunteer.tab("Chờ gửi")
        while len(lost) < 4:
            with page.expect_event("requestfailed"):
                page.get_by_role("button", name="Gửi và cập nhật ngay").click()
        page.get_by_role("button", name="Gửi và cập nhật ngay").click()
        volunteer.waiting(0)
    assert len(lost) == 4
    # Each attempt is built afresh.
    assert len({re.search(r'"sent_at":"([^"]+)"', one).group(1) for one in lost}) == 4  # type: ignore[union-attr]
    ward.counted(volunteer_id, "helped", "helped")


def test_a_server_that_dies_while_phones_send(tmp_path: Path, phone: BrowserContext) -> None:
    first = Serving(tmp_path / "data")
    with ward_of(first) as ward:
        volunteer_id = ward.volunteer(NAMES)
        with signed_in(phone, ward, volunteer_id) as volunteer:
            page = volunteer.page

            def die(route: Route) -> None:
                first.kill()
                route.abort()

            page.route(COMMANDS, die, times=1)
            volunteer.visit(NAMES[0])
            expect(page.locator(".standing.away")).to_be_visible()
            volunteer.visit(NAMES[1])
            volunteer.waiting(2)
            second = Serving(tmp_path / "data", "--port", first.url.rsplit(":", 1)[1])
            page.get_by_role("button", name="Gửi và cập nhật ngay").click()
            volunteer.waiting(0)
        ward.counted(volunteer_id, "helped", "helped")
    assert second.stop() == 0


def test_two_tabs_send_everything_once(ward: Ward, phone: BrowserContext) -> None:
    volunteer_id = ward.volunteer(NAMES)
    with signed_in(phone, ward, volunteer_id) as one:
        two = VolunteerPage(phone.new_page(), ward.system.url)
        two.open()
        one.offline()
        one.visit(NAMES[0])
        two.visit(NAMES[1])
        one.visit(NAMES[2])
        two.waiting(3)
        one.waiting(3)
        one.online()
        one.waiting(0)
        two.waiting(0)
    ward.counted(volunteer_id, "helped", "helped", "helped")


def test_a_full_disk_says_so_and_saves_when_there_is_room(ward: Ward, phone: BrowserContext) -> None:
    volunteer_id = ward.volunteer(NAMES[:1])
    with signed_in(phone, ward, volunteer_id) as volunteer:
        page = volunteer.page
        volunteer.household(NAMES[0])
        page.get_by_role("link", name="Ghi lượt đến nhà").click()
        page.get_by_role("radio", name="Không cần").check()
        expect(page.get_by_text("Đã giữ nháp")).to_be_visible()
        # Chromium writes on beyond the quota that its own tools set, so the refusal is made at the same place.
        page.evaluate(FULL_DISK)
        page.get_by_role("button", name="Lưu lượt đến nhà").click()
        expect(page.get_by_text("Máy hết chỗ trống")).to_be_visible()
        page.evaluate("makeRoom()")
        volunteer.save()
        volunteer.waiting(0)
    ward.counted(volunteer_id, "no_need")


def test_ten_wrong_tries_delete_the_households_and_the_outbox_is_still_sent(ward: Ward, phone: BrowserContext) -> None:
    volunteer_id = ward.volunteer(NAMES[:1])
    with signed_in(phone, ward, volunteer_id) as volunteer:
        page = volunteer.page
        volunteer.offline()
        volunteer.visit(NAMES[0])
        page.reload()
        for left in range(9, 0, -1):
            page.get_by_label("Mã PIN sáu số").fill("111111")
            expect(page.get_by_text(f"Còn {left} lần thử.")).to_be_visible()
        page.get_by_label("Mã PIN sáu số").fill("111111")
        expect(page.get_by_text("Nhập sai mã mười lần")).to_be_visible()
        assert kept_households(volunteer) == 0
        with page.expect_response(COMMANDS):
            volunteer.online()
        # The session that is still there does not bring the households back: somebody has to sign in.
        expect(page.get_by_label("Tên đăng nhập")).to_be_visible()
        volunteer.begin(ward.invitation(volunteer_id))
        volunteer.waiting(0)
        volunteer.household(NAMES[0])
    ward.counted(volunteer_id, "helped")


def test_a_household_handed_over_meanwhile_leaves_after_its_visit_was_accepted(
    ward: Ward, phone: BrowserContext
) -> None:
    volunteer_id, other = ward.volunteer(), ward.volunteer()
    moved = ward.household(NAMES[0], volunteer_id)
    ward.household(NAMES[1], volunteer_id)
    with signed_in(phone, ward, volunteer_id) as volunteer:
        volunteer.offline()
        volunteer.visit(NAMES[0])
        ward.assign(moved, other, replace=True)
        volunteer.online()
        volunteer.waiting(0)
        volunteer.tab("Hộ")
        expect(volunteer.page.get_by_role("heading", name="1 hộ")).to_be_visible()
        expect(volunteer.page.get_by_text(NAMES[0])).to_have_count(0)
        assert kept_households(volunteer) == 1
    ward.counted(volunteer_id, "helped")


def test_an_erased_household_is_forgotten_sent_and_unsent(ward: Ward, phone: BrowserContext) -> None:
    volunteer_id = ward.volunteer(NAMES[1:2])
    erased = ward.household(NAMES[0], volunteer_id)
    with signed_in(phone, ward, volunteer_id) as volunteer:
        volunteer.visit(NAMES[0])
        volunteer.waiting(0)
        ward.send("POST", f"assignment/v1/wards/{ward.code}/households/{erased}/erasure")
        volunteer.page.get_by_role("button", name="Gửi và cập nhật ngay").click()
        expect(volunteer.page.get_by_text("Đã được nhận trong 30 ngày qua")).to_have_count(0)
        volunteer.tab("Hộ")
        expect(volunteer.page.get_by_text(NAMES[0])).to_have_count(0)
        assert erased not in everything_kept(volunteer)


def test_what_was_recorded_before_the_session_ended_is_still_accepted(ward: Ward, phone: BrowserContext) -> None:
    volunteer_id = ward.volunteer(NAMES[:1])
    with signed_in(phone, ward, volunteer_id) as volunteer:
        page = volunteer.page
        hour_ago = page.evaluate("new Date(Date.now() + 6 * 3600e3).toISOString().slice(0, 16)")
        volunteer.offline()
        volunteer.household(NAMES[0])
        page.get_by_role("link", name="Ghi lượt đến nhà").click()
        page.get_by_role("radio", name="Không cần").check()
        page.get_by_role("radio", name="Lúc khác").check()
        page.get_by_label("Lúc nào").last.fill(hour_ago)
        volunteer.save()
        ward.send("DELETE", f"access/v1/wards/{ward.code}/volunteers/{volunteer_id}/sessions")
        page.reload()
        volunteer.unlock()
        volunteer.online()
        expect(page.get_by_text("Phiên đăng nhập đã kết thúc")).to_be_visible()
        volunteer.waiting(0)
        expect(page.get_by_text("Ghi trước khi phiên kết thúc")).to_be_visible()
        ward.counted(volunteer_id, "no_need")
        # What happened after the end waits for the next sign-in, and goes out by itself then.
        volunteer.visit(NAMES[0])
        volunteer.tab("Chờ gửi")
        expect(page.get_by_text("Ghi sau khi phiên kết thúc")).to_be_visible()
        page.goto(ward.invitation(volunteer_id))
        page.get_by_role("button", name="Bắt đầu trên máy này").click()
        volunteer.unlock()
        volunteer.waiting(0)
    ward.counted(volunteer_id, "helped", "no_need")


def test_signing_out_waits_for_the_outbox_and_leaves_nothing_behind(ward: Ward, phone: BrowserContext) -> None:
    volunteer_id = ward.volunteer(NAMES)
    with signed_in(phone, ward, volunteer_id) as volunteer:
        page = volunteer.page
        volunteer.offline()
        volunteer.visit(NAMES[0])
        volunteer.tab("Khác")
        expect(page.get_by_role("button", name="Đăng xuất")).to_be_disabled()
        volunteer.online()
        volunteer.waiting(0)
        volunteer.tab("Khác")
        page.get_by_role("button", name="Đăng xuất").click()
        expect(page.get_by_label("Tên đăng nhập")).to_be_visible()
        kept = everything_kept(volunteer)
        assert all(personal not in kept for personal in (*NAMES, volunteer_id, "Tà Lang"))
        assert kept_households(volunteer) == 0
        assert NAMES[0] not in page.content()
    ward.counted(volunteer_id, "helped")


def test_a_phone_that_has_lost_its_clock_asks_for_the_day(ward: Ward, phone: BrowserContext) -> None:
    volunteer_id = ward.volunteer(NAMES[:1])
    with signed_in(phone, ward, volunteer_id) as volunteer:
        page = volunteer.page
        day = page.evaluate("new Date(Date.now() + 7 * 3600e3).toISOString().slice(0, 10)")
        page.clock.install(time="2026-01-05T08:00:00+07:00")
        page.reload()
        volunteer.unlock()
        volunteer.offline()
        volunteer.household(NAMES[0])
        page.get_by_role("link", name="Ghi lượt đến nhà").click()
        expect(page.get_by_text("Đồng hồ của máy đang chậm")).to_be_visible()
        page.get_by_role("radio", name="Không cần").check()
        page.get_by_label("Lúc nào").fill(f"{day}T00:01")
        volunteer.save()
        volunteer.online()
        volunteer.waiting(0)
    ward.counted(volunteer_id, "no_need")
    (visit,) = ward.visits(volunteer_id)
    assert visit["day"] == day
    assert "clock_corrected" not in visit["flags"]
