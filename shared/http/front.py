"""What stands before every route of a service: ids, limits, measures, logs, and the answer to a crash."""

import logging
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as AsgiScope

from shared.http.border import Border
from shared.http.command_runner import Trace
from shared.http.correlation import HEADER, trace_from
from shared.http.deadlines import Deadline, Deadlines
from shared.http.languages import Language, language_of
from shared.http.limits import Limits
from shared.http.logs import CORRELATION, log
from shared.http.metrics import ServiceMetrics
from shared.http.page_safety import API_HEADERS, HSTS
from shared.http.problems import Problem
from shared.http.refusals import BodyTooLarge, TimedOut
from shared.http.tracing import QUIET, note_answer, request_span
from shared.kernel.failures import Failure

_SLOW_SECONDS = 1.0
"""From here on a request that went well is logged too; all of them are at level DEBUG."""


class _Exchange:
    """One request and its answer, as far as it has come."""

    def __init__(self, send: Send, trace: Trace, deadline: Deadline, safe: list[tuple[bytes, bytes]]) -> None:
        self.status = 0
        self._safe = safe
        self._late = False
        self._send = send
        self._trace = trace
        self._deadline = deadline

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            if not self._late:
                self._deadline.lift()
            message["headers"] = _completed(message.get("headers", ()), self._trace, self._safe)
        await self._send(message)

    async def send_late(self, message: Message) -> None:
        """Send after the deadline has been left, by itself or by a crash."""
        self._late = True
        await self.send(message)


_SAFE_BY_TLS = [*API_HEADERS, HSTS]


def _completed(headers: Any, trace: Trace, safe: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    given = list(headers)
    names = {name for name, _ in given}
    added = [one for one in safe if one[0] not in names]
    return [*given, *added, (HEADER, trace.correlation_id.encode())]


class Front:
    """The outermost ASGI layer of a service's app."""

    def __init__(self, app: ASGIApp, border: Border, metrics: ServiceMetrics, limits: Limits) -> None:
        self._app = app
        self._border = border
        self._metrics = metrics
        self._limits = limits
        self._deadlines = Deadlines(limits.seconds)

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        clock = self._border.clock
        started = clock.monotonic()
        trace = trace_from(scope["headers"], clock)
        scope["onetwenty.trace"] = trace
        token = CORRELATION.set(trace.correlation_id)
        deadline = Deadline(self._deadlines)
        safe = _SAFE_BY_TLS if scope.get("scheme") == "https" else API_HEADERS
        exchange = _Exchange(send, trace, deadline, safe)
        traced = request_span(scope["method"], scope["path"], trace.traceparent)
        with self._metrics.requests_open.track_inprogress(), traced as span:
            try:
                await self._answer(scope, receive, exchange, deadline)
            finally:
                note_answer(span, scope["method"], _route(scope), exchange.status)
                self._note(scope, exchange.status, clock.monotonic() - started)
                CORRELATION.reset(token)

    async def _answer(self, scope: AsgiScope, receive: Receive, exchange: _Exchange, deadline: Deadline) -> None:
        bounded = _Bounded(receive, scope["headers"], self._limits.body)
        try:
            async with deadline:
                await self._app(scope, bounded.receive, exchange.send)
        except TimeoutError:
            if not deadline.expired:
                await self._crashed(scope, receive, exchange)
            elif not exchange.status:
                await self._refuse(scope, receive, exchange, TimedOut(retry_after=5, seconds=self._limits.seconds))
        except BodyTooLarge as failure:
            await self._refuse(scope, receive, exchange, failure)
        except Exception:
            await self._crashed(scope, receive, exchange)

    async def _refuse(self, scope: AsgiScope, receive: Receive, exchange: _Exchange, failure: Failure) -> None:
        problem = self._border.problems.of(failure, _language(scope))
        await problem.response()(scope, receive, exchange.send_late)

    async def _crashed(self, scope: AsgiScope, receive: Receive, exchange: _Exchange) -> None:
        log.exception("request crashed", route=_route(scope), method=scope["method"])
        if exchange.status:
            return
        problem: Problem = self._border.problems.crashed(CORRELATION.get(), _language(scope))
        await problem.response()(scope, receive, exchange.send_late)

    def _note(self, scope: AsgiScope, status: int, seconds: float) -> None:
        route = _route(scope)
        self._metrics.answered(scope["method"], route, status, seconds)
        if not route.endswith(QUIET):
            notable = status >= 400 or seconds >= _SLOW_SECONDS
            level = logging.INFO if notable else logging.DEBUG
            if notable or logging.root.isEnabledFor(logging.DEBUG):
                log.log(
                    level, "request", method=scope["method"], route=route, status=status, ms=round(seconds * 1000, 1)
                )


class _Bounded:
    """Receives a body up to a limit; raises BodyTooLarge beyond it."""

    def __init__(self, receive: Receive, headers: Any, limit: int) -> None:
        self._receive = receive
        self._limit = limit
        self._left = limit
        declared = next((value for name, value in headers if name == b"content-length"), b"")
        self._too_large = declared.isdigit() and int(declared) > limit

    async def receive(self) -> Message:
        if self._too_large:
            raise BodyTooLarge(limit=self._limit)
        message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            if self._left < 0:
                raise BodyTooLarge(limit=self._limit)
        return message


def _route(scope: AsgiScope) -> str:
    return getattr(scope.get("route"), "path", "unmatched")


def _language(scope: AsgiScope) -> Language:
    accepted = next((value for name, value in scope["headers"] if name == b"accept-language"), None)
    return language_of(accepted.decode("latin-1") if accepted else None)
