"""`POST /visits` of the whole running system beside a bare endpoint, 64 clients, in turns."""

import asyncio
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from benchmarks.http_load import LoadResult, load, request
from benchmarks.processes import Program, program, serve
from benchmarks.ward_at_work import CLOCK, Door, doors_of, enlist, tokens, visit_bodies

WARDS = 8
VOLUNTEERS = 10
CLIENTS = 64
VISITS = 4_000
ROUNDS = 7


@dataclass(frozen=True)
class Throughput:
    """Answers a second, medians over the rounds; `ratios` are ours to the endpoint's, round by round."""

    ours: float
    bare: float
    bare_by_hand: float
    ratios: list[float]
    ratios_by_hand: list[float]
    ours_p50_ms: float
    ours_p95_ms: float
    cpu: dict[str, float]
    """Processor time of each of our threads, in microseconds an accepted visit."""


class _Rounds:
    def __init__(self, ours: Program, bare: Program, doors: Sequence[Door], bearers: dict[str, str]) -> None:
        self._ours = ours
        self._bare = bare
        self._doors = list(doors)
        self._bearers = bearers
        self._random = Random(20)

    def run(self) -> tuple[LoadResult, LoadResult, LoadResult]:
        """Each of the three takes visits that nobody has seen; who is first changes nothing for the others."""
        return self._visits(), self._bare_visits("/visits"), self._bare_visits("/visits-by-hand")

    def _visits(self) -> LoadResult:
        requests = [
            request(
                "POST", "/api/visits/v1/visits", self._bearers[door.volunteer], body, Idempotency_Key=CLOCK.new_id()
            )
            for door, body in visit_bodies(self._doors, VISITS, self._random)
        ]
        return asyncio.run(load(self._ours.port, requests, CLIENTS)).expect(201)

    def _bare_visits(self, path: str) -> LoadResult:
        requests = [request("POST", path, "", body) for _, body in visit_bodies(self._doors, VISITS, self._random)]
        return asyncio.run(load(self._bare.port, requests, CLIENTS)).expect(201)


def measure(say: Callable[[str], None] = print) -> Throughput:
    """Run all rounds after one that warms up; `say` is told of each."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bare_command = [sys.executable, "-m", "benchmarks.bare_endpoint", str(folder / "bare.db")]
        with serve(folder / "data") as ours, program(bare_command, folder / "bare.log") as bare:
            doors = doors_of(WARDS, VOLUNTEERS)
            enlist(ours.port, folder / "data", doors)
            rounds = _Rounds(ours, bare, doors, tokens(folder / "data", doors))
            rounds.run()
            before = ours.cpu_seconds()
            results = [_told(say, rounds.run()) for _ in range(ROUNDS)]
            used = {name: seconds - before.get(name, 0) for name, seconds in ours.cpu_seconds().items()}
    return _summary(results, used)


def _told(
    say: Callable[[str], None], results: tuple[LoadResult, LoadResult, LoadResult]
) -> tuple[LoadResult, LoadResult, LoadResult]:
    say("ours {:,.0f}/s, bare {:,.0f}/s, by hand {:,.0f}/s".format(*(one.per_second for one in results)))
    return results


def _summary(results: Sequence[tuple[LoadResult, LoadResult, LoadResult]], used: dict[str, float]) -> Throughput:
    ours, bare, by_hand = zip(*results, strict=True)
    return Throughput(
        ours=statistics.median(one.per_second for one in ours),
        bare=statistics.median(one.per_second for one in bare),
        bare_by_hand=statistics.median(one.per_second for one in by_hand),
        ratios=[mine.per_second / theirs.per_second for mine, theirs in zip(ours, bare, strict=True)],
        ratios_by_hand=[mine.per_second / theirs.per_second for mine, theirs in zip(ours, by_hand, strict=True)],
        ours_p50_ms=statistics.median(one.percentile(0.5) for one in ours),
        ours_p95_ms=statistics.median(one.percentile(0.95) for one in ours),
        cpu={name: seconds / VISITS / ROUNDS * 1e6 for name, seconds in used.items() if seconds},
    )


if __name__ == "__main__":
    print(measure())
