"""Every row of the table of commands as a call of its own."""

from collections.abc import Mapping
from typing import Any

import msgspec
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from shared.http.bodies import json_body
from shared.http.border import border_of, scope_of, trace_of
from shared.http.command_calls import CommandCall
from shared.http.command_runner import Answered, CommandRunner, Sender
from shared.http.direct_route import DirectRoute, Endpoint
from shared.http.ids import command_id_of
from shared.http.openapi import command_operation

REPLAYED = {"Idempotent-Replayed": "true"}


def add_commands(router: APIRouter, runner: CommandRunner) -> None:
    """Add a route for each of the runner's commands."""
    for call in runner.calls.values():
        router.add_api_route(
            call.path,
            _endpoint(call, runner),
            methods=[call.method],
            name=call.kind,
            summary=call.summary,
            status_code=call.status,
            response_model=None,
            response_class=Response,
            openapi_extra=command_operation(call),
            route_class_override=DirectRoute,
        )


def _endpoint(call: CommandCall, runner: CommandRunner) -> Endpoint:
    async def command(request: Request) -> Response:
        scope = scope_of(request)
        await border_of(request).allowances.command(scope)
        key = request.headers.get("idempotency-key")
        command_id = command_id_of(key) if key is not None else runner.new_command_id()
        body = await json_body(request)
        ids: Mapping[str, str] = request.path_params
        answered = await runner.run(scope, call.kind, ids, body, command_id, _NOBODY, trace_of(request))
        return _response(answered, call.complete(request, answered.content) if call.complete else answered.content)

    return command


_NOBODY = Sender()


def _response(answered: Answered, content: Mapping[str, object]) -> Response:
    headers: dict[str, Any] = REPLAYED if answered.replayed else {}
    body = msgspec.json.encode(content)
    return Response(body, answered.status, headers, media_type="application/json")
