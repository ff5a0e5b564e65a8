"""`onetwenty rebuild`: every document folded again from the ledgers, in parallel processes, and compared with live."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict
from datetime import datetime
from multiprocessing import get_context
from os import cpu_count
from typing import Any

import msgspec
import typer
from rich.table import Table

from services.assignment.views import ROSTER_VIEWS
from services.cli.stores import SOURCES, Place, ledgers_at, views_at
from services.cli.terminal import OUT, progress
from services.reporting.domain.figures import figures_of, province_figures
from services.reporting.domain.totals import Totals, ward_totals
from services.reporting.views import REPORTING_VIEWS
from services.visits.views import OWN_VIEWS, ROSTER_COPY
from shared.adapters.system_clock import SystemClock
from shared.contracts.codec import CODECS
from shared.flows.fold_ledgers import Cut
from shared.flows.rebuild_views import WardRebuild, rebuild_ward, ward_as_of
from shared.flows.view_kinds import ViewSet
from shared.kernel.days import day_of
from shared.kernel.messages import LedgerEvent
from shared.reference.units import canonical_ward

FIRST_YEAR, LAST_YEAR = 2000, 2099
Work = tuple[str, str]
"""A view set and a ward."""
VIEW_SETS: dict[str, ViewSet] = {one.name: one for one in (ROSTER_VIEWS, OWN_VIEWS, ROSTER_COPY, REPORTING_VIEWS)}


def run(place: Place, ward: str | None, *, switch: bool, as_json: bool) -> None:
    """Rebuild one ward or all, of every service, and print what differs; exit code 1 when anything does."""
    wards = [_code(ward)] if ward else asyncio.run(_wards(place))
    work = [(views, one) for views in VIEW_SETS for one in wards]
    with progress("wards rebuilt", len(work)) as advance:
        results: dict[Work, WardRebuild] = {}
        for done, result in _rebuilt(place, work, min(cpu_count() or 1, len(wards)), switch):
            results[done] = result
            advance(1)
    rows = [(service, results[service, one]) for service, one in work]
    if as_json:
        OUT.print_json(msgspec.json.encode([{"service": s, **asdict(r)} for s, r in rows]).decode())
    else:
        _show(rows)
    if not all(result.equal for _, result in rows):
        raise typer.Exit(1)


def _rebuilt(place: Place, work: Sequence[Work], workers: int, switch: bool) -> Iterator[tuple[Work, WardRebuild]]:
    """In as many processes as there are wards to share; starting one takes longer than rebuilding a small ward."""
    if workers <= 1:
        yield from ((one, _rebuild(place, *one, switch)) for one in work)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        begun = {pool.submit(_rebuild, place, *one, switch): one for one in work}
        yield from ((begun[future], future.result()) for future in as_completed(begun))


def print_figures_as_of(place: Place, ward: str | None, as_of: str) -> None:
    """Print the figures as they stood at a time, or (for one ward) at a number of each source, as JSON."""
    cut = asyncio.run(_cut(place, as_of, _code(ward) if ward else None))
    figures = asyncio.run(_figures_as_of(place, _code(ward) if ward else None, cut, _day(as_of)))
    OUT.print_json(msgspec.json.encode(figures).decode())


def _code(ward: str) -> str:
    code = canonical_ward(ward)
    if code is None:
        raise typer.BadParameter(f"no unit of Da Nang has the code {ward}", param_hint="--ward")
    return code


async def _wards(place: Place) -> list[str]:
    async with ledgers_at(place) as ledgers:
        return sorted({ward for ledger in ledgers.values() for ward in await ledger.wards()})


def _rebuild(place: Place, view_set: str, ward: str, switch: bool) -> WardRebuild:
    return asyncio.run(_rebuild_ward(place, view_set, ward, switch))


async def _rebuild_ward(place: Place, view_set: str, ward: str, switch: bool) -> WardRebuild:
    async with ledgers_at(place) as ledgers, views_at(place, view_set, read_only=not switch) as views:
        return await rebuild_ward(VIEW_SETS[view_set], views, ledgers, CODECS, SystemClock(), ward, switch)


def _show(rows: Sequence[tuple[str, WardRebuild]]) -> None:
    table = Table("service", "ward", "events", "documents", "digest", "result", box=None)
    for service, result in rows:
        outcome = "equal" if result.equal else f"{result.difference_count} differ"
        outcome += ", switched" if result.switched else ""
        table.add_row(
            service, result.ward, str(result.events), str(result.documents), result.digest_rebuilt[:16], outcome
        )
    OUT.print(table)
    for service, result in rows:
        for difference in result.differences:
            OUT.print(f"{service} {result.ward}: {difference.name} {difference.what}")


async def _cut(place: Place, as_of: str, ward: str | None) -> Cut:
    if ":" in as_of and as_of.split(":")[0] in SOURCES:
        numbers = _numbers(as_of, ward)
        await _require_given(place, ward or "", numbers)
        return lambda event: event.sequence <= numbers.get(event.source, 0)
    instant = _instant(as_of)
    return lambda event: event.numbered_at <= instant


def _numbers(as_of: str, ward: str | None) -> dict[str, int]:
    if ward is None:
        raise typer.BadParameter("numbers are those of one ward: give --ward too", param_hint="--as-of")
    try:
        pairs = [part.split(":") for part in as_of.split(",")]
        numbers = {source: _number(text) for source, text in pairs}
    except ValueError:
        raise typer.BadParameter("write it as assignment:120,visits:88", param_hint="--as-of") from None
    if not numbers.keys() <= set(SOURCES):
        raise typer.BadParameter("sources are assignment and visits", param_hint="--as-of")
    if len(numbers) < len(pairs):
        raise typer.BadParameter("name each source once", param_hint="--as-of")
    return numbers


async def _require_given(place: Place, ward: str, numbers: Mapping[str, int]) -> None:
    """Refuse numbers that the ward's ledgers have not reached yet: figures of then are not known."""
    async with ledgers_at(place, numbers) as ledgers:
        for source, number in numbers.items():
            last, _ = (await ledgers[source].last_numbers([ward])).get(ward, (0, None))
            if number > last:
                what = f"{source} of ward {ward} goes to {last}, not to {number}"
                raise typer.BadParameter(what, param_hint="--as-of")


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueError(text)
    return int(text)


