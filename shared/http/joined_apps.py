"""Several services' apps behind one address: each path goes to the service it names."""

from collections.abc import Mapping
from contextlib import AsyncExitStack

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Send
from starlette.types import Scope as AsgiScope

WELL_KNOWN = "/.well-known/"


class JoinedApps:
    """One ASGI app. `/api/<service>/…` goes to that service; everything else to `otherwise`, as the built pages.

    `/.well-known/…` goes to `access`. The lifespans of all are one: they start in order and stop in reverse.
    """

    def __init__(self, apps: Mapping[str, FastAPI], otherwise: ASGIApp | None = None) -> None:
        self._apps = apps
        self._first = next(iter(apps.values()))
        self._otherwise = otherwise or self._first

    @property
    def apps(self) -> Mapping[str, FastAPI]:
        """The services by name."""
        return self._apps

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await self._app_for(scope.get("path", ""))(scope, receive, send)

    def _app_for(self, path: str) -> ASGIApp:
        if path.startswith("/api/"):
            return self._apps.get(path.split("/", 3)[2], self._first)
        if path.startswith(WELL_KNOWN):
            return self._apps.get("access", self._otherwise)
        return self._otherwise

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()
        async with AsyncExitStack() as stack:
            failure = await self._start(stack)
            if failure is None:
                await send(_said("lifespan.startup.complete"))
                await receive()
        if failure is not None:
            await send(_said("lifespan.startup.failed", message=type(failure).__name__))
            raise failure
        await send(_said("lifespan.shutdown.complete"))

    async def _start(self, stack: AsyncExitStack) -> Exception | None:
        try:
            for app in self._apps.values():
                await stack.enter_async_context(app.router.lifespan_context(app))
        except Exception as failure:
            return failure
        return None


def _said(kind: str, **more: str) -> Message:
    return {"type": kind, **more}
