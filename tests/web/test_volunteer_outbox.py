"""The outbox as a person sees it: refused records that are mended, what a household asks, what befell a volunteer."""

import shutil
from pathlib import Path

from playwright.sync_api import BrowserContext, expect

from tests.journeys.asking import until
from tests.journeys.serving import Serving, serving
from tests.web.volunteers import signed_in
from tests.web.wards import ward_of

NAME = "Alăng Thị Mơ (mẫu)"


def test_a_refused_visit_says_why_and_is_mended(system: Serving, phone: BrowserContext) -> None:
    with ward_of(system) as ward:
        volunteer_id = ward.volunteer([NAME])
        with signed_in(phone, ward, volunteer_id) as volunteer:
            page = volunteer.page
            ahead, now = page.evaluate(
                "[72, 6].map((hours) => new Date(Date.now() + hours * 3600e3).toISOString().slice(0, 16))"
            )
            volunteer.household(NAME)
            page.get_by_role("link", name="Ghi lượt đến nhà").click()
            page.get_by_role("radio", name="Vắng nhà").check()
            page.get_by_role("radio", name="Lúc khác").check()
            page.get_by_label("Lúc nào").last.fill(ahead)
            volunteer.save()
            volunteer.waiting(1)
            expect(page.get_by_text("Thời điểm ở tương lai")).to_be_visible()
            page.get_by_role("link", name="Sửa rồi gửi lại").click()
            expect(page.get_by_role("radio", name="Vắng nhà")).to_be_checked()
            page.get_by_label("Lúc nào").last.fill(now)
            page.get_by_role("button", name="Lưu lượt đến nhà").click()
            volunteer.waiting(0)
        ward.counted(volunteer_id, "nobody_home")


def test_a_record_is_given_up_only_when_that_is_confirmed(system: Serving, phone: BrowserContext) -> None:
    with ward_of(system) as ward, signed_in(phone, ward, ward.volunteer()) as volunteer:
        page = volunteer.page
        page.get_by_role("link", name="Ghi một hộ mới").click()
        # Nine digits in a row may be a person's number, and a village's name stands in the clear.
        page.get_by_label("Thôn, tổ dân phố").fill("Tà Lang 048201001234")
        page.get_by_role("button", name="Lưu hộ mới").click()
        expect(page.get_by_role("heading", name="Hộ chưa ghi tên")).to_be_visible()
        volunteer.waiting(1)
        expect(page.get_by_text("Bị từ chối", exact=True)).to_be_visible()
        page.get_by_role("button", name="Bỏ bản ghi này").click()
        page.get_by_role("button", name="Bỏ hẳn").click()
        expect(page.get_by_text("Tất cả đã được nhận")).to_be_visible()


def test_requests_and_incidents_reach_the_desk(system: Serving, phone: BrowserContext) -> None:
    with ward_of(system) as ward, signed_in(phone, ward, ward.volunteer([NAME])) as volunteer:
        page = volunteer.page
        volunteer.offline()
        volunteer.household(NAME)
        page.get_by_role("link", name="Hộ yêu cầu về dữ liệu").click()
        page.get_by_role("button", name="Lưu").click()
        expect(page.get_by_text("Chọn một mục.")).to_be_visible()
        page.get_by_role("radio", name="Sửa dữ liệu").check()
        page.get_by_label("Lời hộ nói").fill("tên viết sai dấu")
        page.get_by_role("button", name="Lưu").click()
        volunteer.tab("Khác")
        page.get_by_role("link", name="Báo sự việc").click()
        page.get_by_role("radio", name="Chó").check()
        page.get_by_label("Ở hộ nào").select_option(NAME)
        page.get_by_role("button", name="Lưu").click()
        volunteer.waiting(2)
        volunteer.online()
        volunteer.waiting(0)
        until(lambda: ward.listed("incidents") != [], "the desk's lists")
        (request,) = ward.listed("requests")
        assert (request["kind"], request["text"]) == ("correction", "tên viết sai dấu")
        (incident,) = ward.listed("incidents")
        assert (incident["kind"], incident["household_id"]) == ("dog", request["household_id"])


def test_a_new_version_is_offered_and_never_forced_on_a_form(
    built_pages: Path, tmp_path: Path, phone: BrowserContext
) -> None:
    pages = shutil.copytree(built_pages, tmp_path / "pages")
    environment = {"ONETWENTY_PAGES": str(pages)}
    with (
        serving(tmp_path / "data", environment=environment) as first,
        ward_of(first) as ward,
        signed_in(phone, ward, ward.volunteer([NAME])) as volunteer,
    ):
        page = volunteer.page
        worker = pages / "volunteer" / "sw.js"
        worker.write_text(worker.read_text() + "\n// another version\n")
        first.stop()
        with serving(tmp_path / "data", "--port", first.url.rsplit(":", 1)[1], environment=environment):
            page.reload()
            volunteer.unlock()
            expect(page.get_by_text("Có bản mới")).to_be_visible()
            volunteer.household(NAME)
            page.get_by_role("link", name="Ghi lượt đến nhà").click()
            page.get_by_role("radio", name="Đã giúp").check()
            expect(page.get_by_text("Có bản mới")).to_have_count(0)
            volunteer.save()
            page.get_by_role("button", name="Dùng bản mới").click()
            volunteer.unlock()
            expect(page.get_by_text("Có bản mới")).to_have_count(0)
            volunteer.waiting(0)
