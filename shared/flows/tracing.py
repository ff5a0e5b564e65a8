"""Spans around flows, each in the trace of whoever caused it, so that one trace shows request, command, relay, views.

A span holds kinds, ids, counts and the slug of a failure; never what somebody wrote, nor the words of an exception,
which may repeat it. Nothing is recorded until a process says where to (`recording`); until then every call here costs
one look at a variable, and a caller's `traceparent` is carried on as it came.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext

import msgspec
from opentelemetry.context import Context
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    Span,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    Tracer,
    get_current_span,
    set_span_in_context,
)

from shared.flows.command_envelope import C, CommandEnvelope
from shared.kernel.failures import Failure
from shared.kernel.messages import LedgerEvent

TRACEPARENT = re.compile(
    r"(?!ff)[0-9a-f]{2}-(?P<trace>(?!0{32})[0-9a-f]{32})-(?P<span>(?!0{16})[0-9a-f]{16})-(?P<flags>[0-9a-f]{2})"
)
"""W3C Trace Context: version, trace, span, flags; ids of zeros and version ff are invalid."""
SPANS_OF_A_BATCH = 20
"""Commands of one batch that get a span of their own; of more, all share one span, linked to each."""

_NO_SPANS: AbstractContextManager[None] = nullcontext()
_tracer: Tracer | None = None


@contextmanager
def recording(tracer: Tracer) -> Iterator[None]:
    """Record the spans of this process with `tracer` until the block ends."""
    global _tracer
    before, _tracer = _tracer, tracer
    try:
        yield
    finally:
        _tracer = before


def active_tracer() -> Tracer | None:
    """What spans are recorded with; None when they are not."""
    return _tracer


def current_trace_id() -> str:
    """The trace that is being recorded here and now; empty when there is none."""
    if _tracer is None:
        return ""
    context = get_current_span().get_span_context()
    return f"{context.trace_id:032x}" if context.is_valid else ""


def span_context(traceparent: str) -> SpanContext | None:
    """The span that `traceparent` names; None when it names none."""
    named = TRACEPARENT.fullmatch(traceparent)
    if named is None:
        return None
    flags = TraceFlags(int(named["flags"], 16) & TraceFlags.SAMPLED)
    return SpanContext(int(named["trace"], 16), int(named["span"], 16), is_remote=True, trace_flags=flags)


def below(traceparent: str) -> Context | None:
    """Where a span caused by `traceparent` belongs; None: where the code at hand is."""
    caller = span_context(traceparent)
    return set_span_in_context(NonRecordingSpan(caller)) if caller is not None else None


def command_span(envelope: CommandEnvelope[C]) -> AbstractContextManager[CommandEnvelope[C]]:
    """A span around the handling of a command, in the request at hand or else in what the envelope names as its cause.
    Gives the envelope with this span in its `traceparent`: so the commit tells later readers whom they follow."""
    return nullcontext(envelope) if _tracer is None else _command_span(_tracer, envelope)


@contextmanager
def _command_span(tracer: Tracer, envelope: CommandEnvelope[C]) -> Iterator[CommandEnvelope[C]]:
    within_request = get_current_span().get_span_context().is_valid
    attributes = {
        "onetwenty.ward": envelope.ward,
        "onetwenty.stream": envelope.stream,
        "onetwenty.command_id": envelope.command_id,
    }
    with tracer.start_as_current_span(
        f"command {type(envelope.command).__name__}",
        context=None if within_request else below(envelope.traceparent),
        attributes=attributes,
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        try:
            yield msgspec.structs.replace(envelope, traceparent=_traceparent(span.get_span_context()))
        except Failure as failure:
            span.set_attribute("onetwenty.refused", failure.slug)
            raise
        except Exception as crash:
            span.set_status(Status(StatusCode.ERROR, type(crash).__name__))
            raise


def _traceparent(context: SpanContext) -> str:
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}"


def publishing(source: str, events: Sequence[LedgerEvent]) -> AbstractContextManager[None]:
    """Spans around the publishing of a batch, each below the command that caused its events."""
    return _NO_SPANS if _tracer is None else _batch_spans(_tracer, f"relay {source}", events, SpanKind.PRODUCER)


def projecting(reader: str, events: Sequence[LedgerEvent]) -> AbstractContextManager[None]:
    """Spans around the folding of a batch into the views of `reader`, each below the command that caused its events."""
    return _NO_SPANS if _tracer is None else _batch_spans(_tracer, f"project {reader}", events, SpanKind.CONSUMER)


@contextmanager
def _batch_spans(tracer: Tracer, name: str, events: Sequence[LedgerEvent], kind: SpanKind) -> Iterator[None]:
    spans = _started(tracer, name, events, kind)
    try:
        yield
    except BaseException as failure:
        for span in spans:
            span.set_status(Status(StatusCode.ERROR, type(failure).__name__))
        raise
    finally:
        for span in spans:
            span.end()


def _started(tracer: Tracer, name: str, events: Sequence[LedgerEvent], kind: SpanKind) -> list[Span]:
    callers = _sampled_callers(events)
    if len(callers) <= SPANS_OF_A_BATCH:
        return [
            tracer.start_span(name, below(parent), kind, _about(first, len(events)))
            for parent, (first, _) in callers.items()
        ]
    parent, (first, _) = next(iter(callers.items()))
    links = [Link(context) for _, context in callers.values()]
    return [tracer.start_span(name, below(parent), kind, _about(first, len(events)), links)]


def _sampled_callers(events: Sequence[LedgerEvent]) -> dict[str, tuple[LedgerEvent, SpanContext]]:
    """The spans that caused `events` and are recorded, each with its first event."""
    found: dict[str, tuple[LedgerEvent, SpanContext]] = {}
    for event in events:
        if not event.traceparent or event.traceparent in found:
            continue
        context = span_context(event.traceparent)
        if context is not None and context.trace_flags.sampled:
            found[event.traceparent] = (event, context)
    return found


def _about(first: LedgerEvent, batch: int) -> dict[str, str | int]:
    return {
        "onetwenty.source": first.source,
        "onetwenty.ward": first.ward,
        "onetwenty.stream": first.stream,
        "onetwenty.number": first.sequence,
        "onetwenty.batch_events": batch,
    }
