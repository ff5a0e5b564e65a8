"""Failures become problems: status, slug, and words in the reader's language."""

import pytest

import shared.http.batch_endpoint
import shared.http.live
import shared.http.read_route  # noqa: F401 every module that may define a failure is loaded
from shared.flows.command_envelope import IdempotencyKeyReused
from shared.http import callers, refusals
from shared.http.languages import Language, language_of
from shared.http.problems import Problems
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
    (refusals.TakesNoParameters("q"), 422, "takes-no-parameters"),
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
