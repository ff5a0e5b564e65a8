"""Working days (`holidays.json`, with its sources and what is not known inside). Days are `YYYY-MM-DD`."""

from datetime import date, timedelta
from functools import cache
from importlib.resources import files

import msgspec

_SATURDAY = 5


class _Fixed(msgspec.Struct, frozen=True):
    day: str
    vi: str


class _Year(msgspec.Struct, frozen=True):
    days: tuple[str, ...]
    source: str


class _File(msgspec.Struct, frozen=True):
    every_year: tuple[_Fixed, ...]
    years: dict[str, _Year]


def is_working_day(day: str) -> bool:
    """Whether offices work on `day`, as far as holidays are known."""
    return date.fromisoformat(day).weekday() < _SATURDAY and day[5:] not in _every_year() and day not in _announced()


def add_working_days(day: str, count: int) -> str:
    """The last of the `count` working days that follow `day`."""
    moving = date.fromisoformat(day)
    while count > 0:
        moving += timedelta(days=1)
        count -= is_working_day(moving.isoformat())
    return moving.isoformat()


@cache
def _file() -> _File:
    return msgspec.json.decode(files("shared.reference").joinpath("holidays.json").read_bytes(), type=_File)


@cache
def _every_year() -> frozenset[str]:
    return frozenset(one.day for one in _file().every_year)


@cache
def _announced() -> frozenset[str]:
    return frozenset(day for year in _file().years.values() for day in year.days)
