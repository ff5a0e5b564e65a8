"""How long after its answer a saved visit stands in its ward's figures, at 300 visits a second."""

import asyncio
import tempfile
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import msgspec

from benchmarks.http_connection import Answer, Connection, at_rate
from benchmarks.http_load import request
from benchmarks.processes import serve
from benchmarks.ward_at_work import CLOCK, Door, bearer, doors_of, enlist, tokens, visit_bodies
from shared.kernel.scope import Role

PER_SECOND = 300
SECONDS = 30
WARDS = 4
VOLUNTEERS = 20
CONNECTIONS = 64
LOOK_SECONDS = 0.02
PATIENCE_SECONDS = 30


@dataclass(frozen=True)
class Delay:
    """Milliseconds: from a visit's answer to an answered look that counts it, and from when the visit was to be sent
    to its answer. `looks`: answered looks a second at each ward."""

    figure_p50_ms: float
    figure_p95_ms: float
    figure_max_ms: float
    answer_p50_ms: float
    answer_p95_ms: float
    looks: float


class _Visits(msgspec.Struct):
    total: int


class _Figures(msgspec.Struct):
    visits: _Visits


@dataclass
class _Watched:
    """Looks at one ward: when each answer came, and the number of visits that it gave."""

    times: list[float]
    totals: list[int]


async def _watch(port: int, look: bytes, watched: _Watched, expected: int) -> None:
    async with Connection(port) as connection:
        while not watched.totals or watched.totals[-1] < expected:
            answer = await connection.exchange(look)
            watched.times.append(answer.received)
            watched.totals.append(msgspec.json.decode(answer.body, type=_Figures).visits.total)
            await asyncio.sleep(max(0.0, LOOK_SECONDS - (answer.received - answer.sent)))


async def _run(
    port: int, visits: Sequence[tuple[Door, bytes]], looks: Mapping[str, bytes], watched: Mapping[str, _Watched]
) -> list[Answer]:
    expected = {ward: sum(door.ward == ward for door, _ in visits) for ward in looks}
    watching = [asyncio.create_task(_watch(port, looks[ward], watched[ward], expected[ward])) for ward in looks]
    answers = await at_rate(port, [sent for _, sent in visits], PER_SECOND, CONNECTIONS)
    async with asyncio.timeout(PATIENCE_SECONDS):
        await asyncio.gather(*watching)
    return answers


def measure(say: Callable[[str], None] = print) -> Delay:
    """Send visits at the rate, look at every ward meanwhile, and pair the nth answer of a ward with the first look
    that counts n visits."""
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "data"
        with serve(data) as running:
            doors = doors_of(WARDS, VOLUNTEERS)
            enlist(running.port, data, doors)
            visits = _visits(data, doors)
            token = bearer(data, Role.PROVINCE)
            wards = dict.fromkeys(door.ward for door in doors)
            looks = {ward: request("GET", f"/api/reporting/v1/wards/{ward}", token) for ward in wards}
            watched = {ward: _Watched([], []) for ward in wards}
            answers = asyncio.run(_run(running.port, visits, looks, watched))
    delay = _delay([door.ward for door, _ in visits], answers, watched)
    say(f"p50 {delay.figure_p50_ms:.0f} ms, p95 {delay.figure_p95_ms:.0f} ms from the answer to the figure")
    return delay


def _visits(data: Path, doors: list[Door]) -> list[tuple[Door, bytes]]:
    bearers = tokens(data, doors)
    return [
        (door, request("POST", "/api/visits/v1/visits", bearers[door.volunteer], body, Idempotency_Key=CLOCK.new_id()))
        for door, body in visit_bodies(doors, PER_SECOND * SECONDS, Random(20))
    ]


def _delay(wards: Sequence[str], answers: Sequence[Answer], watched: Mapping[str, _Watched]) -> Delay:
    if {answer.status for answer in answers} != {201}:
        raise RuntimeError("not every visit was accepted")
    figures = sorted(delay for ward in watched for delay in _delays_of(ward, wards, answers, watched[ward]))
    waits = sorted(answer.received - answer.sent for answer in answers)
    return Delay(
        figure_p50_ms=_share(figures, 0.5),
        figure_p95_ms=_share(figures, 0.95),
        figure_max_ms=figures[-1] * 1000,
        answer_p50_ms=_share(waits, 0.5),
        answer_p95_ms=_share(waits, 0.95),
        looks=sum(len(one.times) for one in watched.values()) / len(watched) / SECONDS,
    )


def _delays_of(ward: str, wards: Sequence[str], answers: Sequence[Answer], watched: _Watched) -> list[float]:
    answered = sorted(answer.received for of, answer in zip(wards, answers, strict=True) if of == ward)
    return [
        max(0.0, watched.times[bisect_left(watched.totals, count)] - received)
        for count, received in enumerate(answered, start=1)
    ]


def _share(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


if __name__ == "__main__":
    print(measure())
