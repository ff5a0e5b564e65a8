"""On Kafka and MongoDB: how long after its answer a saved visit stands in its ward's figures, and `POST /visits`."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from benchmarks.distributed_system import Running, running
from benchmarks.figure_delay import Delay, Pace, Ports, told, watch_visits
from benchmarks.http_load import LoadResult, load, request
from benchmarks.ward_at_work import CLOCK, Door, tokens, visit_bodies

RATES = (300, 200, 100, 50)
"""Visits a second that are tried one after the other, until one is kept up with."""
SECONDS = 15
LOOK_SECONDS = 0.05
VOLUNTEERS = 10
CLIENTS = 64
VISITS = 1_500
KEPT_UP_MS = 1_000
"""Answers and figures that are later than this, at the longest of twenty, do not keep up."""


@dataclass(frozen=True)
class DistributedDelay:
    """`delays` by the rate tried, the last one is the first that was kept up with; None where the figures of a rate
    did not come within half a minute."""

    delays: dict[int, Delay | None]
    posts: LoadResult
    store: str


def measure(say: Callable[[str], None] = print) -> DistributedDelay:
    """Of one process of each service."""
    with running() as at:
        doors = at.doors(VOLUNTEERS)
        warm = _tried(at.ports(), doors, 50)
        say(f"warm: {told(warm) if warm else 'too slow'}")
        delays = _delays(at, doors, say)
        posts = _posts(at.ports(), doors)
        say(f"POST /visits, {CLIENTS} clients: {posts.per_second:,.0f}/s")
        return DistributedDelay(delays, posts, at.servers.store)


def _delays(at: Running, doors: list[Door], say: Callable[[str], None]) -> dict[int, Delay | None]:
    delays: dict[int, Delay | None] = {}
    for rate in RATES:
        delay = delays[rate] = _tried(at.ports(), doors, rate)
        say(told(delay) if delay else f"{rate} visits/s: figures that did not come")
        if delay is not None and max(delay.figure_p95_ms, delay.answer_p95_ms) < KEPT_UP_MS:
            break
    return delays


def _tried(at: Ports, doors: list[Door], rate: int) -> Delay | None:
    try:
        return watch_visits(at, doors, Pace(rate, SECONDS, LOOK_SECONDS)).delay()
    except TimeoutError:
        return None


def _posts(at: Ports, doors: list[Door]) -> LoadResult:
    bearers = tokens(at.key, doors)
    requests = [
        request("POST", "/api/visits/v1/visits", bearers[door.volunteer], body, Idempotency_Key=CLOCK.new_id())
        for door, body in visit_bodies(doors, VISITS, Random(21))
    ]
    return asyncio.run(load(at.visits, requests, CLIENTS)).expect(201)


if __name__ == "__main__":
    print(measure())
