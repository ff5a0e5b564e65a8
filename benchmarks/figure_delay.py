"""How long after its answer a saved visit stands in its ward's figures, at 300 visits a second."""

import asyncio
import tempfile
from bisect import bisect_left
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
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
class Ports:
    """Where a running system answers, and the folder with the key that its tokens are signed with."""

    key: Path
    assignment: int
    visits: int
    reporting: int


@dataclass(frozen=True)
class Pace:
    """How many visits are sent, and how often each ward is looked at meanwhile."""

    per_second: int = PER_SECOND
    seconds: int = SECONDS
    look_seconds: float = LOOK_SECONDS


@dataclass(frozen=True)
class Delay:
    """Milliseconds: from a visit's answer to an answered look that counts it, and from when the visit was to be sent
    to its answer. `looks`: answered looks a second at each ward."""

    per_second: int
    figure_p50_ms: float
    figure_p95_ms: float
    figure_max_ms: float
    answer_p50_ms: float
    answer_p95_ms: float
    looks: float


class _Visits(msgspec.Struct):
    total: int


class Figures(msgspec.Struct):
    """Of a ward's figures what is looked at."""

    visits: _Visits


@dataclass
class Watched:
    """Looks at one ward: when each answer came, and the number of visits that it gave."""

    times: list[float]
    totals: list[int]

    @property
    def last(self) -> int:
        """The number of visits at the last look."""
        return self.totals[-1] if self.totals else -1


@dataclass(frozen=True)
class Seen:
    """Visits sent at a pace: the ward of each, its answer, and the looks at every ward. `before`: visits by ward that
    were counted before the first was sent."""

    pace: Pace
    wards: Sequence[str]
    answers: Sequence[Answer]
    watched: Mapping[str, Watched]
    before: Mapping[str, int]

    def counted(self, ward: str) -> Iterator[tuple[float, float]]:
        """Each visit's moments, answered and counted: the nth answer of a ward is paired with the first look that
        counts n visits."""
        watched = self.watched[ward]
        answered = sorted(one.received for of, one in zip(self.wards, self.answers, strict=True) if of == ward)
        for count, received in enumerate(answered, start=self.before[ward] + 1):
            yield received, watched.times[bisect_left(watched.totals, count)]

    def delay(self) -> Delay:
        """What it took. Raises RuntimeError when a visit was refused."""
        if {answer.status for answer in self.answers} != {201}:
            raise RuntimeError("not every visit was accepted")
        pairs = [pair for ward in self.watched for pair in self.counted(ward)]
        figures = sorted(max(0.0, counted - answered) for answered, counted in pairs)
        waits = sorted(answer.received - answer.sent for answer in self.answers)
        return Delay(
            per_second=self.pace.per_second,
            figure_p50_ms=_share(figures, 0.5),
            figure_p95_ms=_share(figures, 0.95),
            figure_max_ms=figures[-1] * 1000,
            answer_p50_ms=_share(waits, 0.5),
            answer_p95_ms=_share(waits, 0.95),
            looks=sum(len(one.times) for one in self.watched.values()) / len(self.watched) / self.pace.seconds,
        )


async def _nothing() -> None:
    return None


def watch_visits(at: Ports, doors: list[Door], pace: Pace, meanwhile: Callable[[], Awaitable[None]] = _nothing) -> Seen:
    """Send visits at the pace and look at every ward until all are counted, with something happening `meanwhile`.

    Raises TimeoutError when they are not counted half a minute after the last answer.
    """
    visits = _visits(at.key, doors, pace)
    token = bearer(at.key, Role.PROVINCE)
    looks = {ward: request("GET", f"/api/reporting/v1/wards/{ward}", token) for ward in {d.ward: 0 for d in doors}}
    wards = [door.ward for door, _ in visits]
    watched = {ward: Watched([], []) for ward in looks}

    async def run() -> tuple[dict[str, int], list[Answer]]:
        before = {ward: await visits_counted(at.reporting, look) for ward, look in looks.items()}
        expected = {ward: before[ward] + wards.count(ward) for ward in looks}
        watching = [
            asyncio.create_task(_watch(at.reporting, looks[ward], watched[ward], expected[ward], pace.look_seconds))
            for ward in looks
        ]
        sending = at_rate(at.visits, [sent for _, sent in visits], pace.per_second, CONNECTIONS)
        answers, _ = await asyncio.gather(sending, meanwhile())
        async with asyncio.timeout(PATIENCE_SECONDS):
            await asyncio.gather(*watching)
        return before, answers

    before, answers = asyncio.run(run())
    return Seen(pace, wards, answers, watched, before)


async def visits_counted(port: int, look: bytes) -> int:
    """One look at a ward."""
    async with Connection(port) as connection:
        return _total(await connection.exchange(look))


async def _watch(port: int, look: bytes, watched: Watched, expected: int, seconds: float) -> None:
    async with Connection(port) as connection:
        while watched.last < expected:
            answer = await connection.exchange(look)
            watched.times.append(answer.received)
            watched.totals.append(_total(answer))
            await asyncio.sleep(max(0.0, seconds - (answer.received - answer.sent)))


def _total(answer: Answer) -> int:
    if answer.status != 200:
        raise RuntimeError(f"a look was answered with {answer.status}: {answer.body!r}")
    return msgspec.json.decode(answer.body, type=Figures).visits.total


def measure(say: Callable[[str], None] = print) -> Delay:
    """Of the embedded system."""
    with tempfile.TemporaryDirectory() as name:
        data = Path(name) / "data"
        with serve(data) as running:
            doors = doors_of(WARDS, VOLUNTEERS)
            enlist(running.port, data, doors)
            delay = watch_visits(Ports(data, running.port, running.port, running.port), doors, Pace()).delay()
    say(told(delay))
    return delay


def told(delay: Delay) -> str:
    """A line for whoever waits."""
    return (
        f"{delay.per_second} visits/s: p50 {delay.figure_p50_ms:.0f} ms, p95 {delay.figure_p95_ms:.0f} ms"
        " from the answer to the figure"
    )


def _visits(key: Path, doors: list[Door], pace: Pace) -> list[tuple[Door, bytes]]:
    bearers = tokens(key, doors)
    return [
        (door, request("POST", "/api/visits/v1/visits", bearers[door.volunteer], body, Idempotency_Key=CLOCK.new_id()))
        for door, body in visit_bodies(doors, pace.per_second * pace.seconds, Random(20))
    ]


def _share(ordered: Sequence[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


if __name__ == "__main__":
    print(measure())
