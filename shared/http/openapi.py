"""What FastAPI cannot know by itself: bodies, answers and problems of calls that read the request directly."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal, Union
from uuid import UUID

import msgspec
from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field, create_model
from pydantic.json_schema import models_json_schema
from starlette.responses import Response

from shared.http.batch import MAX_COMMANDS, BatchFrame
from shared.http.command_calls import Body, CommandCall
from shared.http.limits import DEFAULT_LIMITS
from shared.http.shapes import REF, AcceptedInBatch, BatchAnswer, CommandAnswer, Problem, RefusedInBatch, ref

_REF = "#/components/schemas/{model}"
_STATUSES = {
    400: "Unreadable",
    401: "Who is calling is not known",
    403: "The role may not make this call",
    404: "Unknown, or out of scope",
    409: "A rule says no",
    413: "Body too large",
    415: "Not JSON",
    422: "Invalid",
    429: "Too many requests",
    500: "A defect; the log tells more under the correlation id",
    503: "Try again later",
}
_READING = (400, 401, 403, 404, 422, 429, 500, 503)
_MODELS = "x-onetwenty-models"
_SHAPES = "x-onetwenty-shapes"
_SHARED_SHAPES = (Problem, CommandAnswer, BatchAnswer, AcceptedInBatch, RefusedInBatch)


def problem_answers(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For `responses=` of a route or a router; every status when none is named."""
    content = {"application/problem+json": {"schema": ref(Problem)}}
    return {status: {"description": _STATUSES[status], "content": content} for status in statuses or _STATUSES}


def read_problems() -> dict[int | str, dict[str, Any]]:
    """For `responses=` of a service's router: the problems of a read."""
    return problem_answers(*_READING)


def json_answer(shape: type, **more: Any) -> dict[str, Any]:
    """For a read's route, `@router.get(…, **json_answer(Household))`: its answer is JSON of this shape."""
    answer = {
        "description": "The answer",
        "headers": {"ETag": {"schema": {"type": "string"}, "required": True}},
        "content": {"application/json": {"schema": ref(shape)}},
    }
    responses = {200: answer, 304: {"description": "Not changed since the `ETag` that the caller has"}}
    return {"response_class": Response, "responses": responses, "openapi_extra": {_SHAPES: [shape], **more}}


def command_operation(call: CommandCall) -> dict[str, Any]:
    """What OpenAPI should say of a command."""
    parameters = [_path_parameter(name) for name in call.path_ids]
    return {
        "parameters": [*parameters, _IDEMPOTENCY_KEY],
        "requestBody": body_of(call.body),
        "responses": {
            str(call.status): {
                "description": "Accepted",
                "headers": {"Idempotent-Replayed": {"schema": {"type": "string", "enum": ["true"]}}},
                "content": {"application/json": {"schema": ref(call.answer)}},
            },
            **{str(status): answers for status, answers in problem_answers().items()},
        },
        _MODELS: [call.body],
        _SHAPES: [call.answer],
    }


def posted_answer(body: type[BaseModel], shape: type, status: int, **more: Any) -> dict[str, Any]:
    """For `openapi_extra=` of a call that takes a body and is no command: its answer is JSON of this shape."""
    answer = {"description": "The answer", "content": {"application/json": {"schema": ref(shape)}}}
    problems = {str(key): value for key, value in problem_answers().items()}
    return {
        "requestBody": body_of(body),
        "responses": {str(status): answer, **problems},
        _MODELS: [body],
        _SHAPES: [shape],
        **more,
    }


def file_operation(shape: type) -> dict[str, Any]:
    """For `openapi_extra=` of a call that takes a file: its answer is JSON of this shape."""
    answer = {"description": "The answer", "content": {"application/json": {"schema": ref(shape)}}}
    problems = {str(key): value for key, value in problem_answers().items()}
    file = {"type": "string", "contentMediaType": "application/octet-stream", "maxLength": DEFAULT_LIMITS.body}
    return {
        "parameters": [_IDEMPOTENCY_KEY],
        "requestBody": {"required": True, "content": {"application/octet-stream": {"schema": file}}},
        "responses": {"200": answer, **problems},
        _SHAPES: [shape],
    }


