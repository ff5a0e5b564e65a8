"""Reporting's views rebuilt from all ledgers of a province, beside a plain scan that decodes the same commits."""

import argparse
import asyncio
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path

import msgspec

from benchmarks.processes import peak_megabytes
from benchmarks.province_size import folded_province
from services.reporting.views import REPORTING_VIEWS
from shared.adapters.embedded.assembly import ServiceStorage, database_path, open_service_storage
from shared.adapters.embedded.database import connect
from shared.adapters.system_clock import SystemClock
from shared.contracts.codec import CODECS
from shared.flows.rebuild_views import rebuild_ward
from shared.reference.units import units

ROUNDS = 3
GROWTH = (1, 8, 94)
"""Wards of about 14,600 events each: some 10 thousand, 100 thousand and 1 million events."""
SOURCES = ("assignment", "visits")
CLOCK = SystemClock()


@dataclass(frozen=True)
class Share:
    """What one process did: events read, its own processor time, and the most memory that it ever held."""

    events: int
    cpu_seconds: float
    megabytes: float


@dataclass(frozen=True)
class Growth:
    """A rebuild in one process: events, microseconds an event, and its peak memory."""

    events: int
    microseconds: float
    megabytes: float


@dataclass(frozen=True)
class RebuildSpeed:
    """Events a second with all wards in parallel, medians; `ratios` are the rebuild's to the scan's, round by round."""

    events: int
    processes: int
    rebuilt: float
    scanned: float
    ratios: list[float]
    growth: list[Growth]


Work = Callable[[Path, str], Share]


def measure(place: Path | None = None, say: Callable[[str], None] = print) -> RebuildSpeed:
    """Measure on the folder under `place`; without one in a folder that is lost."""
    if place is None:
        with tempfile.TemporaryDirectory() as name:
            return measure(Path(name), say)
    folder = folded_province(place, say)
    events, rates = sum(folder.events.values()), []
    for _ in range(ROUNDS):
        rates.append((_rate(_rebuild, folder.data, events), _rate(_scan, folder.data, events)))
        say("rebuilt {:,.0f} events/s, scanned {:,.0f} events/s".format(*rates[-1]))
    growth = [_growth(folder.data, count) for count in GROWTH]
    for one in growth:
        say(f"{one.events:,} events: {one.microseconds:.1f} µs each, {one.megabytes:.0f} MB")
    rebuilt, scanned = (statistics.median(column) for column in zip(*rates, strict=True))
    return RebuildSpeed(events, _processes(), rebuilt, scanned, [mine / plain for mine, plain in rates], growth)


def _processes() -> int:
    return cpu_count() or 1


def _rate(work: Work, data: Path, expected: int) -> float:
    """Events a second of `work` on every ward, wards in parallel, starting the processes included."""
    started = time.perf_counter()
    with ProcessPoolExecutor(_processes(), mp_context=get_context("spawn")) as pool:
        shares = list(pool.map(work, [data] * len(units()), units()))
    events = sum(share.events for share in shares)
    if events != expected:
        raise RuntimeError(f"{events} events were read, where there are {expected}")
    return events / (time.perf_counter() - started)


def _growth(data: Path, count: int) -> Growth:
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        share = pool.submit(_rebuild_all, data, list(units())[:count]).result()
    return Growth(share.events, share.cpu_seconds / share.events * 1e6, share.megabytes)


def _rebuild(data: Path, ward: str) -> Share:
    return _rebuild_all(data, [ward])


def _rebuild_all(data: Path, wards: Sequence[str]) -> Share:
    """In a process of its own."""
    begun = time.process_time()
    events = asyncio.run(_events_rebuilt(data, wards))
    return _share(events, begun)


async def _events_rebuilt(data: Path, wards: Sequence[str]) -> int:
    names = (*SOURCES, "reporting")
    storages = {name: await _opened(data, name) for name in names}
    ledgers = {name: storages[name].event_store for name in SOURCES}
    views, events = storages["reporting"].view_store, 0
    try:
        for ward in wards:
            result = await rebuild_ward(REPORTING_VIEWS, views, ledgers, CODECS, CLOCK, ward)
            if not result.equal:
                raise RuntimeError(f"ward {ward} differs from what was live: {result.differences}")
            events += result.events
    finally:
        for storage in storages.values():
            await storage.close()
    return events


async def _opened(data: Path, name: str) -> ServiceStorage:
    return await open_service_storage(data, name, CLOCK, seals=False, read_only=True)


def _scan(data: Path, ward: str) -> Share:
    """In a process of its own: read the ward's commits in order and decode their JSON, every event's included."""
    begun, events = time.process_time(), 0
    for source in SOURCES:
        connection = connect(database_path(data, source), read_only=True)
        events += _decoded(connection, ward)
        connection.close()
    return _share(events, begun)


def _decoded(connection: sqlite3.Connection, ward: str) -> int:
    rows = connection.execute(
        "SELECT body FROM commits WHERE ward = ? AND first_number IS NOT NULL ORDER BY first_number", (ward,)
    )
    return sum(len(msgspec.json.decode(body)["events"]) for (body,) in rows)


def _share(events: int, begun: float) -> Share:
    return Share(events, time.process_time() - begun, peak_megabytes("self"))


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--folder", type=Path, help="where the generated folder is kept")
    print(measure(options.parse_args().folder))
