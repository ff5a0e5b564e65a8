"""What people read when a request about personal data cannot be taken down or answered."""

from shared.http.wording import Wording, worded

REQUEST_WORDING: Wording = {
    "request-unknown": worded(
        vi=("Không có yêu cầu này", "Hộ này không có yêu cầu mang mã đó.", "Tải lại danh sách yêu cầu của phường."),
        en=("No such request", "The household has no request of this id.", "Load the ward's list of requests again."),
    ),
    "request-already-answered": worded(
        vi=(
            "Yêu cầu đã được trả lời",
            "Yêu cầu đã kết thúc, hoặc đã được báo là đã tiếp nhận.",
            "Không cần làm gì thêm; nếu hộ có yêu cầu mới, ghi một yêu cầu mới.",
        ),
        en=(
            "Already answered",
            "The request has ended, or was acknowledged before.",
            "Nothing more is needed; take down a new request if the household has another wish.",
        ),
    ),
    "request-elsewhere": worded(
        vi=("Mã yêu cầu thuộc hộ khác", "Một yêu cầu của hộ khác đã có mã này.", "Ghi lại yêu cầu với một mã mới."),
        en=(
            "The request's id is taken",
            "A request of another household has this id.",
            "Take the request down again under a new id.",
        ),
    ),
}
"""By slug."""
