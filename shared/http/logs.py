"""Structured logs, as JSON lines or for a console, each under the correlation id of its request.

Never logged: bodies, query strings, names, or anything else a person could be known by. Routes are logged as
templates, so ids in paths stay out; a crash is logged by its type and the places it went through, without the words
of the exception and without the values of variables, which may hold what somebody wrote.
"""

import logging
import sys
import traceback
from collections.abc import MutableMapping, Sequence
from contextlib import suppress
from contextvars import ContextVar
from types import TracebackType
from typing import Any, Literal, TextIO

import msgspec
import structlog

from shared.flows.tracing import current_trace_id

CORRELATION: ContextVar[str] = ContextVar("correlation_id", default="")
"""The correlation id of the request that is being answered."""

log: structlog.stdlib.BoundLogger = structlog.get_logger("onetwenty")

Entry = MutableMapping[str, Any]
_MOST_CAUSES = 8
_TALKATIVE = ("httpx", "httpcore", "asyncio")
"""Libraries whose lesser messages hold addresses with their queries."""


def configure_logs(form: Literal["json", "console"], level: str = "INFO", out: TextIO | None = None) -> None:
    """Send all logs of the process, the libraries' too, to `out` (standard error when not given)."""
    enriched: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        with_correlation,
        without_values,
    ]
    rendered: Any = (
        structlog.processors.JSONRenderer(serializer=_json)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    stream: Any = _Unfailing(out or sys.stderr)
    structlog.configure(
        processors=[*enriched, rendered],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=enriched,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, rendered],
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for library in _TALKATIVE:
        logging.getLogger(library).setLevel(max(logging.WARNING, logging.root.level))


class _Unfailing:
    """What a log is written to. A disk that is full takes no log, but stops nobody's work."""

    def __init__(self, out: TextIO) -> None:
        self._out = out

    def write(self, text: str) -> None:
        with suppress(OSError):
            self._out.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._out.flush()


def _named(value: object) -> str:
    """What JSON does not know is logged by its type alone."""
    return type(value).__qualname__


def _json(entry: Any, **_options: Any) -> str:
    return msgspec.json.encode(entry, enc_hook=_named).decode()


def with_correlation(_logger: Any, _method: str, entry: Entry) -> Entry:
    """Add the correlation id of the request at hand, and the id of the trace that it is recorded in."""
    if correlation_id := CORRELATION.get():
        entry.setdefault("correlation_id", correlation_id)
    if trace_id := current_trace_id():
        entry.setdefault("trace_id", trace_id)
    return entry


def without_values(_logger: Any, _method: str, entry: Entry) -> Entry:
    """Replace an exception by its type and places."""
    error = _exception(entry.pop("exc_info", None))
    if error is not None:
        entry["crash"] = [_told(one) for one in _causes(error)]
    return entry


def _exception(exc_info: object) -> BaseException | None:
    match exc_info:
        case BaseException():
            return exc_info
        case (_, BaseException() as error, _):
            return error
        case None | False:
            return None
        case _:
            return sys.exc_info()[1]


def _causes(error: BaseException) -> Sequence[BaseException]:
    found: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and len(found) < _MOST_CAUSES:
        found.append(current)
        current = current.__cause__ or current.__context__
    return found


def _told(error: BaseException) -> dict[str, Any]:
    return {"type": f"{type(error).__module__}.{type(error).__qualname__}", "at": _places(error.__traceback__)}


def _places(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]
