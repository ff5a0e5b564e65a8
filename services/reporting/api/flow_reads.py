"""Procedures and trends, of one ward or of all."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from services.reporting.api.asking import FIRST_YEAR, LAST_YEAR, AskedSpan, readable_ward, require_reader
from services.reporting.api.known_wards import KnownWard
from services.reporting.api.reading import Reading
from services.reporting.api.row_shapes import Periods, ProcedureTable, Trend
from services.reporting.domain.cells import summed
from services.reporting.domain.periods import (
    CALENDAR,
    FIRST_DAY,
    LAST_DAY,
    Period,
    Span,
    close_of,
    days_of,
    months_of,
    periods_of_year,
)
from services.reporting.domain.rejections import SpanTooLong
from services.reporting.domain.tables import procedure_rows
from services.reporting.domain.trend import TrendPart, trend_part, trend_rows
from shared.http.border import Caller
from shared.http.etags import MinVersion, read_answer
from shared.http.openapi import json_answer
from shared.http.paging import listing
from shared.kernel.days import Day, add_days, days_between
from shared.kernel.scope import Scope
from shared.reference.procedures import procedures as catalogue
from shared.reference.units import units

MOST_DAYS = {"day": 400, "month": 4000}
USUAL_DAYS = {"day": 30, "month": 365}
"""How far a trend goes back when it is not said."""

Year = Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR, description="Of this year; the present one by default")]
OfWard = Annotated[str | None, Query(max_length=16, description="Of this ward only")]
By = Annotated[Literal["day", "month"], Query(description="A row for each day or month")]
Months = Annotated[
    Literal["calendar", "reporting"],
    Query(description="Calendar months, or those reported in, each named for the month in which it ends"),
]


def add_flow_reads(router: APIRouter, reading: Reading) -> None:
    """`GET /procedures`, `/trend`, `/periods`."""

    @router.get("/procedures", summary="Cases by procedure", **json_answer(ProcedureTable))
    async def procedures(
        request: Request, caller: Caller, span: AskedSpan, min_version: MinVersion, ward: OfWard = None
    ) -> Response:
        codes = _codes(caller, ward)
        await reading.wait(caller, min_version, codes[0] if ward else None)
        found = [await reading.wards.flows(code, span) for code in codes]
        rows = procedure_rows(summed(flows.cells for _, flows in found))
        named = [
            {**row, "vi": catalogue()[row["procedure"]].vi, "en": catalogue()[row["procedure"]].en} for row in rows
        ]
        return read_answer(
            request, {"as_of": await reading.as_of([known for known, _ in found]), **listing(named, None)}
        )

    @router.get("/trend", summary="Day by day or month by month", **json_answer(Trend))
    async def trend(
        request: Request,
        caller: Caller,
        span: AskedSpan,
        min_version: MinVersion,
        ward: OfWard = None,
        by: By = "day",
        months: Months = "calendar",
    ) -> Response:
        codes = _codes(caller, ward)
        await reading.wait(caller, min_version, codes[0] if ward else None)
        bounded = _bounded(span, by, reading.today())
        first_day = reading.month_start if months == "reporting" else CALENDAR
        periods = tuple(days_of(bounded) if by == "day" else months_of(bounded, first_day))
        close = reading.month_start if by == "day" else first_day
        parts = [await _part(reading, code, bounded, periods, close) for code in codes]
        rows = trend_rows([part for _, part in parts], periods)
        return read_answer(request, {"as_of": await reading.as_of([one for one, _ in parts]), **listing(rows, None)})

    @router.get("/periods", summary="A year's months, quarters and half-years as reported", **json_answer(Periods))
    async def periods(request: Request, caller: Caller, year: Year = None) -> Response:
        require_reader(caller)
        today = reading.today()
        asked = year if year is not None else int(close_of(today, reading.month_start)[:4])
        rows = [
            {"months": months, "kind": kind, "period": one.name, "from": one.span.first, "to": one.span.last}
            | {"closed": one.span.last < today}
            for months, first_day in (("reporting", reading.month_start), ("calendar", CALENDAR))
            for kind, one in periods_of_year(asked, first_day)
        ]
        return read_answer(request, listing(rows, None))


def _codes(caller: Scope, ward: str | None) -> Sequence[str]:
    """One ward that the caller may see, or all: everybody who reads figures may see the sum of all."""
    require_reader(caller)
    return list(units()) if ward is None else [readable_ward(caller, ward)]


def _bounded(span: Span, by: str, today: Day) -> Span:
    last = today if span.last == LAST_DAY else span.last
    first = min(last, add_days(last, 1 - USUAL_DAYS[by])) if span.first == FIRST_DAY else span.first
    if days_between(first, last) >= MOST_DAYS[by]:
        raise SpanTooLong(pointer="from", most=MOST_DAYS[by])
    return Span(first, last)


async def _part(
    reading: Reading, code: str, span: Span, periods: tuple[Period, ...], close: int
) -> tuple[KnownWard, TrendPart]:
    known = await reading.wards.ward(code)
    key = ("trend", span, periods[:1], len(periods), close)
    kept: Any = known.find(key)
    if kept is not None:
        return known, kept
    known, months = await reading.wards.months(code, span)
    part = trend_part(months, periods, close)
    known.keep(key, part)
    return known, part
