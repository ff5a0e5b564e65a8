"""Answers to reads: JSON with an `ETag`, 304 for who has it already, and `min_version`."""

import re
from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Annotated

import msgspec
from fastapi import Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from shared.http.refusals import MinVersionMalformed

_MIN_VERSION = re.compile(r"(?P<stream>[A-Za-z0-9._/-]{1,200}):(?P<version>[0-9]{1,9})")
_SHAPE = {"pattern": "^[A-Za-z0-9._/-]{1,200}:[0-9]{1,9}$"}

_LONG, _SHORT = 12, 6
"""Bytes of an etag: of an answer, and of one item among a few dozen."""


def read_answer(request: Request, content: object) -> Response:
    """`content` (anything msgspec encodes, or JSON bytes) as the answer of a read."""
    body = content if isinstance(content, bytes) else msgspec.json.encode(content)
    etag = _tag(body, _LONG)
    headers = {"ETag": etag}
    if _known(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type="application/json")


def read_known_items(request: Request, items: Sequence[Mapping[str, object]]) -> Response:
    """A list of things with an `id`, for whoever keeps it: `etags` says how each is now, and those whose etag
    `If-None-Match` names beside that of the whole are left out of `items`. The whole's ETag covers all of them."""
    tags = {str(item["id"]): _tag(msgspec.json.encode(item), _SHORT) for item in items}
    etag = _tag(msgspec.json.encode(tags), _LONG)
    asked = request.headers.get("if-none-match")
    if _known(asked, etag):
        return Response(status_code=304, headers={"ETag": etag})
    changed = [item for item in items if asked is None or not _known(asked, tags[str(item["id"])])]
    body = msgspec.json.encode({"items": changed, "next": None, "etags": tags})
    return Response(body, headers={"ETag": etag}, media_type="application/json")


def _tag(body: bytes, size: int) -> str:
    return f'"{blake2b(body, digest_size=size).hexdigest()}"'


def _known(if_none_match: str | None, etag: str) -> bool:
    if if_none_match is None:
        return False
    tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return etag in tags or "*" in tags


async def _min_version(
    min_version: Annotated[
        str | None, Query(description="`<stream>:<version>` that the answer must have seen", json_schema_extra=_SHAPE)
    ] = None,
) -> tuple[str, int] | None:
    if min_version is None:
        return None
    found = _MIN_VERSION.fullmatch(min_version)
    if found is None:
        raise MinVersionMalformed(pointer="min_version")
    return found["stream"], int(found["version"])


MinVersion = Annotated[tuple[str, int] | None, Depends(_min_version)]
"""(stream, version) that the caller wrote and wants to read; None when it does not matter."""