def batch_operation(calls: Iterable[CommandCall]) -> dict[str, Any]:
    """What OpenAPI should say of `POST /commands` over these calls."""
    batch = _batch_of([call for call in calls if call.in_batch])
    content = {"application/json": {"schema": ref(BatchAnswer)}}
    statuses = (400, 401, 403, 413, 415, 422, 429, 500, 503)
    return {
        "requestBody": body_of(batch),
        "responses": {
            "200": {"description": "Each command's own answer, in order", "content": content},
            **{str(key): value for key, value in problem_answers(*statuses).items()},
        },
        _MODELS: [batch],
    }


def _batch_of(calls: Sequence[CommandCall]) -> type[BaseModel]:
    """A batch with every kind of command spelled out, which the batch itself is not read by: one bad one stops none."""
    kinds = tuple(_command_of(call) for call in calls)
    one: Any = Annotated[Union[kinds], Field(discriminator="kind")] if len(kinds) > 1 else kinds[0]  # noqa: UP007
    listed: Any = list[one]
    commands: Any = (Annotated[listed, Field(max_length=MAX_COMMANDS)], ...)
    return create_model("Batch", __base__=BatchFrame, commands=commands)


def _command_of(call: CommandCall) -> type[BaseModel]:
    ids: dict[str, Any] = {
        name: (UUID if _is_id(name) else Annotated[str, Field(min_length=1)], ...) for name in call.path_ids
    }
    body = create_model(f"{call.kind}Fields", __base__=call.body, **ids) if ids else call.body
    kind: Any = Literal[call.kind]
    fields: dict[str, Any] = {"command_id": (UUID, ...), "kind": (kind, ...), "body": (body, ...)}
    return create_model(call.kind, __base__=Body, **fields)


def body_of(model: type[BaseModel]) -> dict[str, Any]:
    """A JSON request body of this model."""
    needed = any(field.is_required() for field in model.model_fields.values())
    schema = {"$ref": _REF.format(model=model.__name__)}
    return {"required": needed, "content": {"application/json": {"schema": schema}}}


_BEARER = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
PUBLIC: dict[str, Any] = {"security": []}
"""For `openapi_extra=` of a call that needs no token."""
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The command's id; the same key and body again gives the same answer.",
    "schema": {"type": "string", "format": "uuid"},
}


def _path_parameter(name: str) -> dict[str, Any]:
    schema = {"type": "string", "format": "uuid"} if _is_id(name) else {"type": "string", "minLength": 1}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _is_id(name: str) -> bool:
    return name == "id" or name.endswith("_id")


def complete_openapi(app: FastAPI) -> None:
    """Let `app.openapi()` carry the schemas that its direct routes refer to."""
    models, shapes = _models_of(app), (*_SHARED_SHAPES, *_noted(app, _SHAPES))
    generated = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema:
            return app.openapi_schema
        document = generated()
        _, definitions = models_json_schema([(model, "validation") for model in models], ref_template=_REF)
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas.update(definitions.get("$defs", {}))
        described = msgspec.json.schema_components(shapes, ref_template=REF)[1]
        if taken := schemas.keys() & described.keys():
            raise ValueError(f"bodies and answers have one name: {sorted(taken)}")
        schemas.update(described)
        document["components"]["securitySchemes"] = {"bearer": _BEARER}
        document["security"] = [{"bearer": []}]
        return document

    app.openapi = openapi  # type: ignore[method-assign] # the way FastAPI documents


def _models_of(app: FastAPI) -> list[type[BaseModel]]:
    found = _noted(app, _MODELS)
    if len({model.__name__ for model in found}) < len(found):
        raise ValueError(f"two bodies have one name among {sorted(model.__name__ for model in found)}")
    return found


def _noted(app: FastAPI, name: str) -> list[type[Any]]:
    """What routes have noted for their description, taken out of it."""
    found: dict[type[Any], None] = {}
    for route in app.routes:
        if isinstance(route, APIRoute) and route.openapi_extra:
            found.update(dict.fromkeys(route.openapi_extra.pop(name, ())))
    return list(found)
