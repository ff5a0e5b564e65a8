"""One address in front of single services: `/api/<service>/…` goes to one of that service's replicas."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from threading import Thread
from typing import Any

import httpx
import uvicorn

_HOP = {b"connection", b"keep-alive", b"transfer-encoding", b"host"}
"""Headers that concern one connection alone."""
_KEPT = httpx.Limits(keepalive_expiry=5)
"""Shorter than a service keeps a connection, so that none ends under a request."""


class Gateway:
    """Passes requests on unchanged; a replica that refuses the connection is passed over. It runs in a thread."""

    def __init__(self) -> None:
        self._upstreams: dict[str, list[str]] = {}
        self._turns = count()
        self._listening = socket.socket()
        self._listening.bind(("127.0.0.1", 0))
        config = uvicorn.Config(
            self._app,
            lifespan="off",
            interface="asgi3",
            access_log=False,
            log_config=None,
            ws="none",
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = Thread(target=lambda: asyncio.run(self._serve()))
        self._thread.start()

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def add(self, service: str, upstream: str) -> None:
        """Let a replica have its share."""
        self._upstreams[service] = [*self._upstreams.get(service, ()), upstream]

    def remove(self, service: str, upstream: str) -> None:
        """Send it nothing more."""
        self._upstreams[service] = [one for one in self._upstreams.get(service, ()) if one != upstream]

    def close(self) -> None:
        """End, cutting what is still open."""
        self._server.should_exit = True
        self._thread.join(timeout=10)
        self._listening.close()

    async def _serve(self) -> None:
        async with httpx.AsyncClient(timeout=httpx.Timeout(30, connect=2), limits=_KEPT) as self._client:
            await self._server.serve([self._listening])

    async def _app(self, scope: Any, receive: Any, send: Any) -> None:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        for upstream in self._in_turn(scope["path"]):
            with suppress(httpx.ConnectError, httpx.ConnectTimeout):
                await _pass_on(self._client, upstream, scope, body, send)
                return
        await send({"type": "http.response.start", "status": 502, "headers": []})
        await send({"type": "http.response.body"})

    def _in_turn(self, path: str) -> Iterator[str]:
        service = path.split("/")[2] if path.startswith("/api/") else "access"
        replicas = self._upstreams.get(service, [])
        first = next(self._turns)
        return (replicas[(first + place) % len(replicas)] for place in range(len(replicas)))


async def _pass_on(client: httpx.AsyncClient, upstream: str, scope: Any, body: bytes, send: Any) -> None:
    query = scope["query_string"].decode()
    address = upstream + scope["raw_path"].decode() + (f"?{query}" if query else "")
    headers = [(name, value) for name, value in scope["headers"] if name not in _HOP]
    async with client.stream(scope["method"], address, headers=headers, content=body) as answer:
        passed = [(name.lower(), value) for name, value in answer.headers.raw if name.lower() not in _HOP]
        await send({"type": "http.response.start", "status": answer.status_code, "headers": passed})
        async for part in answer.aiter_raw():
            await send({"type": "http.response.body", "body": part, "more_body": True})
    await send({"type": "http.response.body"})
