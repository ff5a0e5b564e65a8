"""A volunteer's day: signed in by an invitation, at the doors without signal, back in the village with it."""

from playwright.sync_api import BrowserContext, expect

from tests.journeys.asking import Caller, until
from tests.journeys.serving import Serving, token
from tests.web.volunteers import VolunteerPage, signed_in
from tests.web.wards import ward_of

NAMES = ("Alăng Thị Mơ (mẫu)", "Bhling Văn Đào (mẫu)", "Zơrâm Thị Huệ (mẫu)")


def test_three_visits_without_signal_reach_the_province(system: Serving, phone: BrowserContext) -> None:
    province = Caller(system.url, token(system.data, "province"))
    before = province.get("reporting/v1/province")
    with ward_of(system) as ward, signed_in(phone, ward, ward.volunteer(NAMES)) as volunteer:
        volunteer.offline()
        for name in NAMES:
            volunteer.visit(name)
        volunteer.waiting(3)
        volunteer.page.reload()
        volunteer.unlock()
        volunteer.waiting(3)
        volunteer.online()
        volunteer.waiting(0)

    def counted() -> bool:
        figures = province.get("reporting/v1/province")
        visited = figures["households"]["visited"] - before["households"]["visited"]
        completed = figures["procedures"]["completed"] - before["procedures"]["completed"]
        recorded = figures["visits"]["total"] - before["visits"]["total"]
        return [recorded, visited, completed] == [3, 3, 3]

    until(counted, "the province's figures")
    province.close()


def test_a_killed_tab_loses_neither_a_visit_nor_a_begun_form(system: Serving, phone: BrowserContext) -> None:
    with ward_of(system) as ward:
        volunteer_id = ward.volunteer(NAMES[:2])
        with signed_in(phone, ward, volunteer_id) as volunteer:
            volunteer.offline()
            volunteer.visit(NAMES[0])
            volunteer.household(NAMES[1])
            volunteer.page.get_by_role("link", name="Ghi lượt đến nhà").click()
            volunteer.page.get_by_role("radio", name="Vắng nhà").check()
            volunteer.page.get_by_label("Ghi chú").fill("chó dữ")
            expect(volunteer.page.get_by_text("Đã giữ nháp")).to_be_visible()
        again = VolunteerPage(phone.new_page(), system.url)
        again.open()
        again.waiting(1)
        again.household(NAMES[1])
        again.page.get_by_role("link", name="Viết tiếp lượt đang dở").click()
        expect(again.page.get_by_label("Ghi chú")).to_have_value("chó dữ")
        again.save()
        again.online()
        again.waiting(0)
        ward.counted(volunteer_id, "helped", "nobody_home")


def test_a_family_met_at_a_door_is_registered_and_visited_without_signal(
    system: Serving, phone: BrowserContext
) -> None:
    name = "Coor Văn Lơ (mẫu)"
    with ward_of(system) as ward:
        volunteer_id = ward.volunteer()
        with signed_in(phone, ward, volunteer_id) as volunteer:
            volunteer.offline()
            volunteer.page.get_by_role("link", name="Ghi một hộ mới").click()
            volunteer.page.get_by_label("Thôn, tổ dân phố").fill("Giàn Bí")
            volunteer.page.get_by_label("Tên chủ hộ").fill(name)
            volunteer.page.get_by_role("button", name="Lưu hộ mới").click()
            expect(volunteer.page.get_by_role("heading", name=name)).to_be_visible()
            volunteer.visit(name)
            volunteer.waiting(2)
            volunteer.online()
            volunteer.waiting(0)
            volunteer.synced()
            volunteer.household(name)
            expect(volunteer.page.get_by_text("Mới ghi trên máy này")).to_have_count(0)
        path = f"assignment/v1/wards/{ward.code}/households"
        (household,) = ward.desk.get(path, volunteer=volunteer_id)["items"]
        assert (household["head_name"], household["village_name"]) == (name, "Giàn Bí")
        ward.counted(volunteer_id, "helped")
        assert [one["household_id"] for one in ward.visits(volunteer_id)] == [household["id"]]
