"""Sentences for single fields: one for every kind of error that a body or a query can meet.

The kinds are pydantic's; a service's own kinds (raised as PydanticCustomError with a slug) are in its wording.
"""

from collections.abc import Mapping

from pydantic_core import ErrorDetails

from shared.http.languages import Language
from shared.http.wording import Wording, filled

_KINDS: Mapping[str, tuple[str, str]] = {
    "missing": ("Thiếu mục này.", "This field is required."),
    "extra_forbidden": ("Không có mục nào tên này.", "There is no field of this name."),
    "string_type": ("Phải là văn bản.", "Must be text."),
    "string_too_short": ("Cần ít nhất {min_length} ký tự.", "Must have at least {min_length:character|characters}."),
    "string_too_long": ("Dài tối đa {max_length} ký tự.", "Must have at most {max_length:character|characters}."),
    "string_pattern_mismatch": ("Không đúng mẫu {pattern}.", "Does not follow the pattern {pattern}."),
    "control_character": ("Có ký tự điều khiển; hãy xóa đi rồi gửi lại.", "Holds a control character: take it out."),
    "string_unicode": ("Không phải văn bản Unicode.", "Is not Unicode text."),
    "literal_error": ("Phải là một trong: {expected}.", "Must be one of: {expected}."),
    "enum": ("Phải là một trong: {expected}.", "Must be one of: {expected}."),
    "bool_type": ("Phải là true hoặc false.", "Must be true or false."),
    "bool_parsing": ("Phải là true hoặc false.", "Must be true or false."),
    "int_type": ("Phải là số nguyên.", "Must be a whole number."),
    "int_parsing": ("Phải là số nguyên.", "Must be a whole number."),
    "int_parsing_size": ("Số quá lớn.", "The number is too large."),
    "int_from_float": ("Phải là số nguyên.", "Must be a whole number."),
    "float_type": ("Phải là số.", "Must be a number."),
    "float_parsing": ("Phải là số.", "Must be a number."),
    "finite_number": ("Phải là số hữu hạn.", "Must be a finite number."),
    "greater_than": ("Phải lớn hơn {gt}.", "Must be greater than {gt}."),
    "greater_than_equal": ("Phải từ {ge} trở lên.", "Must be {ge} or more."),
    "less_than": ("Phải nhỏ hơn {lt}.", "Must be less than {lt}."),
    "less_than_equal": ("Phải từ {le} trở xuống.", "Must be {le} or less."),
    "too_short": ("Cần ít nhất {min_length} phần tử.", "Must have at least {min_length:item|items}."),
    "too_long": ("Có tối đa {max_length} phần tử.", "Must have at most {max_length:item|items}."),
    "list_type": ("Phải là danh sách.", "Must be a list."),
    "tuple_type": ("Phải là danh sách.", "Must be a list."),
    "set_type": ("Phải là danh sách.", "Must be a list."),
    "frozen_set_type": ("Phải là danh sách.", "Must be a list."),
    "dict_type": ("Phải là một đối tượng.", "Must be an object."),
    "model_type": ("Phải là một đối tượng.", "Must be an object."),
    "model_attributes_type": ("Phải là một đối tượng.", "Must be an object."),
    "dataclass_type": ("Phải là một đối tượng.", "Must be an object."),
    "none_required": ("Phải để trống (null).", "Must be null."),
    "uuid_type": ("Phải là UUID.", "Must be a UUID."),
    "uuid_parsing": ("Phải là UUID.", "Must be a UUID."),
    "uuid_version": ("Phải là UUID phiên bản {expected_version}.", "Must be a UUID of version {expected_version}."),
    "date_type": ("Phải là ngày dạng YYYY-MM-DD.", "Must be a day as YYYY-MM-DD."),
    "date_parsing": ("Phải là ngày có thật, dạng YYYY-MM-DD.", "Must be a day that exists, as YYYY-MM-DD."),
    "date_from_datetime_parsing": ("Phải là ngày dạng YYYY-MM-DD.", "Must be a day as YYYY-MM-DD."),
    "date_from_datetime_inexact": ("Phải là ngày, không kèm giờ.", "Must be a day without a time."),
    "datetime_type": ("Phải là thời điểm theo RFC 3339.", "Must be an instant as in RFC 3339."),
    "datetime_parsing": ("Phải là thời điểm có thật theo RFC 3339.", "Must be an instant that exists, as in RFC 3339."),
    "datetime_from_date_parsing": ("Phải là thời điểm theo RFC 3339.", "Must be an instant as in RFC 3339."),
    "datetime_object_invalid": ("Phải là thời điểm theo RFC 3339.", "Must be an instant as in RFC 3339."),
    "timezone_aware": ("Thiếu độ lệch giờ, ví dụ +07:00.", "The offset is missing, as in +07:00."),
    "union_tag_invalid": ("Phải là một trong: {expected_tags}.", "Must be one of: {expected_tags}."),
    "union_tag_not_found": ("Thiếu {discriminator}.", "The {discriminator} is missing."),
    "json_invalid": ("Không phải JSON.", "Is not JSON."),
    "json_type": ("Phải là JSON.", "Must be JSON."),
}
_OTHERWISE = ("Giá trị không hợp lệ.", "The value is not valid.")
_CODES = {"extra_forbidden": "unknown-field"}


def known_kinds() -> frozenset[str]:
    """The kinds that have a sentence of their own."""
    return frozenset(_KINDS)


def field_message(error: ErrorDetails, language: Language, wording: Wording) -> tuple[str, str]:
    """The code and the sentence of one field's error."""
    kind = error["type"]
    facts = dict(error.get("ctx", {}))
    code = _CODES.get(kind, kind.replace("_", "-"))
    if code in wording and kind not in _KINDS:
        return code, filled(wording[code].in_language(language).detail, facts)
    if "expected" in facts:
        facts["expected"] = str(facts["expected"]).replace("' or '", "', '").replace("'", "")
    vi, en = _KINDS.get(kind, _OTHERWISE)
    return code, filled(vi if language == "vi" else en, facts)
