"""Shapes of answers as OpenAPI tells them: every field that an answer has, and no other."""

from typing import Annotated, Any, Generic, Literal, TypeVar

import msgspec
from msgspec import UNSET, Meta, UnsetType

from shared.kernel.days import Instant

REF = "#/components/schemas/{name}"
T = TypeVar("T")
Id = Annotated[str, Meta(extra_json_schema={"format": "uuid"})]
Count = Annotated[int, Meta(ge=0)]


def ref(shape: type) -> dict[str, str]:
    """Where the description of a shape stands in an OpenAPI document."""
    return {"$ref": REF.format(name=shape.__name__)}


class Shape(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Root of all shapes. A field that may be absent is UNSET by default."""


class Listing(Shape, Generic[T], kw_only=True):
    """A page of a list; `next` is the cursor of the page after it."""

    items: list[T]
    next: str | None


class FieldErrorShape(Shape, kw_only=True):
    """One field that must change."""

    pointer: str
    code: str
    message: str


class Problem(Shape, kw_only=True):
    """Why a call failed and what to do about it (RFC 9457), in the language of `Accept-Language`."""

    type: Annotated[str, Meta(pattern="^/problems/[a-z0-9-]+$")]
    title: str
    status: Annotated[int, Meta(ge=400, le=599)]
    detail: str
    remedy: str
    errors: list[FieldErrorShape]
    correlation_id: str | UnsetType = UNSET


class CommandAnswer(Shape, kw_only=True):
    """An accepted command: what it is about, the version of the stream that it led to, and what happened."""

    id: str
    stream: str
    version: Count
    events: list[str]
    flags: list[str]
    possible_duplicates: list[Id] | UnsetType = UNSET


class AcceptedInBatch(CommandAnswer, kw_only=True):
    """An accepted command of a batch."""

    command_id: Id
    status: Literal[200, 201]
    replayed: bool | UnsetType = UNSET


class RefusedInBatch(Problem, kw_only=True):
    """A command of a batch that was not accepted. `retry_after` is in seconds."""

    command_id: str | None
    retry_after: Count | UnsetType = UNSET


class BatchAnswer(Shape, kw_only=True):
    """What became of each command, in order. A phone that meets another `era` sends again what it has kept."""

    era: str
    received_at: Instant
    answers: list[Annotated[Any, Meta(extra_json_schema={"anyOf": [ref(AcceptedInBatch), ref(RefusedInBatch)]})]]
