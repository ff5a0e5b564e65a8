"""What people read when reporting does not answer, in Vietnamese and English, each with what to do about it."""

from shared.http.wording import Wording, worded

WORDING: Wording = {
    "min-version-malformed": worded(
        vi=(
            "min_version không hợp lệ",
            "“min_version” phải có dạng <mã phường>/roster:<số>, ví dụ 20194/roster:7.",
            "Ghép “stream” và “version” trong câu trả lời của lệnh phân công, ngăn bằng dấu hai chấm.",
        ),
        en=(
            "Malformed min_version",
            "“min_version” must be <ward>/roster:<number>, as in 20194/roster:7.",
            "Join “stream” and “version” of the answer to a command of assignment with a colon.",
        ),
    ),
    "day-unreadable": worded(
        vi=("Ngày không đọc được", "Ngày phải có dạng NĂM-THÁNG-NGÀY, từ 2000 đến 2099.", "Viết ví dụ 2026-11-24."),
        en=("The day cannot be read", "A day is written YYYY-MM-DD, from 2000 to 2099.", "Write 2026-11-24, say."),
    ),
    "span-reversed": worded(
        vi=("Khoảng ngày bị ngược", "Ngày đầu {first} ở sau ngày cuối {last}.", "Đổi chỗ hai ngày."),
        en=("The days are reversed", "The first day {first} lies after the last day {last}.", "Swap the two days."),
    ),
    "span-too-long": worded(
        vi=(
            "Khoảng ngày quá dài",
            "Biểu đồ này trả về tối đa {most} ngày.",
            "Chọn khoảng ngắn hơn hoặc xem theo tháng.",
        ),
        en=(
            "The span is too long",
            "This trend covers {most:day|days} at most.",
            "Ask for fewer days, or month by month.",
        ),
    ),
    "whole-months-only": worded(
        vi=(
            "Chỉ xem được theo tháng trọn vẹn",
            "Dưới cấp phường, chỉ điều phối viên của phường được chọn ngày tùy ý.",
            "Chọn trọn tháng: từ ngày 1 đến cuối tháng, hoặc kỳ báo cáo bắt đầu ngày {first_day}.",
        ),
        en=(
            "Whole months only",
            "Below ward level only the ward's own coordinator may choose any days.",
            "Ask for whole months: from the 1st to the month's end, or reporting months that begin on day {first_day}.",
        ),
    ),
}
"""By slug; what every service shares has its words in `shared.http`."""