def _instant(as_of: str) -> datetime:
    try:
        instant = datetime.fromisoformat(as_of)
    except ValueError:
        raise typer.BadParameter("write a time as 2026-03-01T00:00:00+07:00", param_hint="--as-of") from None
    if instant.tzinfo is None:
        raise typer.BadParameter("a time needs its offset, as in +07:00", param_hint="--as-of")
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        raise typer.BadParameter(f"years go from {FIRST_YEAR} to {LAST_YEAR}", param_hint="--as-of")
    return instant


def _day(as_of: str) -> str:
    return day_of(SystemClock().now() if as_of.split(":")[0] in SOURCES else _instant(as_of))


async def _figures_as_of(place: Place, ward: str | None, cut: Cut, today: str) -> dict[str, Any]:
    async with ledgers_at(place) as ledgers:
        wards = [ward] if ward else sorted({one for ledger in ledgers.values() for one in await ledger.wards()})
        totals: list[Totals] = []
        marks: dict[str, dict[str, LedgerEvent | int]] = {}
        with progress("wards folded", len(wards)) as advance:
            for one in wards:
                folded = await ward_as_of(REPORTING_VIEWS, ledgers, CODECS, one, cut)
                marks[one] = {source: mark.number for source, mark in folded.marks.items()}
                totals.append(ward_totals(folded.summary, today))
                advance(1)
        return {"as_of": marks, **(figures_of(totals[0]) if ward else province_figures(totals))}
