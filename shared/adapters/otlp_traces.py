"""Sending recorded spans to an OpenTelemetry collector by OTLP over HTTP. A collector that is away is told once, and
costs spans, never requests: they wait in a bounded queue of the SDK's, and a thread of its own sends them.

Headers, certificates and compression are set by the SDK's standard variables, `OTEL_EXPORTER_OTLP_…`.
"""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

from shared.flows.tracing import recording

TIMEOUT = 3.0
"""Seconds for one batch, repetitions included; the end of a process waits no longer."""
SEND_SECONDS = 2.0
_PATH = "/v1/traces"
"""Where OTLP over HTTP takes traces, unless the address has a path of its own."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TracedProcess:
    """Who the spans are from: `service.name`, `service.version`, `service.instance.id`."""

    service: str
    version: str
    instance: str


@contextmanager
def exported_traces(endpoint: str, ratio: float, process: TracedProcess) -> Iterator[None]:
    """Record the process's spans and send them to `endpoint` until the block ends; what is left is sent then.

    `ratio` of the traces that begin here are recorded (0 to 1); a caller's own choice is followed.
    """
    exporter = _PatientExporter(OTLPSpanExporter(endpoint=_with_path(endpoint), timeout=TIMEOUT))
    provider = TracerProvider(ParentBased(TraceIdRatioBased(ratio)), _resource(process), shutdown_on_exit=False)
    processor = BatchSpanProcessor(exporter, schedule_delay_millis=SEND_SECONDS * 1000)
    provider.add_span_processor(processor)
    # The exporter says by itself what the SDK would repeat with every batch.
    logging.getLogger("opentelemetry").setLevel(logging.CRITICAL)
    try:
        with recording(provider.get_tracer("onetwenty", process.version)):
            yield
    finally:
        exporter.end()
        provider.shutdown()


def _resource(process: TracedProcess) -> Resource:
    return Resource(
        {
            "service.namespace": "onetwenty",
            "service.name": process.service,
            "service.version": process.version,
            "service.instance.id": process.instance,
        }
    )


def _with_path(endpoint: str) -> str:
    given = urlsplit(endpoint)
    return endpoint if given.path.strip("/") else given._replace(path=_PATH).geturl()


class _PatientExporter(SpanExporter):
    """Says once that the collector is away and once that it is back. While the process ends, spans are tried once."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter
        self._away = False
        self._ending = False

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        if self._away and self._ending:
            return SpanExportResult.FAILURE
        result = self._exporter.export(spans)
        away = result is not SpanExportResult.SUCCESS
        if away != self._away:
            _log.warning("traces %s", "are lost: their collector takes none" if away else "are taken again")
        self._away = away
        return result

    def end(self) -> None:
        """The process is about to end."""
        self._ending = True

    def shutdown(self) -> None:
        self._exporter.shutdown()
