"""The wards, communes and the special zone of Da Nang (`wards.json`, with its source inside)."""

from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

PROVINCE_CODE = "48"
"""Code of Da Nang; what belongs to no ward is kept under it."""


class Unit(msgspec.Struct, frozen=True, kw_only=True):
    """A unit below the province. `also` are other codes in use for it; `lat`, `lon` its centre, not an outline."""

    code: str
    name: str
    kind: Literal["ward", "commune", "special zone"]
    lat: float
    lon: float
    area_km2: float
    also: tuple[str, ...] = ()


class _File(msgspec.Struct, frozen=True):
    units: tuple[Unit, ...]


@cache
def units() -> dict[str, Unit]:
    """All 94 units by canonical code."""
    text = files("shared.reference").joinpath("wards.json").read_bytes()
    return {unit.code: unit for unit in msgspec.json.decode(text, type=_File).units}


@cache
def _canonical() -> dict[str, str]:
    return {code: unit.code for unit in units().values() for code in (unit.code, *unit.also)}


def canonical_ward(code: str) -> str | None:
    """The canonical code of a unit given by any of its codes; None when there is no such unit."""
    return _canonical().get(code)
