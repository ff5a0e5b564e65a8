"""The catalogue of procedures (`procedures.json`, with what is known of its sources inside)."""

from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec


class Procedure(msgspec.Struct, frozen=True, kw_only=True, rename={"class_": "class"}):
    """A procedure. `class_`: dossier = a legal application, service = set up or paid on the spot, other = neither."""

    id: str
    vi: str
    en: str
    national_code: str | None
    category: str
    source_grade: Literal["A", "B"] | None
    class_: Literal["dossier", "service", "other"]
    retired: bool


class _File(msgspec.Struct, frozen=True):
    procedures: tuple[Procedure, ...]


@cache
def procedures() -> dict[str, Procedure]:
    """All procedures by id, retired ones too, in the catalogue's order."""
    text = files("shared.reference").joinpath("procedures.json").read_bytes()
    return {one.id: one for one in msgspec.json.decode(text, type=_File).procedures}
