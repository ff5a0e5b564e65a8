"""What people read when visits says no, in Vietnamese and English, each with what to do about it.

It owns the words of every refusal of this service by slug, hears and says nothing.
"""

from collections.abc import Mapping

from services.visits.wording.incidents import INCIDENT_WORDING
from services.visits.wording.requests import REQUEST_WORDING
from shared.contracts.visit_parts import LineFlag
from shared.http.languages import Language
from shared.http.wording import Wording, worded

_VISITS: Wording = {
    "unknown-procedure": worded(
        vi=(
            "Thủ tục không có trong danh mục",
            "Danh mục không có thủ tục “{procedure}”.",
            "Chọn một thủ tục trong danh mục; nếu không có, chọn “Khác” và viết vào ghi chú.",
        ),
        en=(
            "The procedure is not in the catalogue",
            "The catalogue has no procedure “{procedure}”.",
            "Choose one from the catalogue; where none fits, choose “other” and write a note.",
        ),
    ),
    "clock-ahead": worded(
        vi=(
            "Thời điểm ở tương lai",
            "Thời điểm ghi sau giờ của hệ thống hơn {hours} giờ.",
            "Chỉnh lại ngày giờ của điện thoại (bật giờ tự động), sửa thời điểm rồi gửi lại.",
        ),
        en=(
            "The time lies in the future",
            "It is more than {hours} hours after the server's time.",
            "Set the phone's date and time (automatic time is best), correct the time and send it again.",
        ),
    ),
    "clock-behind": worded(
        vi=(
            "Thời điểm đã quá lâu",
            "Việc này xảy ra hơn {days} ngày trước.",
            "Kiểm tra ngày giờ của điện thoại; nếu đúng là phiếu cũ, nhờ điều phối viên phường nhập.",
        ),
        en=(
            "It happened too long ago",
            "It is said to have happened more than {days} days ago.",
            "Check the phone's date; if it really is old paper, ask the ward's coordinator to enter it.",
        ),
    ),
    "visit-unknown": worded(
        vi=("Không có lượt đến nhà này", "Phường không có lượt đến nhà mang mã này.", "Tải lại danh sách để lấy mã."),
        en=("No such visit", "The ward has no visit of this id.", "Load the list again for its id."),
    ),
    "visit-already-voided": worded(
        vi=("Lượt này đã được hủy", "Lượt đến nhà đã được hủy trước đó.", "Không cần làm gì thêm; tải lại danh sách."),
        en=("Already taken back", "The visit was taken back before.", "Nothing more is needed; load the list again."),
    ),
    "visit-elsewhere": worded(
        vi=(
            "Mã lượt thuộc hộ khác",
            "Một lượt đến nhà của hộ khác đã có mã này.",
            "Ghi lượt này với một mã mới; nếu ghi nhầm hộ, hủy lượt đã ghi ở hộ kia.",
        ),
        en=(
            "The visit's id is another household's",
            "A visit of another household already has this id.",
            "Record the visit under a new id; if the household was wrong, take the other record back.",
        ),
    ),
    "not-your-visit": worded(
        vi=(
            "Không phải lượt bạn ghi",
            "Chỉ người đã ghi và điều phối viên phường được hủy một lượt đến nhà.",
            "Nhờ người đã ghi hoặc điều phối viên phường.",
        ),
        en=(
            "Not your record",
            "Only who recorded a visit, and the ward's coordinator, may take it back.",
            "Ask who recorded it, or the ward's coordinator.",
        ),
    ),
    "voiding-too-late": worded(
        vi=(
            "Đã quá hạn hủy",
            "Người ghi chỉ được hủy lượt của mình trong {days} ngày.",
            "Nhờ điều phối viên phường hủy, nêu rõ lý do.",
        ),
        en=(
            "Too late to take it back",
            "Who recorded a visit may take it back for {days} days.",
            "Ask the ward's coordinator to take it back, with the reason.",
        ),
    ),
    "reason-missing": worded(
        vi=("Thiếu lý do", "Hủy một lượt đến nhà phải có lý do.", "Viết lý do rồi gửi lại."),
        en=("The reason is missing", "Taking a visit back needs a reason.", "Write the reason and send it again."),
    ),
}

