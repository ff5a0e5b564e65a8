"""A span for each request, below the caller's `traceparent`: method, route template and status, and no more of it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from opentelemetry.trace import INVALID_SPAN, Span, SpanKind, Status, StatusCode, Tracer

from shared.flows.tracing import active_tracer, below

QUIET = ("/healthz", "/readyz", "/metrics")
"""How the paths end that are asked so often that nobody wants to see it."""

_NO_SPAN: AbstractContextManager[Span] = nullcontext(INVALID_SPAN)


def request_span(method: str, path: str, traceparent: str) -> AbstractContextManager[Span]:
    """The span around one request; spans of what it does come below it."""
    tracer = active_tracer()
    return _NO_SPAN if tracer is None or path.endswith(QUIET) else _request_span(tracer, method, traceparent)


@contextmanager
def _request_span(tracer: Tracer, method: str, traceparent: str) -> Iterator[Span]:
    with tracer.start_as_current_span(
        method,
        context=below(traceparent),
        kind=SpanKind.SERVER,
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        yield span


def note_answer(span: Span, method: str, route: str, status: int) -> None:
    """What is known of a request once it has been answered; `status` 0: nobody got an answer."""
    if not span.is_recording():
        return
    span.update_name(f"{method} {route}")
    span.set_attributes({"http.request.method": method, "http.route": route, "http.response.status_code": status})
    if status == 0 or status >= 500:
        span.set_status(Status(StatusCode.ERROR))
