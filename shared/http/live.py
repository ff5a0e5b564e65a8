"""`GET /live`: server-sent events that name the wards whose figures have changed.

Events: `ready` when nothing was missed, `wards` with what has changed, `reset` when a client must load everything
again because it was away across a restart. Every event's id resumes by `Last-Event-ID`.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import msgspec
from fastapi import APIRouter
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import Response

from shared.http.border import Caller, border_of
from shared.http.change_feed import ChangeFeed
from shared.http.limits import DEFAULT_LIMITS, Limits
from shared.http.refusals import TooManyRequests
from shared.kernel.scope import Role, Scope
from shared.ports.clock import Clock

INTERVAL = 1.0
"""Seconds between two events of one client, at least."""
HEARTBEAT = 15
"""Seconds of silence after which a comment shows that the stream is alive."""
LIFETIME = 3600.0
"""Seconds after which a stream ends, so that the client comes back and its token is looked at again."""

Visible = Callable[[Scope, Sequence[str]], Sequence[str]]
"""Which of the changed wards a caller may be told of."""


def own_wards(caller: Scope, wards: Sequence[str]) -> Sequence[str]:
    """Every ward for province, auditor and admin; the own ward alone for coordinators and volunteers."""
    return wards if caller.role not in (Role.COORDINATOR, Role.VOLUNTEER) else [w for w in wards if w == caller.ward]


def add_live(
    router: APIRouter,
    feed: ChangeFeed,
    *,
    limits: Limits = DEFAULT_LIMITS,
    visible: Visible = own_wards,
    require: Callable[[Scope], None] = lambda _caller: None,
    interval: float = INTERVAL,
    path: str = "/live",
) -> None:
    """Add the stream of `feed`. `require` raises for callers who may not listen."""
    open_streams: set[object] = set()

    async def live(caller: Caller, request: Request) -> Response:
        require(caller)
        if len(open_streams) >= limits.live_clients:
            raise TooManyRequests(limit=limits.live_clients, **{"Retry-After": 30})
        stream = _Stream(feed, border_of(request).clock, caller, visible, interval)
        open_streams.add(stream)
        events = stream.events(request.headers.get("last-event-id"))
        return _Closing(feed, events, lambda: open_streams.discard(stream))

    stream_of_events = {"description": "Events as they come", "content": {"text/event-stream": {"schema": _EVENT}}}
    router.add_api_route(
        path,
        live,
        summary="Wards whose figures have changed, as they change",
        response_class=Response,
        responses={200: stream_of_events},
    )


_WARDS = {
    "type": "object",
    "required": ["wards"],
    "properties": {"wards": {"type": "array", "items": {"type": "string"}}},
}
_EVENT = {
    "type": "object",
    "required": ["event", "id", "data"],
    "properties": {
        "event": {"enum": ["ready", "wards", "reset"]},
        "id": {"type": "string"},
        "data": {"type": "string", "contentMediaType": "application/json", "contentSchema": _WARDS},
    },
}
"""One event, as OpenAPI 3.2 describes streams."""


class _Stopping:
    """Stands where a shutdown's event would: a server that stops closes the feed, so that every stream ends whole."""

    def __init__(self, feed: ChangeFeed) -> None:
        self._feed = feed

    def set(self) -> None:
        self._feed.close()


class _Closing(EventSourceResponse):
    """Calls `on_end` however the stream ends, also when the client left before it began."""

    def __init__(self, feed: ChangeFeed, events: AsyncIterator[ServerSentEvent], on_end: Callable[[], None]) -> None:
        stopping: Any = _Stopping(feed)
        super().__init__(
            events, ping=HEARTBEAT, send_timeout=30, shutdown_event=stopping, shutdown_grace_period=2 * INTERVAL
        )
        self._on_end = on_end

    async def __call__(self, scope, receive, send) -> None:  # type: ignore[no-untyped-def] # Starlette's own shape
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._on_end()


class _Stream:
    def __init__(self, feed: ChangeFeed, clock: Clock, caller: Scope, visible: Visible, interval: float) -> None:
        self._feed = feed
        self._clock = clock
        self._caller = caller
        self._visible = visible
        self._interval = interval

    async def events(self, last_id: str | None) -> AsyncIterator[ServerSentEvent]:
        """The events of one client from `last_id` on, until its lifetime or the feed ends."""
        seen, first = self._start(last_id)
        yield first
        ends = self._clock.monotonic() + LIFETIME
        while await self._feed.beyond(seen, ends - self._clock.monotonic()):
            wards, seen = self._visible(self._caller, self._feed.since(seen)), self._feed.count
            if wards:
                yield self._event("wards", seen, wards)
            await asyncio.sleep(self._interval)

    def _start(self, last_id: str | None) -> tuple[int, ServerSentEvent]:
        if not last_id:
            return self._feed.count, self._event("ready", self._feed.count, ())
        feed, _, count = last_id.rpartition(":")
        known = feed == self._feed.name and count.isdigit() and int(count) <= self._feed.count
        if not known:
            return self._feed.count, self._event("reset", self._feed.count, ())
        return int(count), self._event("ready", int(count), ())

    def _event(self, name: str, count: int, wards: Sequence[str]) -> ServerSentEvent:
        data = msgspec.json.encode({"wards": wards}).decode()
        return ServerSentEvent(data, event=name, id=f"{self._feed.name}:{count}", retry=3000)
