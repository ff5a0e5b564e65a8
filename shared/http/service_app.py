"""One service's app: its routers, its health, metrics and OpenAPI, behind the same front as every other."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from typing import Any

import msgspec
from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from shared.http.allowances import Allowances
from shared.http.border import Border, border_of, language_for, trace_of
from shared.http.callers import TokenReader
from shared.http.fronted_api import FrontedApi
from shared.http.limits import DEFAULT_LIMITS, Limits
from shared.http.metrics import CONTENT_TYPE, ServiceMetrics
from shared.http.openapi import complete_openapi, read_problems
from shared.http.problems import Problems
from shared.http.read_route import ReadRoute
from shared.http.readiness import Check, readiness
from shared.http.refusals import InvalidParameters, MethodNotAllowed, RequestUnreadable, RouteUnknown
from shared.http.wording import Wording
from shared.kernel.failures import Failure
from shared.ports.clock import Clock

Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[Any]]


def service_router(service: str) -> APIRouter:
    """A router under `/api/<service>/v1` whose reads document their problems."""
    return APIRouter(prefix=f"/api/{service}/v1", responses=read_problems(), route_class=ReadRoute)


def service_app(
    name: str,
    title: str,
    *,
    routers: Sequence[APIRouter],
    tokens: TokenReader,
    clock: Clock,
    wording: Wording,
    metrics: ServiceMetrics | None = None,
    limits: Limits = DEFAULT_LIMITS,
    checks: Mapping[str, Check] | None = None,
    tolerated: Collection[str] = (),
    lifespan: Lifespan | None = None,
    version: str = "1",
) -> FastAPI:
    """The app of service `name`. `checks` say what `/readyz` waits for; it can work without those that are
    `tolerated`, which it names all the same."""
    measures = metrics or ServiceMetrics()
    border = Border(name, tokens, Problems(wording), clock, Allowances(limits, clock))
    app = FrontedApi(
        border,
        measures,
        limits,
        title=title,
        version=version,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
    )
    for router in routers:
        app.router.routes.extend(router.routes)
    app.router.redirect_slashes = False
    _add_handlers(app)
    complete_openapi(app)
    _add_operations(app, name, measures, checks or {}, frozenset(tolerated))
    return app


def _add_handlers(app: FastAPI) -> None:
    app.add_exception_handler(Failure, _on_failure)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    app.add_exception_handler(Exception, _on_crash)


async def _on_failure(request: Request, failure: Exception) -> Response:
    assert isinstance(failure, Failure)  # noqa: S101 registered for this type
    return border_of(request).problems.of(failure, language_for(request)).response()


async def _on_invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 registered for this type
    details = [{**one, "loc": one["loc"][1:]} for one in error.errors()]
    return await _on_failure(request, InvalidParameters(details))  # type: ignore[arg-type] # pydantic's own shape


async def _on_http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 registered for this type
    match error.status_code:
        case 404:
            return await _on_failure(request, RouteUnknown())
        case 405:
            return await _on_failure(request, MethodNotAllowed(Allow=(error.headers or {}).get("Allow", "")))
        case _:
            return await _on_failure(request, RequestUnreadable())


async def _on_crash(request: Request, _crash: Exception) -> Response:
    """The answer alone: the crash goes on to the front, which logs it."""
    correlation_id = trace_of(request).correlation_id
    return border_of(request).problems.crashed(correlation_id, language_for(request)).response()


def _add_operations(
    app: FastAPI, name: str, metrics: ServiceMetrics, checks: Mapping[str, Check], tolerated: frozenset[str]
) -> None:
    async def healthz() -> Response:
        return _json({"status": "alive"})

    async def readyz() -> Response:
        waiting = await readiness(checks)
        can_work = waiting.keys() <= tolerated
        return _json({"ready": can_work, "waiting_for": waiting}, 200 if can_work else 503)

    async def measured() -> Response:
        return Response(await metrics.text(), media_type=CONTENT_TYPE)

    async def openapi() -> Response:
        return _json(app.openapi())

    endpoints = {"/healthz": healthz, "/readyz": readyz, "/metrics": measured, "/openapi.json": openapi}
    for path, endpoint in endpoints.items():
        for place in (path, f"/api/{name}{path}"):
            app.add_api_route(place, endpoint, include_in_schema=False, response_class=Response)


def _json(content: object, status: int = 200) -> Response:
    return Response(msgspec.json.encode(content), status, media_type="application/json")
