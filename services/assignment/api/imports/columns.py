"""The columns that a list may have, by their titles, and what their cells mean."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from services.assignment.api.imports.refusals import ValueUnclear
from services.assignment.api.searching import plain

HOUSEHOLD_TITLES: Mapping[str, tuple[str, ...]] = {
    "code": ("Mã", "Mã hộ", "Code"),
    "village": ("Thôn, tổ dân phố", "Thôn", "Tổ dân phố", "Village"),
    "head_name": ("Chủ hộ", "Họ tên chủ hộ", "Head of household"),
    "phone": ("Điện thoại", "Phone"),
    "address": ("Địa chỉ", "Address"),
    "location": ("Đường đến", "The way there"),
    "priority": ("Nhóm ưu tiên", "Priority groups"),
    "signal": ("Sóng di động", "Sóng", "Mobile signal"),
    "adults": ("Số người lớn", "Adults"),
    "language": ("Ngôn ngữ trong nhà", "Language at home"),
}
VOLUNTEER_TITLES: Mapping[str, tuple[str, ...]] = {
    "code": ("Mã", "Code"),
    "name": ("Họ tên", "Name"),
    "phone": ("Điện thoại", "Phone"),
    "kind": ("Thành phần", "Kind"),
    "capacity": ("Số hộ tối đa", "Capacity"),
    "village": ("Thôn, tổ dân phố", "Thôn", "Village"),
    "languages": ("Nói được", "Speaks"),
    "minor_until": ("Đủ 18 tuổi vào tháng", "Turns 18 in the month"),
    "given_on": ("Phụ huynh đồng ý ngày", "Guardian consented on"),
    "slip": ("Số phiếu đồng ý", "Number of the consent slip"),
}

_PRIORITY = {
    "elderly-70": ("Người từ 70 tuổi", "Người cao tuổi", "Aged 70 or more"),
    "ethnic-minority": ("Dân tộc thiểu số", "Ethnic minority"),
    "disability": ("Khuyết tật", "Người khuyết tật", "Disability"),
    "poor": ("Hộ nghèo", "Nghèo", "Poor"),
    "near-poor": ("Hộ cận nghèo", "Cận nghèo", "Near-poor"),
    "remote": ("Vùng xa", "Remote"),
}
_SIGNAL = {"good": ("Tốt", "Good"), "weak": ("Yếu", "Weak"), "none": ("Không có", "Không", "None")}
_LANGUAGE = {
    "vi": ("Tiếng Việt", "Việt", "Vietnamese"),
    "ktv": ("Tiếng Cơ Tu", "Cơ Tu"),
    "other": ("Tiếng khác", "Khác"),
}
_KIND = {
    "youth_union": ("Đoàn viên", "Youth Union member"),
    "student": ("Sinh viên", "Student"),
    "pupil": ("Học sinh", "Pupil"),
    "soldier": ("Chiến sĩ trẻ", "Chiến sĩ", "Young soldier"),
    "community_team": ("Tổ công nghệ số cộng đồng", "Community digital team"),
    "other": ("Khác", "Other"),
}
_FIRST_SERIAL = date(1899, 12, 30)
"""Day 0 of a spreadsheet's calendar."""
_LOCAL_PHONE = 9
"""Digits of a mobile number whose leading zero a spreadsheet took for a number's."""

Read = Callable[[str, str], object]
"""(column, text) → value. Raises ValueUnclear."""


def _words(words: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {plain(text): value for value, texts in words.items() for text in (value, *texts)}


def titles_of(columns: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Columns by their titles, as these are compared."""
    return _words(columns)


def _one_of(words: Mapping[str, tuple[str, ...]]) -> Read:
    known = _words(words)

    def read(column: str, text: str) -> object:
        value = known.get(plain(text))
        if value is None:
            raise ValueUnclear(f"/{column}", expected=", ".join(texts[0] for texts in words.values()))
        return value

    return read


def _some_of(words: Mapping[str, tuple[str, ...]]) -> Read:
    one = _one_of(words)

    def read(column: str, text: str) -> object:
        parts = [part.strip() for part in text.replace(";", ",").split(",")]
        return sorted({str(one(column, part)) for part in parts if part})

    return read


def _number(_column: str, text: str) -> object:
    return int(text) if text.isascii() and text.isdigit() and len(text) < _LOCAL_PHONE else text


def _phone(_column: str, text: str) -> object:
    lost_zero = text.isascii() and text.isdigit() and len(text) == _LOCAL_PHONE
    return f"0{text}" if lost_zero else text


def _day(_column: str, text: str) -> object:
    """ISO days, days as Vietnamese write them, and a spreadsheet's count of days."""
    if text.isascii() and text.isdigit() and len(text) == len("45000"):
        return (_FIRST_SERIAL + timedelta(days=int(text))).isoformat()
    parts = text.split("/")
    if len(parts) == len("dmy") and all(part.isdigit() for part in parts):
        return f"{int(parts[2]):04d}-{int(parts[1]):02d}-{int(parts[0]):02d}"
    return text


def _text(_column: str, text: str) -> object:
    return text


_READ: Mapping[str, Read] = {
    "priority": _some_of(_PRIORITY),
    "signal": _one_of(_SIGNAL),
    "language": _one_of(_LANGUAGE),
    "languages": _some_of(_LANGUAGE),
    "kind": _one_of(_KIND),
    "adults": _number,
    "capacity": _number,
    "phone": _phone,
    "given_on": _day,
}


def value_of(column: str, text: str) -> object:
    """What a cell that is not empty means. Raises ValueUnclear."""
    return _READ.get(column, _text)(column, text)
