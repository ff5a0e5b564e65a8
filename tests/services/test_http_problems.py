"""Failures become problems: status, slug, and words in the reader's language."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from pydantic import AwareDatetime, Field

import shared.http.batch_endpoint
import shared.http.live
import shared.http.read_route  # noqa: F401 every module that may define a failure is loaded
from shared.flows.command_envelope import IdempotencyKeyReused
from shared.http import callers, refusals
from shared.http.bodies import read_body
from shared.http.command_calls import Body
from shared.http.field_wording import known_kinds
from shared.http.languages import Language, language_of
from shared.http.problems import Problem, Problems
from shared.http.shared_wording import SHARED_WORDING
from shared.http.wording import failures_of, unworded, worded
from shared.kernel.failures import (
    Busy,
    Conflict,
    Failure,
    Forbidden,
    Invalid,
    NotCaughtUp,
    NotFound,
    Rejection,
    Unavailable,
)

PROBLEMS = Problems({})

STATUSES: list[tuple[Failure, int, str]] = [
    (NotFound(what="ward"), 404, "not-found"),
    (Forbidden(role="volunteer"), 403, "forbidden"),
    (Invalid("/by"), 422, "invalid"),
    (Rejection(), 409, "rejection"),
    (Conflict(), 503, "conflict"),
    (Unavailable(3), 503, "unavailable"),
    (Busy(), 503, "busy"),
    (NotCaughtUp(), 503, "not-caught-up"),
    (IdempotencyKeyReused(), 422, "idempotency-key-reused"),
    (refusals.JsonUnreadable(), 400, "json-unreadable"),
    (refusals.RequestUnreadable(), 400, "request-unreadable"),
    (refusals.BodyTooLarge(limit=9), 413, "body-too-large"),
    (refusals.MediaTypeUnsupported(), 415, "media-type-unsupported"),
    (refusals.MethodNotAllowed(Allow="GET"), 405, "method-not-allowed"),
    (refusals.TooManyRequests(limit=3), 429, "too-many-requests"),
    (refusals.RouteUnknown(), 404, "route-unknown"),
    (refusals.WardUnknown(), 404, "ward-unknown"),
    (refusals.IdMalformed("id"), 422, "id-malformed"),
    (refusals.IdempotencyKeyMalformed("Idempotency-Key"), 422, "idempotency-key-malformed"),
    (refusals.BadCursor("cursor"), 422, "bad-cursor"),
    (refusals.MinVersionMalformed("min_version"), 422, "min-version-malformed"),
    (refusals.UnknownParameter("q"), 422, "unknown-parameter"),
    (refusals.UnknownCommand("/kind", kinds=["a"]), 422, "unknown-command"),
    (refusals.TimedOut(seconds=30), 503, "timed-out"),
    (refusals.NotTried(), 503, "not-tried"),
    (callers.TokenMissing(), 401, "token-missing"),
    (callers.TokenExpired(), 401, "token-expired"),
]


@pytest.mark.parametrize(("failure", "status", "slug"), STATUSES, ids=lambda value: str(value)[:40])
def test_each_failure_has_its_status_and_slug(failure: Failure, status: int, slug: str) -> None:
    problem = PROBLEMS.of(failure, "en")
    assert (problem.status, problem.slug) == (status, slug)
    assert problem.content()["type"] == f"/problems/{slug}"


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("failure", [failure for failure, _, _ in STATUSES], ids=lambda failure: failure.slug)
def test_each_problem_says_what_and_what_to_do(failure: Failure, language: Language) -> None:
    problem = PROBLEMS.of(failure, language)
    other = PROBLEMS.of(failure, "vi" if language == "en" else "en")
    assert problem.title
    assert problem.detail
    assert problem.remedy
    assert problem.remedy != other.remedy
    assert "{" not in problem.title + problem.detail + problem.remedy


def test_every_shared_failure_has_words() -> None:
    answered = {failure for failure in failures_of("shared") if issubclass(failure, Rejection)}
    answered |= set(failures_of("shared.http"))
    assert len(answered) > 30
    assert unworded(SHARED_WORDING, answered - {Rejection, refusals.HttpRefusal}) == []


def test_a_failure_without_words_borrows_those_of_its_kind() -> None:
    class TallyMisplaced(NotFound):
        pass

    problem = PROBLEMS.of(TallyMisplaced(), "en")
    assert (problem.slug, problem.status, problem.title) == ("tally-misplaced", 404, "Not found")


def test_a_missing_word_is_noticed() -> None:
    class TallyLost(Rejection):
        pass

    half = {"tally-lost": worded(vi=("Mất sổ", "Sổ đã mất.", ""), en=("Lost", "It is lost.", "Look for it."))}
    assert unworded({}, [TallyLost]) == ["tally-lost"]
    assert unworded(half, [TallyLost]) == ["tally-lost"]


def test_facts_stand_in_the_words() -> None:
    problem = PROBLEMS.of(refusals.BodyTooLarge(limit=1024), "vi")
    assert "1024" in problem.detail
    assert "kinds" not in PROBLEMS.of(refusals.UnknownCommand("/kind", kinds=["a", "b"]), "en").detail
    assert "a, b" in PROBLEMS.of(refusals.UnknownCommand("/kind", kinds=["a", "b"]), "en").detail


def test_who_may_come_again_is_told_when() -> None:
    assert PROBLEMS.of(Unavailable(7), "vi").headers == {"Retry-After": "7"}
    assert PROBLEMS.of(refusals.TooManyRequests(limit=3, **{"Retry-After": 30}), "vi").headers == {"Retry-After": "30"}


def test_who_is_not_known_is_challenged() -> None:
    assert PROBLEMS.of(callers.TokenMissing(), "vi").headers["WWW-Authenticate"] == 'Bearer realm="onetwenty"'
    assert 'error="invalid_token"' in PROBLEMS.of(callers.TokenExpired(), "vi").headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "vi"),
        ("", "vi"),
        ("en", "en"),
        ("en-GB,en;q=0.9", "en"),
        ("vi-VN, en;q=0.8", "vi"),
        ("vi;q=0.3, en;q=0.8", "en"),
        ("EN", "en"),
        ("fr", "vi"),
        ("fr, en;q=0.1", "en"),
        ("*", "vi"),
        ("*, vi;q=0.1", "vi"),
        ("en;q=0", "vi"),
        ("en;q=spam", "vi"),
        ("en;q=9, vi;q=1", "vi"),
        (";;;,,,", "vi"),
    ],
)
def test_the_reader_chooses_the_language(header: str | None, language: str) -> None:
    assert language_of(header) == language


class _Colour(StrEnum):
    RED = "red"


class _Inner(Body):
    size: Annotated[int, Field(gt=0, lt=10)]


class _Everything(Body):
    text: Annotated[str, Field(min_length=2, max_length=4, pattern="^[a-z]+$")] = "ab"
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
