"""A FastAPI app behind the front: every request passes it, and hot routes are called by it without a layer between."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from fastapi import FastAPI
from starlette.types import Receive, Send
from starlette.types import Scope as AsgiScope

from shared.http.border import Border
from shared.http.direct_route import DirectRoute
from shared.http.front import Front
from shared.http.limits import Limits
from shared.http.metrics import ServiceMetrics


class FrontedApi(FastAPI):
    """One service's app. A DirectRoute without ids in its path is found by one look, the others by FastAPI's router."""

    def __init__(self, border: Border, metrics: ServiceMetrics, limits: Limits, **options: Any) -> None:
        super().__init__(**options)
        self.state.border = border
        self._front = Front(self._route, border, metrics, limits)

    async def __call__(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._front(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    @cached_property
    def _direct(self) -> Mapping[tuple[str, str], DirectRoute]:
        return {
            (method, route.path): route
            for route in self.routes
            if isinstance(route, DirectRoute) and not route.param_convertors
            for method in route.methods or ()
        }

    async def _route(self, scope: AsgiScope, receive: Receive, send: Send) -> None:
        route = self._direct.get((scope["method"], scope["path"]))
        if route is None:
            await super().__call__(scope, receive, send)
            return
        scope.update(app=self, route=route, path_params={})
        await route.app(scope, receive, send)
