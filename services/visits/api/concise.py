"""Histories as a phone takes them for a whole caseload, kept small.

What is null or empty is left out, and of visits, cases and follow-ups what their history says of the household.
"""

from collections.abc import Iterator
from functools import cache
from types import GenericAlias, NoneType, UnionType
from typing import Any, Union, get_args, get_origin

from msgspec import UNSET, Struct, UnsetType, defstruct
from msgspec.structs import fields

from services.visits.api.answers import Answer
from services.visits.api.shapes import HouseholdHistory
from shared.http.shapes import Id, Shape

_SAID_BY_HISTORY = frozenset({"household_id", "household_known", "village"})
_EMPTY: tuple[object, ...] = ((), [], {})


def concise(history: Answer) -> Answer:
    """A history without what it says twice, and without what is null or empty, at any depth."""
    return {name: _concise_value(value) for name, value in history.items() if not _is_nothing(value)}


def _concise_value(value: object) -> object:
    match value:
        case dict():
            return concise({name: one for name, one in value.items() if name not in _SAID_BY_HISTORY})
        case list() | tuple():
            return [_concise_value(one) for one in value]
        case _:
            return value


def _is_nothing(value: object) -> bool:
    return value is None or value in _EMPTY


@cache
def concise_shape(shape: type[Shape], left_out: frozenset[str] = _SAID_BY_HISTORY) -> type[Struct]:
    """The shape of concise answers of `shape`: absent means none."""
    described = {"__doc__": f"{shape.__doc__} Absent means none."}
    kept = list(_fields(shape, left_out))
    return defstruct(f"Concise{shape.__name__}", kept, bases=(Shape,), namespace=described, kw_only=True)


def _fields(shape: type[Shape], left_out: frozenset[str]) -> Iterator[tuple[str, Any] | tuple[str, Any, Any]]:
    for field in fields(shape):
        if field.name in left_out:
            continue
        kind = _concise_type(field.type)
        if get_origin(field.type) is list or NoneType in get_args(field.type):
            yield field.name, kind | UnsetType, UNSET
        else:
            yield field.name, kind


def _concise_type(declared: Any) -> Any:
    if isinstance(declared, type) and issubclass(declared, Shape):
        return concise_shape(declared)
    if get_origin(declared) is list:
        return GenericAlias(list, tuple(_concise_type(one) for one in get_args(declared)))
    if get_origin(declared) in (Union, UnionType):
        return Union[tuple(_concise_type(one) for one in get_args(declared) if one is not NoneType)]  # noqa: UP007
    return declared


CaseloadHistories = defstruct(
    "CaseloadHistories",
    [
        ("items", GenericAlias(list, (concise_shape(HouseholdHistory, frozenset()),))),
        ("next", NoneType),
        ("etags", GenericAlias(dict, (Id, str))),
    ],
    bases=(Shape,),
    namespace={
        "__doc__": "The histories of a caseload. What is null or empty is absent. `etags`: of each history, by "
        "household; one that `If-None-Match` names beside the etag of the whole is as it was, and left out of `items`."
    },
)
