"""What people read when the roster says no, in Vietnamese and English, each with what to do about it."""

from services.assignment.wording.imports import IMPORT_WORDING
from shared.http.wording import Wording, worded

_HOUSEHOLDS: Wording = {
    "id-taken": worded(
        vi=("Mã không dùng được", "Không thể dùng mã này.", "Chọn một mã (UUID) khác rồi gửi lại."),
        en=("The id cannot be used", "This id cannot be used.", "Choose another id (a UUID) and send it again."),
    ),
    "household-unknown": worded(
        vi=("Không có hộ này", "Không tìm thấy hộ gia đình này.", "Tải lại danh sách hộ rồi thử lại."),
        en=("No such household", "This household was not found.", "Load the list of households again."),
    ),
    "household-exists": worded(
        vi=(
            "Hộ đã có trong danh sách",
            "Giá trị của “{field}” đã được dùng cho một hộ khác.",
            "Tìm hộ đó trong danh sách; nếu là hộ khác, dùng mã khác.",
        ),
        en=(
            "The household exists",
            "The value of “{field}” already belongs to a household.",
            "Look for it in the list; if this is another household, use another value.",
        ),
    ),
    "household-removed": worded(
        vi=("Hộ đã bị xóa khỏi danh sách", "Hộ này không còn trong danh sách của phường.", "Khôi phục hộ rồi làm lại."),
        en=("The household was removed", "It is no longer on the ward's list.", "Restore it, then try again."),
    ),
    "household-erased": worded(
        vi=(
            "Dữ liệu của hộ đã bị hủy",
            "Dữ liệu cá nhân của hộ đã bị hủy vĩnh viễn theo yêu cầu.",
            "Nếu hộ muốn tham gia lại, đăng ký hộ mới.",
        ),
        en=(
            "The household's data is destroyed",
            "Its personal data was destroyed for good, as asked.",
            "If the household wants to take part again, register it anew.",
        ),
    ),
    "village-exists": worded(
        vi=("Tên thôn đã có", "Một thôn, tổ khác của phường đã mang tên này.", "Chọn tên khác, hoặc dùng thôn đã có."),
        en=(
            "The village exists",
            "Another village of the ward has this name.",
            "Choose another name, or use that one.",
        ),
    ),
    "village-holds-number": worded(
        vi=(
            "Tên thôn chứa số dài",
            "Tên thôn, tổ không được có dãy từ 9 chữ số trở lên: đó có thể là số điện thoại hoặc số giấy tờ của ai đó.",
            "Chỉ ghi tên thôn hoặc tổ dân phố.",
        ),
        en=(
            "A long number in a village's name",
            "A village's name holds no 9 digits or more in a row: they may be somebody's phone or identity number.",
            "Write the village's name alone.",
        ),
    ),
    "village-unnamed": worded(
        vi=(
            "Tên thôn không dùng được",
            "Tên thôn, tổ phải có ít nhất một chữ hoặc số, dài tối đa 120 ký tự.",
            "Ghi tên thôn hoặc tổ dân phố như trên danh sách của phường.",
        ),
        en=(
            "No usable village name",
            "A village's name needs at least one letter or digit, and at most 120 characters.",
            "Write the village's name as it stands on the ward's list.",
        ),
    ),
}

