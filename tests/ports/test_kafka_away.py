"""Kafka that is not there yet, goes away and comes back: nothing is lost, and who asks is told."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from shared.adapters.distributed import kafka_publisher
from shared.adapters.distributed.kafka_access import KafkaAccess, KafkaAway
from shared.adapters.distributed.kafka_event_bus import KafkaEventBus
from shared.adapters.distributed.kafka_topics import check_topics
from shared.kernel.messages import LedgerEvent
from shared.ports.event_bus import Subscription
from tests.engines.kafka import KafkaServer
from tests.engines.loopback import free_port
from tests.engines.without import EngineMissing, fail_missing, skip_without
from tests.ports.commits import WARD, append_numbered, commit
from tests.ports.memory_engine import MemoryEngine

LONG = 40.0
SOURCES = ["assignment", "visits"]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[KafkaServer]:
    """One that is not running yet."""
    skip_without("kafka")
    try:
        made = KafkaServer(tmp_path)
    except EngineMissing as missing:
        fail_missing("kafka", missing)
    yield made
    made.kill()


@pytest.fixture
async def bus(server: KafkaServer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[KafkaEventBus]:
    monkeypatch.setattr(kafka_publisher, "PUBLISH_SECONDS", 1.0)
    opened = KafkaEventBus(KafkaAccess(server.bootstrap, partitions=2), SOURCES)
    yield opened
    await opened.close()


@pytest.fixture
async def alone() -> AsyncIterator[KafkaEventBus]:
    """Where nobody listens."""
    opened = KafkaEventBus(KafkaAccess(f"127.0.0.1:{free_port()}"), SOURCES)
    yield opened
    await opened.close()


@pytest.fixture
async def events() -> list[LedgerEvent]:
    ports = await MemoryEngine().open()
    return await append_numbered(ports.visits, *(commit(f"{WARD}/household/a", n) for n in range(1, 7)))


async def receive_until(subscription: Subscription, last: LedgerEvent) -> list[LedgerEvent]:
    """Everything up to that event, committed."""
    received: list[LedgerEvent] = []
    async with asyncio.timeout(LONG):
        while last not in received:
            for delivery in await subscription.receive(100):
                received += delivery.events
                await subscription.commit(delivery.source, delivery.partition, delivery.position)
    return received


async def published(bus: KafkaEventBus, events: list[LedgerEvent]) -> None:
    """As a relay does: again and again until it is known that they are there."""
    async with asyncio.timeout(LONG):
        while True:
            try:
                await bus.publish("visits", events)
            except KafkaAway:
                continue
            return


async def test_it_is_waited_for_and_taken_up_again(
    server: KafkaServer, bus: KafkaEventBus, events: list[LedgerEvent]
) -> None:
    subscription = await bus.subscribe("reporting", SOURCES)
    reading = asyncio.create_task(receive_until(subscription, events[1]))
    with pytest.raises(KafkaAway):
        await bus.publish("visits", events[:2])
    assert "Kafka at 127.0.0.1" in str(await bus.ready())
    assert "AddressFamily" not in str(await bus.ready())
    assert not subscription.owns(WARD)

    await asyncio.to_thread(server.start)
    await check_topics(KafkaAccess(server.bootstrap, partitions=2), SOURCES, create=True)
    await published(bus, events[:2])
    assert await reading == events[:2]
    assert await bus.ready() is None
    assert await bus.heads() == []

    reading = asyncio.create_task(receive_until(subscription, events[5]))
    await asyncio.to_thread(server.kill)
    with pytest.raises(KafkaAway):
        await bus.publish("visits", events[2:4])
    assert await bus.ready() is not None
    await asyncio.to_thread(server.start)
    await published(bus, events[2:6])
    received = list(dict.fromkeys(event.sequence for event in await reading))
    assert received[-4:] == [3, 4, 5, 6]
    assert await bus.ready() is None

    late = await bus.subscribe("late", ["visits"])
    kept = [event.sequence for event in await receive_until(late, events[5])]
    assert list(dict.fromkeys(kept)) == [1, 2, 3, 4, 5, 6]


async def test_heads_that_were_never_read_are_away(alone: KafkaEventBus, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.adapters.distributed.kafka_heads.FIRST_SECONDS", 0.1)
    with pytest.raises(KafkaAway):
        await alone.heads()
    monkeypatch.setattr("shared.adapters.distributed.kafka_heads.FIRST_SECONDS", LONG)
    async with asyncio.timeout(1):
        with pytest.raises(KafkaAway):
            await alone.heads()


async def test_what_is_opened_before_kafka_is_there_can_be_closed(alone: KafkaEventBus) -> None:
    subscription = await alone.subscribe("reporting", SOURCES)
    waiting = asyncio.create_task(subscription.receive(10))
    await asyncio.sleep(0)
    async with asyncio.timeout(LONG):
        await alone.close()
        assert await waiting == []
