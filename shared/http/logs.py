"""Structured logs, as JSON lines or for a console, each under the correlation id of its request.

Never logged: bodies, query strings, names, or anything else a person could be known by. Routes are logged as
templates, so ids in paths stay out too.
"""

import logging
import sys
from collections.abc import MutableMapping
from contextvars import ContextVar
from typing import Any, Literal, TextIO

import structlog

CORRELATION: ContextVar[str] = ContextVar("correlation_id", default="")
"""The correlation id of the request that is being answered."""

log: structlog.stdlib.BoundLogger = structlog.get_logger("onetwenty")


def _with_correlation(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if correlation_id := CORRELATION.get():
        entry.setdefault("correlation_id", correlation_id)
    return entry


def configure_logs(form: Literal["json", "console"], level: str = "INFO", out: TextIO | None = None) -> None:
    """Send all logs of the process, the libraries' too, to `out` (standard error when not given)."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _with_correlation,
        structlog.processors.StackInfoRenderer(),
    ]
    renderer: list[Any] = (
        [structlog.processors.dict_tracebacks, structlog.processors.JSONRenderer(ensure_ascii=False)]
        if form == "json"
        else [structlog.dev.ConsoleRenderer(colors=False)]
    )
    stream = out or sys.stderr
    structlog.configure(
        processors=[*shared, *renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *renderer],
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
