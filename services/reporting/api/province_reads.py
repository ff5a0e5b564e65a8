"""The province's figures, and those of all wards beside one another."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

import msgspec
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.api.asking import SEE_ALL, AskedSpan, require_reader
from services.reporting.api.known_wards import KnownWard
from services.reporting.api.reading import Reading
from services.reporting.api.row_shapes import Wards
from services.reporting.api.shapes import Figures
from services.reporting.domain.figures import Row, province_figures
from services.reporting.domain.periods import Span
from services.reporting.domain.ranking import ranks, shares
from services.reporting.domain.tables import ward_row
from services.reporting.domain.totals import Totals
from shared.http.border import Caller
from shared.http.etags import MinVersion, read_answer
from shared.http.openapi import json_answer
from shared.http.paging import listing
from shared.reference.units import units

T = TypeVar("T")
Encoded = dict[str, msgspec.Raw]
Counted = Sequence[tuple[KnownWard, Totals]]
"""Every ward with its counts, in the order of the reference file."""
KEPT_SPANS = 32


class ProvinceSums:
    """What is made of all wards, computed and encoded once until a ward changes."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._kept: dict[tuple[str, str, Span], tuple[list[KnownWard], Any]] = {}

    async def kept(self, name: str, span: Span, compute: Callable[[Counted], T]) -> tuple[list[KnownWard], T]:
        """What `compute` makes of every ward's counts, and the very wards that it was made of."""
        today = self._reading.today()
        counted = [await self._reading.wards.totals(code, today, span) for code in units()]
        wards = [known for known, _ in counted]
        kept = self._kept.pop((name, today, span), None)
        if kept is None or kept[0] != wards:
            kept = (wards, compute(counted))
        self._kept[name, today, span] = kept
        if len(self._kept) > KEPT_SPANS:
            del self._kept[next(iter(self._kept))]
        return kept


def add_province_reads(router: APIRouter, reading: Reading) -> None:
    """`GET /province`, `/wards`."""
    sums = ProvinceSums(reading)

    @router.get("/province", summary="All wards together", **json_answer(Figures))
    async def province(request: Request, caller: Caller, span: AskedSpan, min_version: MinVersion) -> Response:
        require_reader(caller)
        await reading.wait(caller, min_version)
        known, figures = await sums.kept("province", span, _province)
        return read_answer(request, {"as_of": await reading.as_of(known), **figures})

    @router.get("/wards", summary="Every ward that the caller may see, side by side", **json_answer(Wards))
    async def wards(request: Request, caller: Caller, span: AskedSpan, min_version: MinVersion) -> Response:
        require_reader(caller)
        await reading.wait(caller, min_version)
        counted, rows = await sums.kept("wards", span, lambda counted: _rows(counted, reading.today(), span))
        known = [one for one in counted if caller.role in SEE_ALL or one.ward == caller.ward]
        times = await reading.brief_as_of(known)
        items = [{**rows[one.ward], "as_of": times[one.ward]} for one in known]
        return read_answer(request, {"as_of": await reading.as_of(known), **listing(items, None)})


def _province(counted: Counted) -> Encoded:
    return _encoded(province_figures(totals for _, totals in counted))


def _rows(counted: Counted, today: str, span: Span) -> dict[str, Encoded]:
    made = [known.kept(("row", today, span), partial(_row, known, totals)) for known, totals in counted]
    found = ranks([row for row, _ in made])
    return {
        row["ward"]: {**encoded, "ranks": msgspec.Raw(msgspec.json.encode(own))}
        for (row, encoded), own in zip(made, found, strict=True)
    }


def _row(known: KnownWard, totals: Totals) -> tuple[Row, Encoded]:
    row = ward_row(units()[known.ward], totals)
    row["shares"] = shares(row)
    return row, _encoded(row)


def _encoded(row: Row) -> Encoded:
    """A JSON object whose values are encoded already."""
    return {name: msgspec.Raw(msgspec.json.encode(value)) for name, value in row.items()}
