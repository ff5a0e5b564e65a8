"""Routes on the hot path: the endpoint takes the Request and gives the Response, with no injection between.

They take no query parameters."""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Send
from starlette.types import Scope as AsgiScope

from shared.http.border import border_of, language_for
from shared.http.read_route import require_known
from shared.kernel.failures import Failure

Endpoint = Callable[[Request], Awaitable[Response]]
_NONE: frozenset[str] = frozenset()


class DirectRoute(APIRoute):
    """An APIRoute for OpenAPI and matching; its calls go straight to the endpoint, failures become problems here."""

    def __init__(self, path: str, endpoint: Endpoint, **options: Any) -> None:
        super().__init__(path, endpoint, **options)
        self.app = _straight_to(endpoint)


def _straight_to(endpoint: Endpoint) -> Callable[[AsgiScope, Receive, Send], Awaitable[None]]:
    async def app(scope: AsgiScope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive, send)
        try:
            require_known(request, _NONE)
            response = await endpoint(request)
        except Failure as failure:
            response = border_of(request).problems.of(failure, language_for(request)).response()
        await response(scope, receive, send)

    return app
