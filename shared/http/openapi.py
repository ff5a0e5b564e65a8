"""What FastAPI cannot know by itself: bodies, answers and problems of calls that read the request directly."""

from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from shared.http.batch import BatchCommand, BatchFrame
from shared.http.command_calls import CommandCall

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

COMMAND_ANSWER: dict[str, Any] = {
    "type": "object",
    "required": ["id", "stream", "version", "events", "flags"],
    "properties": {
        "id": {"type": "string"},
        "stream": {"type": "string"},
        "version": {"type": "integer", "minimum": 0},
        "events": {"type": "array", "items": {"type": "string"}},
        "flags": {"type": "array", "items": {"type": "string"}},
    },
}
BATCH: dict[str, Any] = {
    "type": "object",
    "required": ["era", "received_at", "answers"],
    "properties": {
        "era": {"type": "string"},
        "received_at": {"type": "string", "format": "date-time"},
        "answers": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["command_id", "status"],
                "properties": {"command_id": {"type": ["string", "null"]}, "status": {"type": "integer"}},
            },
        },
    },
}
PROBLEM: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "remedy", "errors"],
    "properties": {
        "type": {"type": "string", "pattern": "^/problems/"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "remedy": {"type": "string"},
        "correlation_id": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "message"],
                "properties": {name: {"type": "string"} for name in ("pointer", "code", "message")},
            },
        },
    },
}


def problem_answers(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For `responses=` of a route or a router; every status when none is named."""
    content = {"application/problem+json": {"schema": {"$ref": _REF.format(model="Problem")}}}
    return {status: {"description": _STATUSES[status], "content": content} for status in statuses or _STATUSES}


def read_answers() -> dict[int | str, dict[str, Any]]:
    """For `responses=` of reads: not changed since the `ETag` that the caller has, and the problems of a read."""
    return {304: {"description": "Not changed"}, **problem_answers(*_READING)}


def command_operation(call: CommandCall) -> dict[str, Any]:
    """What OpenAPI should say of a command."""
    parameters = [_path_parameter(name) for name in call.path_ids]
    answer = {"$ref": _REF.format(model="CommandAnswer")}
    return {
        "parameters": [*parameters, _IDEMPOTENCY_KEY],
        "requestBody": body_of(call.body),
        "responses": {
            str(call.status): {
                "description": "Accepted",
                "headers": {"Idempotent-Replayed": {"schema": {"type": "string", "enum": ["true"]}}},
                "content": {"application/json": {"schema": answer}},
            },
            **{str(status): answers for status, answers in problem_answers().items()},
        },
        _MODELS: [call.body],
    }


def batch_operation() -> dict[str, Any]:
    """What OpenAPI should say of `POST /commands`."""
    schema = {"$ref": _REF.format(model="BatchFrame")}
    answers = {"description": "Each command's own answer, in order", "content": {"application/json": {"schema": BATCH}}}
    statuses = (400, 401, 403, 413, 415, 422, 429, 500, 503)
    return {
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "responses": {"200": answers, **{str(key): value for key, value in problem_answers(*statuses).items()}},
        _MODELS: [BatchFrame, BatchCommand],
    }


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
    is_id = name == "id" or name.endswith("_id")
    schema = {"type": "string", "format": "uuid"} if is_id else {"type": "string", "minLength": 1}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def complete_openapi(app: FastAPI) -> None:
    """Let `app.openapi()` carry the schemas that its direct routes refer to."""
    models = _models_of(app)
    generated = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema:
            return app.openapi_schema
        document = generated()
        _, definitions = models_json_schema([(model, "validation") for model in models], ref_template=_REF)
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas.update(definitions.get("$defs", {}))
        schemas.update({"Problem": PROBLEM, "CommandAnswer": COMMAND_ANSWER})
        document["components"]["securitySchemes"] = {"bearer": _BEARER}
        document["security"] = [{"bearer": []}]
        return document

    app.openapi = openapi  # type: ignore[method-assign] # the way FastAPI documents


def _models_of(app: FastAPI) -> list[type[BaseModel]]:
    found: dict[type[BaseModel], None] = {}
    for route in app.routes:
        if isinstance(route, APIRoute) and route.openapi_extra:
            found.update(dict.fromkeys(route.openapi_extra.pop(_MODELS, ())))
    if len({model.__name__ for model in found}) < len(found):
        raise ValueError(f"two bodies have one name among {sorted(model.__name__ for model in found)}")
    return list(found)
