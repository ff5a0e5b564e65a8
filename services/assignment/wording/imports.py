"""What people read when a list, or a row of it, is not taken."""

from shared.http.wording import Wording, worded

IMPORT_WORDING: Wording = {
    "import-unreadable": worded(
        vi=(
            "Không đọc được tệp",
            "Tệp không phải XLSX, cũng không phải CSV mã UTF-8.",
            "Mở bằng phần mềm bảng tính, lưu lại dạng .xlsx hoặc “CSV UTF-8”, rồi gửi lại.",
        ),
        en=(
            "The file cannot be read",
            "It is neither XLSX nor CSV in UTF-8.",
            "Open it in a spreadsheet, save it as .xlsx or “CSV UTF-8”, and send it again.",
        ),
    ),
    "import-too-long": worded(
        vi=("Tệp quá dài", "Tệp có quá nhiều dòng hoặc cột (tối đa {limit}).", "Chia thành nhiều tệp nhỏ hơn."),
        en=(
            "The file is too long",
            "It has too many rows or columns ({limit} at most).",
            "Split it into smaller files.",
        ),
    ),
    "import-column-missing": worded(
        vi=("Thiếu cột", "Dòng đầu không có cột “{column}”.", "Thêm cột này, hoặc dùng tệp mẫu."),
        en=("A column is missing", "The first row has no column “{column}”.", "Add it, or use the template."),
    ),
    "code-missing": worded(
        vi=("Thiếu mã", "Dòng này chưa có mã trong danh sách.", "Ghi mã; mỗi dòng một mã riêng."),
        en=("No code", "The row has no list code.", "Give it one of its own."),
    ),
    "code-repeated": worded(
        vi=("Mã bị lặp", "Mã này đã có ở dòng {row}.", "Giữ lại một dòng, hoặc sửa mã."),
        en=("The code is repeated", "Row {row} has the same code.", "Keep one of them, or correct the code."),
    ),
    "code-changed": worded(
        vi=("Mã đã đổi", "Hộ được nhập dưới mã này nay mang mã {code}.", "Sửa mã trong tệp, hoặc trong danh sách."),
        en=("The code has changed", "What was imported under it has the code {code} now.", "Correct one of the two."),
    ),
    "looks-like-another": worded(
        vi=(
            "Giống hộ đã có",
            "Hộ {code} cùng thôn, cùng tên chủ hộ hoặc số điện thoại.",
            "Nếu là hộ khác, chọn nhập cả những hộ giống nhau.",
        ),
        en=(
            "Like a household of the list",
            "Household {code} is in the same village, with the same head or phone.",
            "If it is another one, choose to take such rows too.",
        ),
    ),
    "value-unclear": worded(
        vi=("Không rõ giá trị", "Phải là một trong: {expected}.", "Sửa ô này rồi gửi lại."),
        en=("The value is unclear", "It must be one of: {expected}.", "Correct the cell and send it again."),
    ),
}
"""By slug."""