_VOLUNTEERS: Wording = {
    "phone-malformed": worded(
        vi=(
            "Số điện thoại không đúng",
            "Số điện thoại cần ít nhất 6 chữ số; ngoài ra chỉ có +, dấu cách, chấm, gạch nối, ngoặc đơn.",
            "Ghi lại số điện thoại, hoặc bỏ trống.",
        ),
        en=(
            "No phone number",
            "A phone number has 6 digits or more, and beside them only +, blanks, dots, hyphens and brackets.",
            "Write the number again, or leave it out.",
        ),
    ),
    "volunteer-unknown": worded(
        vi=("Không có tình nguyện viên này", "Không tìm thấy tình nguyện viên này.", "Tải lại danh sách rồi thử lại."),
        en=("No such volunteer", "This volunteer was not found.", "Load the list of volunteers again."),
    ),
    "volunteer-exists": worded(
        vi=("Tình nguyện viên đã có", "Mã này đã thuộc về một tình nguyện viên.", "Tìm người đó trong danh sách."),
        en=("The volunteer exists", "The id already belongs to a volunteer.", "Look for them in the list."),
    ),
    "volunteer-retired": worded(
        vi=(
            "Tình nguyện viên đã nghỉ",
            "Người đã nghỉ không thể phụ trách hộ.",
            "Chọn người khác, hoặc nhận người này trở lại trước.",
        ),
        en=(
            "The volunteer has retired",
            "Who has retired helps no household.",
            "Choose somebody else, or reinstate the volunteer first.",
        ),
    ),
    "volunteer-erased": worded(
        vi=(
            "Dữ liệu của người này đã bị hủy",
            "Dữ liệu cá nhân của tình nguyện viên đã bị hủy vĩnh viễn.",
            "Nếu người này tham gia lại, thêm tình nguyện viên mới.",
        ),
        en=(
            "The volunteer's data is destroyed",
            "Their personal data was destroyed for good.",
            "If they take part again, enroll them anew.",
        ),
    ),
    "capacity-below-caseload": worded(
        vi=(
            "Số hộ tối đa quá nhỏ",
            "Tình nguyện viên đang phụ trách {caseload} hộ.",
            "Chuyển bớt hộ cho người khác, rồi giảm số hộ tối đa.",
        ),
        en=(
            "Capacity below the caseload",
            "The volunteer helps {caseload:household|households} now.",
            "Hand some of them over, then lower the capacity.",
        ),
    ),
    "guardian-consent-missing": worded(
        vi=(
            "Thiếu đồng ý của người giám hộ",
            "Tình nguyện viên dưới 18 tuổi chỉ nhận hộ khi người giám hộ đã đồng ý.",
            "Ghi ngày và số phiếu đồng ý của người giám hộ, rồi phân công.",
        ),
        en=(
            "Guardian's consent missing",
            "A volunteer under 18 may have no household before the guardian consents.",
            "Record the day and the slip of the guardian's consent, then assign.",
        ),
    ),
}

_ASSIGNMENTS: Wording = {
    "caseload-unnamed": worded(
        vi=(
            "Thiếu tên người phụ trách",
            "Điều phối viên không có danh sách hộ của riêng mình.",
            "Thêm “volunteer_id” của tình nguyện viên cần xem.",
        ),
        en=("Whose caseload?", "A coordinator has no caseload.", "Add the “volunteer_id” of the volunteer meant."),
    ),
    "already-assigned": worded(
        vi=(
            "Hộ đã có người phụ trách",
            "Một tình nguyện viên khác đang phụ trách hộ này.",
            "Nếu muốn bàn giao, gửi lại với “replace”: true.",
        ),
        en=(
            "Already assigned",
            "Another volunteer helps this household.",
            "To hand it over, send it again with “replace”: true.",
        ),
    ),
    "caseload-full": worded(
        vi=(
            "Đã đủ số hộ",
            "Tình nguyện viên đã phụ trách đủ {capacity} hộ.",
            "Chọn người còn chỗ, hoặc chuyển bớt hộ.",
        ),
        en=(
            "Caseload full",
            "The volunteer already helps {capacity:household|households}.",
            "Choose somebody with a free place, or hand some over.",
        ),
    ),
    "no-contact": worded(
        vi=(
            "Hộ không muốn liên hệ",
            "Hộ đã từ chối hoặc rút lại đồng ý, nên không ai được phân công.",
            "Chỉ phân công khi hộ đồng ý lại.",
        ),
        en=(
            "No contact wanted",
            "The household refused or withdrew its consent, so nobody is sent to it.",
            "Assign it only after it has consented again.",
        ),
    ),
    "occurred-in-future": worded(
        vi=("Thời điểm ở tương lai", "“occurred_at” sau giờ của máy chủ.", "Kiểm tra đồng hồ, sửa thời điểm, gửi lại."),
        en=("In the future", "“occurred_at” lies after the server's time.", "Check the clock and correct the time."),
    ),
    "occurred-before-last-change": worded(
        vi=(
            "Trước lần thay đổi gần nhất",
            "Lần đăng ký hoặc phân công gần nhất của hộ này là ngày {day}.",
            "Ghi thời điểm không sớm hơn lần thay đổi đó.",
        ),
        en=(
            "Before the last change",
            "The household was registered, or last changed hands, on {day}.",
            "Give a time that is not before that change.",
        ),
    ),
}

ASSIGNMENT_WORDING: Wording = {**_HOUSEHOLDS, **_VOLUNTEERS, **_ASSIGNMENTS, **IMPORT_WORDING}
"""By slug, every refusal of assignment."""
