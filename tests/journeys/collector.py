"""An OpenTelemetry collector as small as one can be: takes spans by OTLP over HTTP and remembers them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

PATIENCE = 30


@dataclass(frozen=True)
class Received:
    """A span as it came; ids in hexadecimal, `resource` and `attributes` as plain values."""

    name: str
    trace: str
    span: str
    parent: str
    attributes: dict[str, Any]
    resource: dict[str, Any]
    links: list[str]


@dataclass
class Collector:
    """What has been received: every span, and the bytes of every request."""

    url: str
    spans: list[Received] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)
    arrived: Condition = field(default_factory=Condition)

    def take(self, path: str, body: bytes) -> None:
        with self.arrived:
            self.paths.add(path)
            self.raw.append(body)
            self.spans += _read(body)
            self.arrived.notify_all()

    def of_trace(self, trace: str, *names: str) -> dict[str, Received]:
        """The spans of a trace by name, once there is one of each of `names`."""

        def named() -> dict[str, Received]:
            return {span.name: span for span in self.spans if span.trace == trace}

        with self.arrived:
            complete = self.arrived.wait_for(lambda: set(names) <= named().keys(), PATIENCE)
            assert complete, f"of {names} only {sorted(named())} came"
            return named()


def _read(body: bytes) -> Iterator[Received]:
    request = ExportTraceServiceRequest()
    request.ParseFromString(body)
    for group in request.resource_spans:
        resource = _values(group.resource.attributes)
        for span in (span for scope in group.scope_spans for span in scope.spans):
            yield Received(
                span.name,
                span.trace_id.hex(),
                span.span_id.hex(),
                span.parent_span_id.hex(),
                _values(span.attributes),
                resource,
                [link.trace_id.hex() for link in span.links],
            )


def _values(attributes: Any) -> dict[str, Any]:
    return {one.key: getattr(one.value, one.value.WhichOneof("value")) for one in attributes}


@contextmanager
def collecting() -> Iterator[Collector]:
    """A collector on a free port of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            collector.take(self.path, self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        collector = Collector(f"http://127.0.0.1:{server.server_address[1]}")
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield collector
        finally:
            server.shutdown()
            thread.join()