_CASES: Wording = {
    "case-unknown": worded(
        vi=("Không có hồ sơ này", "Phường không có hồ sơ mang mã này.", "Tải lại danh sách hồ sơ để lấy mã."),
        en=("No such case", "The ward has no case of this id.", "Load the list of cases again for its id."),
    ),
    "case-not-open": worded(
        vi=(
            "Hồ sơ đã kết thúc",
            "Hồ sơ đã có kết quả nên không ghi thêm bước nào được.",
            "Nếu kết quả ghi sai, mở lại hồ sơ trước.",
        ),
        en=(
            "The case is closed",
            "The case has a result already, so no step can be added.",
            "If the result is wrong, reopen the case first.",
        ),
    ),
    "case-not-closed": worded(
        vi=("Hồ sơ đang mở", "Hồ sơ chưa có kết quả nên không có gì để mở lại.", "Không cần làm gì; tải lại hồ sơ."),
        en=(
            "The case is open",
            "The case has no result that could be taken back.",
            "Nothing is needed; load it again.",
        ),
    ),
    "not-your-result": worded(
        vi=(
            "Không phải kết quả bạn ghi",
            "Chỉ người đã ghi kết quả và điều phối viên phường được mở lại hồ sơ.",
            "Nhờ người đã ghi hoặc điều phối viên phường.",
        ),
        en=(
            "Not your result",
            "Only who recorded a result, and the ward's coordinator, may take it back.",
            "Ask who recorded it, or the ward's coordinator.",
        ),
    ),
    "reopening-too-late": worded(
        vi=(
            "Đã quá hạn mở lại",
            "Người ghi kết quả chỉ được mở lại hồ sơ trong {days} ngày.",
            "Nhờ điều phối viên phường mở lại hồ sơ.",
        ),
        en=(
            "Too late to reopen",
            "Who recorded a result may take it back for {days} days.",
            "Ask the ward's coordinator to reopen the case.",
        ),
    ),
}

_OTHERS: Wording = {
    "household-unknown": worded(
        vi=(
            "Không có hộ này",
            "Không có hộ mang mã này, hoặc hộ không thuộc phạm vi của bạn.",
            "Tải lại danh sách hộ; hộ vừa phân công sẽ có lịch sử sau ít phút.",
        ),
        en=(
            "No such household",
            "There is no household of this id, or it is not yours.",
            "Load the list of households again; the history of one just assigned follows within minutes.",
        ),
    ),
    "caseload-unnamed": worded(
        vi=(
            "Thiếu tên người phụ trách",
            "Điều phối viên không có danh sách hộ của riêng mình.",
            "Thêm “volunteer_id” của tình nguyện viên cần xem.",
        ),
        en=("Whose caseload?", "A coordinator has no caseload.", "Add the “volunteer_id” of the volunteer meant."),
    ),
    "follow-up-unknown": worded(
        vi=("Không có việc này", "Phường không có việc cần theo dõi mang mã này.", "Tải lại danh sách việc."),
        en=("No such follow-up", "The ward has no follow-up of this id.", "Load the list of follow-ups again."),
    ),
    "follow-up-elsewhere": worded(
        vi=("Mã việc thuộc hộ khác", "Một việc của hộ khác đã có mã này.", "Ghi việc này với một mã mới."),
        en=(
            "The follow-up's id is another household's",
            "A follow-up of another household already has this id.",
            "Note it under a new id.",
        ),
    ),
    "not-your-name": worded(
        vi=(
            "Chỉ được ghi cho chính mình",
            "Tình nguyện viên chỉ ghi dưới tên của mình.",
            "Bỏ trống tình nguyện viên, hoặc nhờ điều phối viên phường ghi thay.",
        ),
        en=(
            "In your own name only",
            "A volunteer records in their own name.",
            "Leave the volunteer out, or ask the ward's coordinator to record it.",
        ),
    ),
    "volunteer-unknown": worded(
        vi=(
            "Tình nguyện viên không thuộc phường",
            "Phường không có tình nguyện viên mang mã này.",
            "Chọn một tình nguyện viên trong danh sách của phường.",
        ),
        en=(
            "No volunteer of this ward",
            "The ward has no volunteer of this id.",
            "Choose one from the ward's list of volunteers.",
        ),
    ),
}

WORDING: Wording = {**_VISITS, **_CASES, **_OTHERS, **REQUEST_WORDING, **INCIDENT_WORDING}
"""By slug; what every service may answer has its words in `shared.http`."""

LINE_FLAGS: Mapping[LineFlag, Mapping[Language, str]] = {
    "case_elsewhere": {
        "vi": "Hồ sơ này thuộc hộ khác nên dòng này không thay đổi gì. Ghi lại với một mã hồ sơ mới.",
        "en": "The case belongs to another household, so this line changed nothing. Record it under a new case id.",
    },
    "case_already_closed": {
        "vi": "Hồ sơ đã có kết quả nên dòng này không thay đổi gì. Nếu kết quả ghi sai, mở lại hồ sơ rồi ghi lại.",
        "en": "The case had a result, so this line changed nothing. If that is wrong, reopen it and record this again.",
    },
}
"""Why a line of a visit changed nothing, and what to do about it."""
