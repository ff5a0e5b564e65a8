"""What HTTP itself refuses, before any rule is asked. Each class carries the status it is answered with."""

from typing import ClassVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from shared.kernel.failures import Invalid, NotFound, Rejection, Unavailable


class HttpRefusal(Rejection):
    """Root of refusals that are no rule's no; `status` is its answer's."""

    status: ClassVar[int] = 400


class JsonUnreadable(HttpRefusal):
    """The body is not JSON in UTF-8, or is nested too deeply."""


class RequestUnreadable(HttpRefusal):
    """The request breaks HTTP in some other way."""


class HostUnknown(HttpRefusal):
    """The request names a host that is not ours."""

    status = 421


class BodyTooLarge(HttpRefusal):
    """The body is larger than `limit` bytes."""

    status = 413


class MediaTypeUnsupported(HttpRefusal):
    """The body says it is something else than JSON."""

    status = 415


class MethodNotAllowed(HttpRefusal):
    """The address exists, but not with this method; `allowed` are those that it has."""

    status = 405


class TooManyRequests(HttpRefusal):
    """The caller has more requests or open streams at once than `limit`."""

    status = 429


class RouteUnknown(NotFound):
    """No call has this address."""


class WardUnknown(NotFound):
    """No unit of Da Nang has this code."""


class IdMalformed(Invalid):
    """An id that is no UUID."""


class IdempotencyKeyMalformed(Invalid):
    """`Idempotency-Key` is no UUID."""


class BadCursor(Invalid):
    """A cursor that this call did not give out."""


class MinVersionMalformed(Invalid):
    """`min_version` is not `<stream>:<version>`."""


class UnknownParameter(Invalid):
    """A query parameter that the call does not know."""


class TakesNoParameters(Invalid):
    """A query parameter for a call that has none."""


class UnknownCommand(Invalid):
    """A `kind` in a batch that names no command of this service."""


class TimedOut(Unavailable):
    """The answer took longer than a request may."""


class NotTried(Unavailable):
    """An earlier command of the same household could not be handled yet, so this one waits for it."""


class ParameterRepeated(Invalid):
    """A query parameter is given more than once."""


class InvalidFields(Invalid):
    """Fields of a body that no state could accept, all of them at once."""

    slug = "invalid"

    def __init__(self, errors: list[ErrorDetails]) -> None:
        self.errors = [(self.pointer_of(error), error) for error in errors]
        super().__init__(pointer=self.errors[0][0], count=len(errors))

    @staticmethod
    def pointer_of(error: ErrorDetails) -> str:
        """Where in the body the error lies."""
        return pointer_to(error["loc"])


class InvalidParameters(InvalidFields):
    """Parameters of a query that the call does not take as they are."""

    slug = "invalid"

    @staticmethod
    def pointer_of(error: ErrorDetails) -> str:
        """The parameter's name."""
        return str(error["loc"][0])


def pointer_to(location: tuple[str | int, ...]) -> str:
    """A JSON pointer (RFC 6901) to a place in a document."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in location)


def refusal_of(error: ValidationError) -> Rejection:
    """The refusal that a body's validation error stands for."""
    details = error.errors(include_url=False, include_input=False)
    if details[0]["type"] == "json_invalid":
        return JsonUnreadable()
    return InvalidFields(details)
