"""Reads and cold start over 1.3 million events: 94 wards, 486,060 households, 24,303 volunteers."""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import msgspec

from benchmarks.http_connection import Answer, Connection
from benchmarks.http_load import request
from benchmarks.processes import Program, serve
from benchmarks.province_folder import ProvinceFolder, province_folder
from benchmarks.province_plan import wards
from benchmarks.ward_at_work import bearer
from shared.kernel.scope import Role

READS = 300
STARTS = 5
PATIENCE_SECONDS = 1800
_FOLDED_FILE = "folded.json"


@dataclass(frozen=True)
class Reads:
    """One call's answers: milliseconds, and the bytes of the largest."""

    first_ms: float
    p50_ms: float
    p95_ms: float
    largest: int


@dataclass(frozen=True)
class ProvinceSize:
    """What was measured; `written` and `folded` are seconds, of the run that made the folder."""

    events: int
    written: float
    folded: float
    start_seconds: float
    start_megabytes: float
    province: Reads
    wards: Reads
    roster_caseload: Reads
    visits_caseload: Reads


class _Source(msgspec.Struct, frozen=True):
    events: int
    waiting: int


class _AsOf(msgspec.Struct):
    assignment: _Source
    visits: _Source
    parked: int


class _Province(msgspec.Struct):
    as_of: _AsOf


def measure(place: Path | None = None, say: Callable[[str], None] = print) -> ProvinceSize:
    """Measure on the folder under `place`, which is made when it is not there; without a place in one that is lost."""
    if place is None:
        with tempfile.TemporaryDirectory() as name:
            return measure(Path(name), say)
    folder = folded_province(place, say)
    starts = [_start_seconds(folder.data) for _ in range(STARTS)]
    say(f"ready after {statistics.median(starts):.2f} s")
    with serve(folder.data) as running:
        megabytes = running.peak_megabytes()
        reads = asyncio.run(_reads(running.port, folder.data))
    for path, seen in reads.items():
        say(f"{path}: p95 {seen.p95_ms:.1f} ms, {seen.largest:,} bytes")
    return ProvinceSize(
        sum(folder.events.values()),
        folder.seconds,
        folder.folded_seconds,
        statistics.median(starts),
        megabytes,
        *reads.values(),
    )


def folded_province(place: Path, say: Callable[[str], None]) -> ProvinceFolder:
    """The folder under `place` with everything numbered, published and folded by a first `serve`."""
    folder, known = province_folder(place, say), place / _FOLDED_FILE
    if not known.exists():
        known.write_bytes(msgspec.json.encode(_fold(folder, say)))
    return replace(folder, folded_seconds=msgspec.json.decode(known.read_bytes(), type=float))


def _fold(folder: ProvinceFolder, say: Callable[[str], None]) -> float:
    say("numbering, publishing and folding everything")
    started = time.perf_counter()
    with serve(folder.data) as running:
        asyncio.run(_until_folded(running, folder))
        seconds = time.perf_counter() - started
    say(f"folded in {seconds:.0f} s")
    return seconds


async def _until_folded(running: Program, folder: ProvinceFolder) -> None:
    look = request("GET", "/api/reporting/v1/province", bearer(folder.data, Role.PROVINCE))
    expected = [_Source(folder.events[service], 0) for service in ("assignment", "visits")]
    async with asyncio.timeout(PATIENCE_SECONDS), Connection(running.port) as connection:
        while True:
            as_of = msgspec.json.decode((await connection.exchange(look)).body, type=_Province).as_of
            if as_of.parked:
                raise RuntimeError(f"{as_of.parked} events could not be folded")
            if [as_of.assignment, as_of.visits] == expected:
                return
            await asyncio.sleep(0.5)


def _start_seconds(data: Path) -> float:
    started = time.perf_counter()
    with serve(data):
        return time.perf_counter() - started


async def _reads(port: int, data: Path) -> dict[str, Reads]:
    province, random = bearer(data, Role.PROVINCE), Random(20)
    volunteers = [(plan.code, volunteer.id) for plan in wards() for volunteer in plan.volunteers]
    bearers = [bearer(data, Role.VOLUNTEER, ward, one) for ward, one in random.sample(volunteers, READS)]
    calls = {
        "/api/reporting/v1/province": [province] * READS,
        "/api/reporting/v1/wards": [province] * READS,
        "/api/assignment/v1/caseload": bearers,
        "/api/visits/v1/caseload": bearers,
    }
    async with Connection(port) as connection:
        return {
            path: _seen([await connection.exchange(request("GET", path, token)) for token in tokens])
            for path, tokens in calls.items()
        }


def _seen(answers: Sequence[Answer]) -> Reads:
    if {answer.status for answer in answers} != {200}:
        raise RuntimeError(f"not every read was answered: {answers[0].body[:500]!r}")
    times = [(answer.received - answer.sent) * 1000 for answer in answers]
    ordered = sorted(times)
    return Reads(
        first_ms=times[0],
        p50_ms=ordered[len(ordered) // 2],
        p95_ms=ordered[int(len(ordered) * 0.95)],
        largest=max(len(answer.body) for answer in answers),
    )


if __name__ == "__main__":
    options = argparse.ArgumentParser()
    options.add_argument("--folder", type=Path, help="where the generated folder is kept")
    print(measure(options.parse_args().folder))
