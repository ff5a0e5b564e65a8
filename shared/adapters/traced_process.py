"""Whether a process records spans, as its settings say. What recording needs is only loaded where it is wished."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version

from shared.ports.clock import Clock
from shared.settings import Settings


@contextmanager
def traced_process(service: str, settings: Settings, clock: Clock) -> Iterator[None]:
    """Record the spans of `service` until the block ends, if `ONETWENTY_TRACES` says where they go. Around everything
    that the process does: what is recorded last is sent at the end."""
    if settings.traces is None:
        yield
        return
    from shared.adapters.otlp_traces import TracedProcess, exported_traces

    process = TracedProcess(service, version("onetwenty"), clock.new_id())
    with exported_traces(settings.traces, settings.traces_ratio, process):
        yield
