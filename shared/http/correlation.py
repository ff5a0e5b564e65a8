"""The ids under which a request can be followed from the caller to the commit and the log."""

import re
from collections.abc import Iterable

from shared.flows.tracing import TRACEPARENT
from shared.http.command_runner import Trace
from shared.ports.clock import Clock

_GIVEN = re.compile(r"[A-Za-z0-9._-]{1,64}")
HEADER = b"x-correlation-id"


def trace_from(headers: Iterable[tuple[bytes, bytes]], clock: Clock) -> Trace:
    """From `X-Correlation-Id`, else from `traceparent` (W3C Trace Context), else new. A malformed one is ignored."""
    given, parent = "", ""
    for name, value in headers:
        if name == HEADER:
            given = value.decode("latin-1")
        elif name == b"traceparent":
            parent = value.decode("latin-1")
    traced = TRACEPARENT.fullmatch(parent)
    if _GIVEN.fullmatch(given):
        return Trace(given, parent if traced else "")
    return Trace(traced["trace"], parent) if traced else Trace(clock.new_id())
