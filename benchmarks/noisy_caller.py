"""One account with 200 connections beside ten that send five visits a second each: what the ten notice of it.

    python -m benchmarks.noisy_caller

Rounds alternate: the ten alone, beside the noise where accounts are unbounded (the fair queue alone), and where they
have the default allowance. The noise is a process of its own.
"""

import asyncio
import itertools
import multiprocessing
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from random import Random

from benchmarks.http_connection import Answer, at_rate
from benchmarks.http_load import load, request
from benchmarks.processes import Program, serve
from benchmarks.ward_at_work import CLOCK, Door, doors_of, enlist, tokens, visit_bodies

QUIET = 10
A_SECOND = 5
SECONDS = 8
CONNECTIONS = 200
ROUNDS = 3
DEFAULT = 50
_NOISE = 40_000
"""Visits that the noisy one has ready: more than are answered in a round."""


def _requests(doors: Sequence[Door], bearers: dict[str, str], count: int, random: Random) -> list[bytes]:
    return [
        request("POST", "/api/visits/v1/visits", bearers[door.volunteer], body, Idempotency_Key=CLOCK.new_id())
        for door, body in visit_bodies(list(doors), count, random)
    ]


def _be_noisy(port: int, requests: list[bytes], begun: object) -> None:
    begun.set()  # type: ignore[attr-defined] # an Event of another process
    asyncio.run(load(port, requests, CONNECTIONS))


@contextmanager
def _noise(port: int, requests: list[bytes]) -> Iterator[None]:
    context = multiprocessing.get_context("fork")
    begun = context.Event()
    process = context.Process(target=_be_noisy, args=(port, requests, begun))
    process.start()
    begun.wait()
    try:
        yield
    finally:
        process.kill()
        process.join()


class _Ward:
    def __init__(self, ours: Program, data: Path) -> None:
        self._port = ours.port
        doors = doors_of(1, QUIET + 1)
        enlist(ours.port, data, doors)
        self._bearers = tokens(data, doors)
        by_volunteer = itertools.groupby(doors, key=lambda door: door.volunteer)
        self._noisy, *self._quiet = [list(group) for _, group in by_volunteer]
        self._random = Random(6)

    def quiet(self) -> float:
        """The 95th percentile of the ten's answers, in milliseconds."""
        each = [_requests(doors, self._bearers, A_SECOND * SECONDS, self._random) for doors in self._quiet]
        in_turn = [one for together in zip(*each, strict=True) for one in together]
        answers = asyncio.run(at_rate(self._port, in_turn, QUIET * A_SECOND, QUIET * 2))
        if {answer.status for answer in answers} != {201}:
            raise RuntimeError("a quiet caller was refused")
        return _p95(answers)

    def quiet_beside_noise(self) -> float:
        with _noise(self._port, _requests(self._noisy, self._bearers, _NOISE, self._random)):
            return self.quiet()


def _p95(answers: Sequence[Answer]) -> float:
    ordered = sorted(answer.received - answer.sent for answer in answers)
    return ordered[int(len(ordered) * 0.95)] * 1000


def measure() -> None:
    """Print each round, and the medians."""
    rounds = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with serve(folder / "unbounded") as unbounded, serve(folder / "bounded", DEFAULT) as bounded:
            free, limited = _Ward(unbounded, folder / "unbounded"), _Ward(bounded, folder / "bounded")
            free.quiet()
            for _ in range(ROUNDS):
                one = (free.quiet(), free.quiet_beside_noise(), limited.quiet_beside_noise())
                rounds.append(one)
                print("alone {:.1f} ms, beside noise {:.1f} ms, with allowances {:.1f} ms".format(*one), flush=True)
    alone, beside, allowed = (statistics.median(column) for column in zip(*rounds, strict=True))
    print(f"p95 of {QUIET} quiet callers: {alone:.1f} ms alone; {beside:.1f} ms, {beside / alone:.1f} times, beside")
    print(
        f"one with {CONNECTIONS} connections; {allowed:.1f} ms, {allowed / alone:.1f} times, where it has an allowance"
    )


if __name__ == "__main__":
    measure()
