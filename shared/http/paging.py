"""Lists in pages: `limit`, an opaque `cursor` that belongs to one list, and `{"items", "next"}`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Annotated, Any, TypeVar

import msgspec
from fastapi import Depends, Query
from starlette.requests import Request

from shared.http.box64 import from_text, to_text
from shared.http.refusals import BadCursor

MAX_LIMIT = 200
DEFAULT_LIMIT = 50
MAX_CURSOR = 1024
_SHAPE = {"pattern": "^[A-Za-z0-9_-]+$"}

Position = tuple[str, ...]
"""Where a list was left, in whatever terms the list is ordered by."""
T = TypeVar("T")
_CURSOR = msgspec.json.Decoder(tuple[str, Position])


@dataclass(frozen=True, slots=True)
class Page:
    """What a caller wants of a list: up to `limit` items beyond `after`."""

    limit: int
    after: Position | None
    of_list: str

    @property
    def one_more(self) -> int:
        """How many to read, to know whether there is a next page."""
        return self.limit + 1

    def cut(self, found: Sequence[T], position: Callable[[T], Position]) -> tuple[Sequence[T], str | None]:
        """The items of this page out of `one_more` that were read, and the cursor of the next page, if there is one."""
        if len(found) <= self.limit:
            return found, None
        return found[: self.limit], self.cursor(position(found[self.limit - 1]))

    def cursor(self, position: Position) -> str:
        """The cursor that goes on after `position`, in this list only."""
        return to_text(msgspec.json.encode((self.of_list, position)))


def listing(items: Sequence[Any], following: str | None) -> dict[str, Any]:
    """The answer of a list."""
    return {"items": items, "next": following}


async def _page(
    request: Request,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Items on a page")] = DEFAULT_LIMIT,
    cursor: Annotated[
        str | None, Query(max_length=MAX_CURSOR, description="`next` of the page before", json_schema_extra=_SHAPE)
    ] = None,
) -> Page:
    of_list = _name_of_list(request)
    return Page(limit, _position(cursor, of_list) if cursor is not None else None, of_list)


Paging = Annotated[Page, Depends(_page)]
"""A parameter of every list: `async def households(caller: Caller, page: Paging, …)`."""


def _name_of_list(request: Request) -> str:
    filters = sorted(pair for pair in request.query_params.multi_items() if pair[0] not in _NOT_FILTERS)
    name = msgspec.json.encode((request.url.path, filters))
    return blake2b(name, digest_size=6).hexdigest()


_NOT_FILTERS = frozenset({"limit", "cursor", "min_version"})


def _position(cursor: str, of_list: str) -> Position:
    try:
        named, position = _CURSOR.decode(from_text(cursor))
    except (ValueError, msgspec.MsgspecError):
        raise BadCursor(pointer="cursor") from None
    if named != of_list:
        raise BadCursor(pointer="cursor")
    return position
