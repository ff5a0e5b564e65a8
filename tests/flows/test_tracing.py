"""Spans of a batch: one below each command that caused it, bounded, and nothing at all where nobody records."""

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec
import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from shared.flows.tracing import SPANS_OF_A_BATCH, current_trace_id, projecting, publishing, recording, span_context
from shared.kernel.failures import Unavailable
from shared.kernel.messages import LedgerEvent

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)


def event(number: int, traceparent: str = "") -> LedgerEvent:
    return LedgerEvent(
        source="visits",
        ward="20194",
        era="",
        sequence=number,
        id=f"20194/household/h/{number}/0/",
        type="VisitRecorded",
        version=1,
        subject="household/h",
        time=NOW,
        recorded_at=NOW,
        numbered_at=NOW,
        stream="20194/household/h",
        commit=number,
        actor="a",
        command_id=f"c{number}",
        correlation_id="",
        traceparent=traceparent,
        data=msgspec.Raw(b"{}"),
    )


def caused_by(number: int, flags: str = "01") -> LedgerEvent:
    return event(number, f"00-{number:032x}-{number:016x}-{flags}")


@pytest.fixture
def recorded() -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    with recording(provider.get_tracer("test")):
        yield exporter
    provider.shutdown()


def test_every_command_of_a_batch_gets_one_span_below_its_own(recorded: InMemorySpanExporter) -> None:
    events = [event(1), caused_by(2), caused_by(2), caused_by(3), caused_by(4, flags="00"), event(5, "nonsense")]
    with publishing("visits", events):
        pass
    spans = recorded.get_finished_spans()
    assert [(span.name, span.context.trace_id, span.parent.span_id) for span in spans if span.parent] == [
        ("relay visits", 2, 2),
        ("relay visits", 3, 3),
    ]


def test_a_large_batch_gets_one_span_with_links(recorded: InMemorySpanExporter) -> None:
    with projecting("reporting", [caused_by(number) for number in range(1, SPANS_OF_A_BATCH + 2)]):
        pass
    (span,) = recorded.get_finished_spans()
    assert [link.context.trace_id for link in span.links] == list(range(1, SPANS_OF_A_BATCH + 2))


def test_a_failure_is_told_by_its_type_alone(recorded: InMemorySpanExporter) -> None:
    with pytest.raises(Unavailable), publishing("visits", [caused_by(1)]):
        raise Unavailable(what="Bà Lê Thị Mẫu")
    (span,) = recorded.get_finished_spans()
    assert (span.status.is_ok, span.status.description, span.events) == (False, "Unavailable", ())


def test_nothing_is_recorded_where_nobody_records() -> None:
    assert publishing("visits", [caused_by(1)]) is projecting("visits", [caused_by(2)])
    assert current_trace_id() == ""


@pytest.mark.parametrize(
    "text",
    [
        "",
        "00",
        f"00-{'0' * 32}-{'1' * 16}-01",
        f"00-{'1' * 32}-{'0' * 16}-01",
        f"ff-{'1' * 32}-{'1' * 16}-01",
        f"00-{'1' * 32}-{'1' * 16}-01\n",
        f"00-{'A' * 32}-{'1' * 16}-01",
        f"00-{'1' * 32}-{'1' * 16}-01-more",
    ],
)
def test_what_is_no_traceparent_names_no_span(text: str) -> None:
    assert span_context(text) is None


def test_only_the_sampled_flag_is_taken_from_a_traceparent() -> None:
    context = span_context(f"00-{'1' * 32}-{'2' * 16}-ff")
    assert context is not None
    assert (context.trace_flags, context.is_remote) == (1, True)
