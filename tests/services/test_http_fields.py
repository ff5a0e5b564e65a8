"""Bad fields are named by a pointer, a code and a sentence of their own; what is not JSON is unreadable."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
import pytest
from pydantic import AwareDatetime, Field

from shared.http import refusals
from shared.http.bodies import read_body
from shared.http.command_calls import Body
from shared.http.field_wording import known_kinds
from shared.http.languages import Language
from shared.http.problems import Problem, Problems
from shared.http.wording import worded

PROBLEMS = Problems({})


class _Colour(StrEnum):
    RED = "red"


class _Inner(Body):
    size: Annotated[int, Field(gt=0, lt=10)]
    line: str | None = None


class _Everything(Body):
    text: Annotated[str, Field(min_length=2, max_length=4, pattern="^[a-z]+$")] = "ab"
    line: str = ""
    number: Annotated[int, Field(ge=0, le=9)] = 0
    share: float = 0.5
    choice: Literal["one", "two"] = "one"
    colour: _Colour = _Colour.RED
    yes: bool = True
    id: UUID | None = None
    day: date = date(2026, 1, 1)
    at: AwareDatetime | None = None
    local: datetime | None = None
    inner: _Inner | None = None
    several: Annotated[list[_Inner], Field(min_length=1, max_length=2, default_factory=list)]
    pair: tuple[int, ...] = ()
    table: dict[str, int] = Field(default_factory=dict)


BAD_FIELDS: list[tuple[str, str, str]] = [
    ('{"text": 1}', "/text", "string-type"),
    ('{"text": "a"}', "/text", "string-too-short"),
    ('{"text": "abcde"}', "/text", "string-too-long"),
    ('{"text": "AB"}', "/text", "string-pattern-mismatch"),
    ('{"number": "1"}', "/number", "int-type"),
    ('{"number": 1.5}', "/number", "int-type"),
    ('{"number": -1}', "/number", "greater-than-equal"),
    ('{"number": 10}', "/number", "less-than-equal"),
    ('{"number": 1' + "0" * 400 + "}", "/number", "less-than-equal"),
    ('{"share": "much"}', "/share", "float-type"),
    ('{"share": NaN}', "/share", "finite-number"),
    ('{"share": 1e999}', "/share", "finite-number"),
    ('{"choice": "three"}', "/choice", "literal-error"),
    ('{"colour": "blue"}', "/colour", "enum"),
    ('{"yes": "true"}', "/yes", "bool-type"),
    ('{"id": "spam"}', "/id", "uuid-parsing"),
    ('{"id": 7}', "/id", "uuid-type"),
    ('{"day": "2026-02-30"}', "/day", "date-parsing"),
    ('{"day": 7}', "/day", "date-type"),
    ('{"at": "2026-11-24T10:00:00"}', "/at", "timezone-aware"),
    ('{"at": "yesterday"}', "/at", "datetime-parsing"),
    ('{"at": 1700000000}', "/at", "datetime-type"),
    ('{"inner": []}', "/inner", "model-type"),
    ('{"inner": {"size": 0}}', "/inner/size", "greater-than"),
    ('{"inner": {"size": 10}}', "/inner/size", "less-than"),
    ('{"inner": {}}', "/inner/size", "missing"),
    ('{"several": {}}', "/several", "list-type"),
    ('{"several": []}', "/several", "too-short"),
    ('{"several": [{"size": 1}, {"size": 2}, {"size": 3}]}', "/several", "too-long"),
    ('{"several": [{"size": 1}, {"size": 2, "weight": 1}]}', "/several/1/weight", "unknown-field"),
    ('{"pair": 1}', "/pair", "tuple-type"),
    ('{"table": []}', "/table", "dict-type"),
    ('{"a/b~c": 1}', "/a~1b~0c", "unknown-field"),
    ('{"text": "a\\u0000b"}', "/text", "string-pattern-mismatch"),
    ('{"line": "a\\u0000b"}', "/line", "control-character"),
    ('{"inner": {"size": 1, "line": "a\\u202eb"}}', "/inner/line", "control-character"),
    ("[]", "", "model-type"),
]


@pytest.mark.parametrize(("body", "pointer", "code"), BAD_FIELDS, ids=lambda value: str(value)[:30])
@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_bad_field_is_named_with_its_own_sentence(body: str, pointer: str, code: str, language: Language) -> None:
    problem = _problem_of(body, language)
    assert (problem.status, problem.slug) == (422, "invalid")
    assert [(error.pointer, error.code) for error in problem.errors] == [(pointer, code)]
    assert problem.errors[0].message not in ("Giá trị không hợp lệ.", "The value is not valid.")
    assert "{" not in problem.errors[0].message
    assert "–" not in problem.errors[0].message


class _Note(Body):
    note: str | None = None
    name: str = ""


CONTROLS = [*range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]


@pytest.mark.parametrize("control", CONTROLS, ids=hex)
def test_what_steers_the_display_stands_in_no_text_but_line_ends_and_tabs_in_free_text(control: int) -> None:
    text = f"a{chr(control)}b"
    with pytest.raises(refusals.InvalidFields):
        read_body(_Note, msgspec.json.encode({"name": text}))
    body = msgspec.json.encode({"note": text})
    if chr(control) in "\n\t":
        assert read_body(_Note, body).note == text
    else:
        with pytest.raises(refusals.InvalidFields):
            read_body(_Note, body)


def test_the_value_itself_is_never_repeated() -> None:
    problem = _problem_of('{"text": "Nguyen Thi Bi", "choice": "Nguyen Thi Bi", "Nguyen": 1}', "en")
    assert len(problem.errors) == 3
    assert "Thi Bi" not in str(problem.content())


def test_a_choice_names_what_is_allowed() -> None:
    assert _problem_of('{"choice": "three"}', "en").errors[0].message == "Must be one of: one, two."
    assert _problem_of('{"choice": "three"}', "vi").errors[0].message == "Phải là một trong: one, two."


def test_all_kinds_met_here_are_in_the_catalogue() -> None:
    met = {code.replace("-", "_") for _, _, code in BAD_FIELDS} - {"unknown_field"}
    assert met <= known_kinds()


@pytest.mark.parametrize(
    "body", [b"{", b"\xff\xfe", b"nothing", b'{"text": "\\ud800"}', b'{"inner": ' * 500, b"\x00", b'{"a": 1} x']
)
def test_what_is_not_json_is_unreadable(body: bytes) -> None:
    with pytest.raises(refusals.JsonUnreadable):
        read_body(_Everything, body)


def test_an_absent_body_is_an_empty_object() -> None:
    assert read_body(_Everything, b"") == _Everything()


def _problem_of(body: str, language: Language) -> Problem:
    with pytest.raises(refusals.InvalidFields) as caught:
        read_body(_Everything, body.encode())
    return PROBLEMS.of(caught.value, language)


def test_a_service_words_its_own_kinds_of_field_errors() -> None:
    own = {"bí-mật": worded(vi=("", "Không được có {what}.", ""), en=("", "Must not hold {what}.", ""))}
    error: Any = {"type": "bí-mật", "loc": ("note",), "msg": "", "input": None, "ctx": {"what": "OTP"}}
    problem = Problems(own).of(refusals.InvalidFields([error]), "vi")
    assert [(one.code, one.message) for one in problem.errors] == [("bí-mật", "Không được có OTP.")]
