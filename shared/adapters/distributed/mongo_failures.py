"""What a driver's error means to the caller: a guard lost, or wait. Anything else is a defect."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from pymongo.errors import (
    BulkWriteError,
    ConnectionFailure,
    DuplicateKeyError,
    ExecutionTimeout,
    OperationFailure,
    PyMongoError,
    WriteConcernError,
)

from shared.kernel.failures import Conflict, Unavailable

DUPLICATE_KEY = 11000
REFUSED = {13: "refuses this user", 18: "refuses the user name or the password"}
_WAIT = frozenset({6, 7, 50, 64, 89, 91, 112, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436, 14031})
"""Codes of a server that stops, has another primary, is out of time or out of room (MongoDB's error_codes.yml)."""
_SECONDS = 2


class DuplicateKey(Conflict):
    """A unique index holds this value already."""


@contextmanager
def translated() -> Iterator[None]:
    """Raise what the drivers' errors inside mean."""
    try:
        yield
    except DuplicateKeyError as error:
        raise DuplicateKey from error
    except PyMongoError as error:
        meant = meaning(error)
        if meant is None:
            raise
        raise Unavailable(_SECONDS, storage="MongoDB", what=meant) from error


def meaning(error: PyMongoError) -> str | None:
    """What to wait for, in words; None for a defect."""
    if isinstance(error, ConnectionFailure):
        return "does not answer"
    if isinstance(error, BulkWriteError):
        return _of_bulk(error.details)
    if isinstance(error, WriteConcernError | ExecutionTimeout):
        return "too slow to confirm"
    if isinstance(error, OperationFailure):
        return _of_code(error.code)
    return None


def _of_bulk(details: Mapping[str, Any]) -> str | None:
    if details.get("writeConcernErrors"):
        return "too slow to confirm"
    return next((what for each in details["writeErrors"] if (what := _of_code(each["code"])) is not None), None)


def _of_code(code: int | None) -> str | None:
    if code in _WAIT:
        return "cannot work now"
    return REFUSED.get(code) if code is not None else None
