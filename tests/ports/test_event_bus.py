"""What every event bus promises: at least once, in ledger order, kept for late readers."""

import asyncio
from collections.abc import Sequence

from shared.kernel.messages import LedgerEvent
from shared.ports.event_bus import Subscription
from shared.ports.event_store import LedgerHead
from tests.ports.bus_engines import engine
from tests.ports.commits import OTHER_WARD, START, WARD, append_numbered, at, commit
from tests.ports.engines import Engine, Ports

__all__ = ["engine"]

A = f"{WARD}/household/a"
LONG = 5.0


async def take(subscription: Subscription, count: int, limit: int = 100) -> dict[str, list[LedgerEvent]]:
    """By source, what arrives until `count` events are there; every delivery is committed."""
    taken: dict[str, list[LedgerEvent]] = {}
    async with asyncio.timeout(LONG):
        while sum(map(len, taken.values())) < count:
            for delivery in await subscription.receive(limit):
                taken.setdefault(delivery.source, []).extend(delivery.events)
                await subscription.commit(delivery.source, delivery.partition, delivery.position)
    return taken


def sequences(events: Sequence[LedgerEvent]) -> list[int]:
    return [event.sequence for event in events]


async def test_a_late_reader_gets_everything_from_the_beginning(ports: Ports) -> None:
    events = await append_numbered(ports.visits, commit(A, events=2), commit(A, 2, events=3))
    await ports.bus.publish("visits", events[:2])
    await ports.bus.publish("visits", events[2:])
    late = await ports.bus.subscribe("reporting", ["visits"])
    assert await take(late, 5) == {"visits": events}
    await late.close()


async def test_a_waiting_reader_is_woken(ports: Ports) -> None:
    subscription = await ports.bus.subscribe("reporting", ["assignment", "visits"])
    waiting = asyncio.create_task(take(subscription, 2))
    events = await append_numbered(ports.visits, commit(A, events=2))
    assert not waiting.done()
    await ports.bus.publish("visits", events)
    assert await waiting == {"visits": events}
    await subscription.close()


async def test_a_reader_hears_what_another_process_publishes(ports: Ports, beside: Ports) -> None:
    subscription = await ports.bus.subscribe("reporting", ["visits"])
    mine = await append_numbered(ports.visits, commit(A))
    theirs = await append_numbered(beside.visits, commit(A, 2), first_number=2)
    mine_again = await append_numbered(ports.visits, commit(A, 3), first_number=3)
    await ports.bus.publish("visits", mine)
    await beside.bus.publish("visits", theirs)
    await ports.bus.publish("visits", mine_again)
    assert await take(subscription, 3) == {"visits": [*mine, *theirs, *mine_again]}
    waiting = asyncio.create_task(take(subscription, 1))
    last = await append_numbered(beside.visits, commit(A, 4), first_number=4)
    await beside.bus.publish("visits", last)
    assert await waiting == {"visits": last}
    await subscription.close()


async def test_sources_are_delivered_apart(ports: Ports) -> None:
    visits = await append_numbered(ports.visits, commit(A))
    roster = await append_numbered(ports.assignment, commit(f"{WARD}/roster", events=2))
    await ports.bus.publish("visits", visits)
    await ports.bus.publish("assignment", roster)
    both = await ports.bus.subscribe("reporting", ["assignment", "visits"])
    one = await ports.bus.subscribe("visits roster", ["assignment"])
    assert await take(both, 3) == {"visits": visits, "assignment": roster}
    assert await take(one, 2) == {"assignment": roster}
    await both.close()
    await one.close()


async def test_a_repetition_is_delivered_again(ports: Ports) -> None:
    subscription = await ports.bus.subscribe("reporting", ["visits"])
    events = await append_numbered(ports.visits, commit(A, events=2), commit(A, 2))
    await ports.bus.publish("visits", events)
    await ports.bus.publish("visits", events[:2])
    assert await take(subscription, 5) == {"visits": [*events, *events[:2]]}
    late = await ports.bus.subscribe("late", ["visits"])
    assert await take(late, 5) == {"visits": [*events, *events[:2]]}
    await subscription.close()
    await late.close()


