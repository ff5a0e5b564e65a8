"""From a failure to its `application/problem+json` (RFC 9457): the only table of status codes."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import msgspec
from starlette.responses import Response

from shared.flows.command_envelope import IdempotencyKeyReused
from shared.http.field_wording import field_message
from shared.http.languages import Language
from shared.http.refusals import HttpRefusal, InvalidFields
from shared.http.shared_wording import CRASHED, SHARED_WORDING
from shared.http.token_refusals import NotAuthenticated
from shared.http.wording import Wording, Words, filled
from shared.kernel.failures import Conflict, Failure, Forbidden, Invalid, NotFound, Rejection, Unavailable

PROBLEM_JSON = "application/problem+json"
_CONFLICT_RETRY_AFTER = 1


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field that must change: where it stands, what is wrong in a word, and in a sentence."""

    pointer: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A failure as it is answered."""

    slug: str
    status: int
    title: str
    detail: str
    remedy: str
    errors: tuple[FieldError, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    correlation_id: str = ""

    def content(self) -> dict[str, object]:
        """The JSON object of the answer."""
        known: dict[str, object] = {
            "type": f"/problems/{self.slug}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "remedy": self.remedy,
            "errors": self.errors,
        }
        return {**known, "correlation_id": self.correlation_id} if self.correlation_id else known

    def response(self) -> Response:
        """The answer itself."""
        body = msgspec.json.encode(self.content())
        return Response(body, self.status, dict(self.headers), media_type=PROBLEM_JSON)


class Problems:
    """Words and status codes of one service: its own wording on top of what all services share."""

    def __init__(self, wording: Wording) -> None:
        self._wording = {**SHARED_WORDING, **wording}

    def of(self, failure: Failure, language: Language) -> Problem:
        """The problem that tells of `failure`."""
        text = self._words(failure).in_language(language)
        title, detail, remedy = (filled(template, failure.facts) for template in text)
        return Problem(
            slug=failure.slug,
            status=status_of(failure),
            title=title,
            detail=detail,
            remedy=remedy,
            errors=self._field_errors(failure, detail, language),
            headers=_headers_of(failure),
        )

    def crashed(self, correlation_id: str, language: Language) -> Problem:
        """The problem of a defect: it says nothing but under which id the log tells more."""
        text = CRASHED.in_language(language)
        facts = {"correlation_id": correlation_id}
        title, detail, remedy = (filled(template, facts) for template in text)
        return Problem("internal-error", 500, title, detail, remedy, correlation_id=correlation_id)

    def _words(self, failure: Failure) -> Words:
        """Its own words, else those of the nearest kind that has some."""
        slugs = (kind.slug for kind in type(failure).__mro__ if issubclass(kind, Failure))
        return next((self._wording[slug] for slug in slugs if slug in self._wording), SHARED_WORDING["rejection"])

    def _field_errors(self, failure: Failure, detail: str, language: Language) -> tuple[FieldError, ...]:
        match failure:
            case InvalidFields():
                return tuple(
                    FieldError(pointer, *field_message(error, language, self._wording))
                    for pointer, error in failure.errors
                )
            case Invalid():
                return (FieldError(failure.pointer, failure.slug, detail),)
            case _:
                return ()


def status_of(failure: Failure) -> int:
    """The status code of a failure."""
    match failure:
        case HttpRefusal():
            return failure.status
        case NotAuthenticated():
            return 401
        case NotFound():
            return 404
        case Forbidden():
            return 403
        case Invalid() | IdempotencyKeyReused():
            return 422
        case Rejection():
            return 409
        case _:
            return 503


def _headers_of(failure: Failure) -> dict[str, str]:
    match failure:
        case Unavailable():
            return {"Retry-After": str(failure.retry_after)}
        case Conflict():
            return {"Retry-After": str(_CONFLICT_RETRY_AFTER)}
        case NotAuthenticated():
            return {"WWW-Authenticate": failure.challenge}
        case _:
            return {name: str(value) for name, value in failure.facts.items() if name in ("Allow", "Retry-After")}
