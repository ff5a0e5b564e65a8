"""On Kafka and MongoDB: how soon figures are of now again when a process or the broker has died under load."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from benchmarks.distributed_system import Running, running
from benchmarks.figure_delay import Delay, Pace, Seen, watch_visits
from benchmarks.ward_at_work import Door
from tests.engines.kafka import KafkaServer
from tests.journeys.distributed import REPLICAS

PACE = Pace(per_second=30, seconds=35, look_seconds=0.1)
BEFORE = 5.0
"""Seconds of load before the death."""
LATE = 2.0
"""Seconds that figures may be behind and still be of now: replicas look at each other's wards once a second."""
VOLUNTEERS = 2


@dataclass(frozen=True)
class Recovery:
    """Seconds from a death until the figures of every ward had caught up; until the last visit of the run that was late
    for whatever reason was counted; and the load meanwhile."""

    seconds: float
    last_late: float
    load: Delay


@dataclass(frozen=True)
class Recoveries:
    """`broker` is None where the brokers are not ours to kill."""

    consumer: Recovery
    broker: Recovery | None
    store: str


class _Death:
    """Happens some seconds into the load."""

    def __init__(self, kill: Callable[[], None], afterwards: Callable[[], None] = lambda: None) -> None:
        self._kill = kill
        self._afterwards = afterwards
        self._at = 0.0

    async def happen(self) -> None:
        """Wait, kill, and do what follows at once."""
        await asyncio.sleep(BEFORE)
        self._at = time.perf_counter()
        await asyncio.to_thread(self._kill)
        await asyncio.to_thread(self._afterwards)

    def recovery(self, seen: Seen) -> Recovery:
        """What came of it."""
        pairs = [pair for ward in seen.watched for pair in seen.counted(ward)]
        late = [counted for answered, counted in pairs if counted > self._at and counted - answered > LATE]
        caught_up = max(self._behind(seen, ward) for ward in seen.watched)
        return Recovery(caught_up, max(late, default=self._at) - self._at, seen.delay())

    def _behind(self, seen: Seen, ward: str) -> float:
        """Seconds from the death until the ward had caught up: a visit is in time again behind those that were late."""
        caught_up = self._at
        for answered, counted in seen.counted(ward):
            if counted <= self._at:
                continue
            if counted - answered > LATE:
                caught_up = counted
            elif caught_up > self._at:
                break
        return caught_up - self._at


def measure(say: Callable[[str], None] = print) -> Recoveries:
    """A replica of reporting is killed by -9 while another one works, then the broker, which is started again at
    once. Every visit is answered with 201 meanwhile."""
    with running({**REPLICAS, "reporting": 2}) as at:
        doors = at.doors(VOLUNTEERS)
        consumer = _told(say, "a consumer", _consumer_dies(at, doors))
        broker = at.servers.kafka
        return Recoveries(
            consumer,
            _told(say, "the broker", _broker_dies(at, doors, broker)) if broker is not None else None,
            at.servers.store,
        )


def _consumer_dies(at: Running, doors: list[Door]) -> Recovery:
    stays, dies = at.system.of("reporting")
    return _recovery(_Death(dies.kill), lambda happen: watch_visits(at.ports(stays), doors, PACE, happen))


def _broker_dies(at: Running, doors: list[Door], broker: KafkaServer) -> Recovery:
    death = _Death(broker.kill, broker.start)
    return _recovery(death, lambda happen: watch_visits(at.ports(), doors, PACE, happen))


def _recovery(death: _Death, under_load: Callable[[Callable[[], Awaitable[None]]], Seen]) -> Recovery:
    return death.recovery(under_load(death.happen))


def _told(say: Callable[[str], None], what: str, recovery: Recovery) -> Recovery:
    say(f"{recovery.seconds:.1f} s after the death of {what}, last late visit {recovery.last_late:.1f} s")
    return recovery


if __name__ == "__main__":
    print(measure())