async def test_a_limit_bounds_a_delivery(ports: Ports) -> None:
    events = await append_numbered(ports.visits, *(commit(A, version, events=2) for version in range(1, 11)))
    await ports.bus.publish("visits", events)
    subscription = await ports.bus.subscribe("reporting", ["visits"])
    received: list[LedgerEvent] = []
    while len(received) < len(events):
        (delivery,) = await subscription.receive(5)
        assert 0 < len(delivery.events) <= 6
        received += delivery.events
    assert received == events
    await subscription.close()


async def test_a_long_backlog_does_not_starve_the_other_source(ports: Ports) -> None:
    roster = await append_numbered(ports.assignment, *(commit(f"{WARD}/roster", v) for v in range(1, 41)))
    visits = await append_numbered(ports.visits, commit(A))
    await ports.bus.publish("assignment", roster)
    await ports.bus.publish("visits", visits)
    subscription = await ports.bus.subscribe("reporting", ["assignment", "visits"])
    sources = [delivery.source for _ in range(2) for delivery in await subscription.receive(10)]
    assert "visits" in sources
    await subscription.close()


async def test_a_group_goes_on_after_what_it_committed(engine: Engine) -> None:
    before = await engine.open()
    events = await append_numbered(before.visits, *(commit(A, version) for version in range(1, 6)))
    await before.bus.publish("visits", events)
    first = await before.bus.subscribe("reporting", ["visits"])
    (handled,) = await first.receive(2)
    assert handled.events == events[: len(handled.events)]
    assert len(handled.events) <= 2
    await first.commit("visits", handled.partition, handled.position)
    await first.receive(2)
    await first.close()
    await before.close()

    after = await engine.open()
    again = await after.bus.subscribe("reporting", ["visits"])
    rest = events[len(handled.events) :]
    assert await take(again, len(rest)) == {"visits": rest}
    other = await after.bus.subscribe("another group", ["visits"])
    assert await take(other, 5) == {"visits": events}
    await again.close()
    await other.close()
    await after.close()


async def test_closing_ends_a_wait(ports: Ports) -> None:
    subscription = await ports.bus.subscribe("reporting", ["visits"])
    waiting = asyncio.create_task(subscription.receive(10))
    await asyncio.sleep(0)
    await subscription.close()
    async with asyncio.timeout(LONG):
        assert await waiting == []
    assert await subscription.receive(10) == []


async def test_readers_at_different_speeds_get_the_same(ports: Ports) -> None:
    slow = await ports.bus.subscribe("slow", ["visits"])
    quick = await ports.bus.subscribe("quick", ["visits"])
    reading = asyncio.create_task(take(quick, 120))
    published: list[LedgerEvent] = []
    for version in range(1, 41):
        events = await append_numbered(ports.visits, commit(A, version, events=3), first_number=3 * version - 2)
        await ports.bus.publish("visits", events)
        published += events
    assert await take(slow, 120, limit=7) == await reading == {"visits": published}
    assert sequences(published) == list(range(1, 121))
    await slow.close()
    await quick.close()


def head(source: str, ward: str, number: int) -> LedgerHead:
    return LedgerHead(
        source=source, ward=ward, era="era", number=number, pending=1, oldest_pending=START, time=at(number)
    )


async def test_the_last_head_of_each_ledger_is_known_everywhere(ports: Ports, beside: Ports) -> None:
    assert await ports.bus.heads() == []
    await ports.bus.publish_heads([head("visits", WARD, 3), head("visits", OTHER_WARD, 1), head("assignment", WARD, 9)])
    await ports.bus.publish_heads([head("visits", WARD, 4)])
    known = {(known.source, known.ward): known for known in await beside.bus.heads()}
    assert known == {
        ("visits", WARD): head("visits", WARD, 4),
        ("visits", OTHER_WARD): head("visits", OTHER_WARD, 1),
        ("assignment", WARD): head("assignment", WARD, 9),
    }
