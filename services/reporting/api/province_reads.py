"""The province's figures, and those of all wards beside one another."""

from collections.abc import Callable
from typing import Any

import msgspec
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.api.asking import SEE_ALL, AskedSpan, require_reader
from services.reporting.api.reading import Reading
from services.reporting.domain.figures import province_figures
from services.reporting.domain.periods import Span
from services.reporting.domain.ranking import ranked
from services.reporting.domain.tables import ward_rows
from services.reporting.domain.totals import Totals
from shared.http.border import Caller
from shared.http.etags import MinVersion, read_answer
from shared.http.paging import listing
from shared.reference.units import units

Encoded = dict[str, msgspec.Raw]
KEPT_SPANS = 32


class ProvinceSums:
    """Sums over all wards, computed and encoded once until a ward changes."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._kept: dict[tuple[str, str, Span], tuple[int, Any]] = {}

    async def totals(self, span: Span) -> dict[str, Totals]:
        """Every ward's counts, by code."""
        today, wards = self._reading.today(), self._reading.wards
        return {code: (await wards.totals(code, today, span))[1] for code in units()}

    async def kept(self, name: str, span: Span, compute: Callable[[dict[str, Totals]], Any]) -> Any:
        """What `compute` makes of every ward's counts, made again when one of them has changed."""
        totals = await self.totals(span)
        key, version = (name, self._reading.today(), span), self._reading.wards.version
        kept = self._kept.get(key)
        if kept is None or kept[0] != version:
            self._kept.pop(key, None)
            if len(self._kept) >= KEPT_SPANS:
                del self._kept[next(iter(self._kept))]
            kept = self._kept[key] = (version, compute(totals))
        return kept[1]


def add_province_reads(router: APIRouter, reading: Reading) -> None:
    """`GET /province`, `/wards`."""
    sums = ProvinceSums(reading)

    @router.get("/province", summary="All wards together", response_class=Response)
    async def province(request: Request, caller: Caller, span: AskedSpan, min_version: MinVersion) -> Response:
        require_reader(caller)
        await reading.wait(None, min_version)
        figures = await sums.kept("province", span, lambda totals: encoded(province_figures(totals.values())))
        return read_answer(request, {"as_of": await reading.as_of(await reading.wards.all()), **figures})

    @router.get("/wards", summary="Every ward that the caller may see, side by side", response_class=Response)
    async def wards(request: Request, caller: Caller, span: AskedSpan, min_version: MinVersion) -> Response:
        require_reader(caller)
        await reading.wait(None, min_version)
        rows: dict[str, Encoded] = await sums.kept("wards", span, lambda totals: _rows(totals, span))
        known = [one for one in await reading.wards.all() if caller.role in SEE_ALL or one.ward == caller.ward]
        times = await reading.brief_as_of(known)
        items = [{**rows[one.ward], "as_of": times[one.ward]} for one in known]
        return read_answer(request, {"as_of": await reading.as_of(known), **listing(items, None)})


def _rows(totals: dict[str, Totals], span: Span) -> dict[str, Encoded]:
    rows = ranked(ward_rows(units().values(), totals, span))
    return {row["ward"]: encoded(row) for row in rows}


def encoded(row: dict[str, Any]) -> Encoded:
    """A JSON object whose values are encoded already."""
    return {name: msgspec.Raw(msgspec.json.encode(value)) for name, value in row.items()}
