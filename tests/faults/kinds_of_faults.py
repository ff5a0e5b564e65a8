"""What can go wrong, each as a function that makes it happen and returns when it is over."""

import signal
import time
from collections.abc import Callable

from tests.faults.faulty_world import CATCH_UP, FaultyWorld
from tests.faults.odd_processes import program
from tests.journeys.asking import until

TAKES_OVER = 10.0
"""Seconds within which another relay has the lease."""


def killed_process(world: FaultyWorld) -> None:
    """kill -9 of any process; another is started in its place."""
    victim = world.random.choice([process for _, process in world.system.processes if process.runs])
    world.let_go_on(world.random.uniform(0, 1))
    victim.kill()
    world.let_go_on(world.random.uniform(0, 2))
    world.replace(victim)


def paused_relay(world: FaultyWorld) -> None:
    """The relay's holder stops in the middle, another takes over, and the first wakes up late and goes on."""
    holder = world.relay_of("visits")
    holder.send(signal.SIGSTOP)
    try:
        began = time.monotonic()
        world.relay_of("visits", but=holder)
        assert time.monotonic() - began < TAKES_OVER
        world.until_more_is_accepted()
    finally:
        holder.send(signal.SIGCONT)
    world.let_go_on(1)


def kafka_restarted(world: FaultyWorld) -> None:
    """The broker is killed and comes back with its data; commands are accepted all the while."""
    world.kafka.kill()
    world.until_more_is_accepted()
    world.let_go_on(world.random.uniform(0, 3))
    world.kafka.start()


def mongo_restarted(world: FaultyWorld) -> None:
    """The store stops and comes back with its data."""
    world.mongo.stop()
    world.let_go_on(world.random.uniform(1, 4))
    world.mongo.start()


def consumer_killed_before_commit(world: FaultyWorld) -> None:
    """A consumer dies after it has written views, and before it commits its place."""
    consumer = world.add("reporting", program("die-before-commit"))
    until(lambda: not consumer.runs, "the consumer to die at its commit", CATCH_UP)
    world.system.hide(consumer)
    consumer.kill()


def delivered_twice(world: FaultyWorld) -> None:
    """Every message of the services' topics arrives twice."""
    _with_odd_relays(world, "publish-twice")


def messages_dropped(world: FaultyWorld) -> None:
    """A partition's messages vanish; they are filled from the ledgers over HTTP."""
    _with_odd_relays(world, "drop-messages")


def joining_and_leaving(world: FaultyWorld) -> None:
    """A third replica of visits and of reporting joins, and one of each leaves."""
    for service in ("visits", "reporting"):
        world.add(service)
    world.until_more_is_accepted()
    for service in ("visits", "reporting"):
        world.remove(world.random.choice(world.system.of(service)))


def _with_odd_relays(world: FaultyWorld, kind: str) -> None:
    """Replace what relays visits by a process with a fault for a while."""
    sound = world.system.of("visits")
    odd = world.add("visits", program(kind))
    for process in sound:
        world.remove(process)
    until(lambda: world.relay_of("visits") is odd, "the odd relay", CATCH_UP)
    world.until_more_is_accepted(30)
    for _ in sound:
        world.add("visits")
    world.remove(odd)


FAULTS: dict[str, Callable[[FaultyWorld], None]] = {
    "a process killed": killed_process,
    "a relay paused": paused_relay,
    "Kafka restarted": kafka_restarted,
    "the store restarted": mongo_restarted,
    "a consumer killed before its commit": consumer_killed_before_commit,
    "messages delivered twice": delivered_twice,
    "messages dropped": messages_dropped,
    "replicas joining and leaving": joining_and_leaving,
}
