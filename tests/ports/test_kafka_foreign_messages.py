"""Messages of others on our topics, by a mistake or a tool: who reads goes on, and the log says where they lie."""

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest
from aiokafka import AIOKafkaProducer  # type: ignore[import-untyped]  # the driver says no types

from shared.adapters.distributed.kafka_access import partition_of
from shared.adapters.distributed.kafka_event_bus import KafkaEventBus
from shared.adapters.distributed.kafka_history import read_history
from shared.contracts.cloud_events import to_headers
from shared.kernel.messages import LedgerEvent
from shared.ports.event_bus import Subscription
from shared.ports.event_store import LedgerHead
from tests.ports.commits import OTHER_WARD, START, WARD, append_numbered, commit
from tests.ports.kafka_topics import PARTITIONS, KafkaTopics
from tests.ports.memory_engine import MemoryEngine

LONG = 30.0
SECRET = "what nobody may read in a log"


@pytest.fixture
async def topics() -> AsyncIterator[KafkaTopics]:
    made = KafkaTopics()
    yield made
    await made.end()


@pytest.fixture
async def bus(topics: KafkaTopics) -> KafkaEventBus:
    return await topics.open_bus()


@pytest.fixture
async def stranger(topics: KafkaTopics) -> AsyncIterator[AIOKafkaProducer]:
    """One that knows nothing of our messages."""
    producer = AIOKafkaProducer(**topics.access.client_settings())
    await producer.start()
    yield producer
    await producer.stop()


@pytest.fixture
async def events() -> list[LedgerEvent]:
    ports = await MemoryEngine().open()
    return await append_numbered(ports.visits, *(commit(f"{WARD}/household/a", n) for n in range(1, 4)))


def foreign(event: LedgerEvent) -> list[tuple[list[tuple[str, bytes | None]], bytes | None]]:
    """Headers and values that are no event of visits."""
    ours: dict[str, bytes | None] = dict(to_headers(event))
    data = bytes(event.data)
    odd: list[dict[str, bytes | None]] = [
        {},
        ours | {"ce_type": b"visited"},
        ours | {"ce_type": b"a.b.one"},
        ours | {"ce_source": b"visits"},
        ours | {"ce_source": b"/onetwenty/assignment"},
        ours | {"ce_id": b"\xff"},
        ours | {"ce_sequence": None},
    ]
    values = [(list(headers.items()), data) for headers in odd]
    return [*values, (list(ours.items()), None), (list(ours.items()), SECRET.encode())]


async def received(subscription: Subscription, count: int) -> tuple[list[LedgerEvent], int]:
    """So many events, and the last position; all committed."""
    events: list[LedgerEvent] = []
    position = 0
    async with asyncio.timeout(LONG):
        while len(events) < count:
            for delivery in await subscription.receive(100):
                events += delivery.events
                position = delivery.position
                await subscription.commit(delivery.source, delivery.partition, position)
    return events, position


async def test_a_reader_passes_over_what_is_no_event_and_says_where_it_lies(
    topics: KafkaTopics,
    bus: KafkaEventBus,
    stranger: AIOKafkaProducer,
    events: list[LedgerEvent],
    caplog: pytest.LogCaptureFixture,
) -> None:
    topic = topics.access.topic("visits")
    subscription = await bus.subscribe("reporting", ["visits"])
    await bus.publish("visits", events[:1])
    odd = foreign(events[1])
    for headers, value in odd:
        await stranger.send_and_wait(topic, value, WARD.encode(), headers=headers)
    await bus.publish("visits", events[1:])
    assert await received(subscription, 3) == (events, 3 + len(odd))
    partition = partition_of(WARD, PARTITIONS)
    told = [record.getMessage() for record in caplog.records if "passed over" in record.getMessage()]
    offsets = range(1, 1 + len(odd))
    assert told == [f"{topic}, partition {partition}, offset {n} is not ours and is passed over" for n in offsets]
    assert SECRET not in caplog.text

    kept: list[LedgerEvent] = []
    assert await read_history(topics.access, "visits", kept.append)
    assert kept == events


async def test_a_place_behind_foreign_messages_alone_can_be_committed(
    topics: KafkaTopics, bus: KafkaEventBus, stranger: AIOKafkaProducer, events: list[LedgerEvent]
) -> None:
    subscription = await bus.subscribe("reporting", ["visits"])
    await stranger.send_and_wait(topics.access.topic("visits"), b"hello", WARD.encode())
    async with asyncio.timeout(LONG):
        (delivery,) = await subscription.receive(100)
    assert (delivery.events, delivery.position) == ([], 1)
    await subscription.commit("visits", delivery.partition, delivery.position)
    await subscription.close()
    await bus.publish("visits", events)
    following = await bus.subscribe("reporting", ["visits"])
    assert await received(following, 3) == (events, 4)


def head(ward: str, number: int) -> LedgerHead:
    return LedgerHead(source="visits", ward=ward, era="1", number=number, pending=0, oldest_pending=None, time=START)


async def until_heads(bus: KafkaEventBus, *wanted: LedgerHead) -> None:
    async with asyncio.timeout(LONG):
        while list(await bus.heads()) != list(wanted):  # noqa: ASYNC110 nobody tells a reader of heads
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("opened_before", [True, False])
async def test_heads_go_on_after_a_tombstone_and_after_what_is_no_head(
    topics: KafkaTopics, bus: KafkaEventBus, stranger: AIOKafkaProducer, opened_before: bool
) -> None:
    first, second = sorted((WARD, OTHER_WARD))
    await bus.publish_heads([head(first, 1), head(second, 1)])
    if opened_before:
        await until_heads(bus, head(first, 1), head(second, 1))
    topic = topics.access.heads_topic("visits")
    await stranger.send_and_wait(topic, b"hello", second.encode())
    await stranger.send_and_wait(topic, msgspec.json.encode({"ward": second}), second.encode())
    await stranger.send_and_wait(topic, None, first.encode())
    await until_heads(bus, head(second, 1))
    await bus.publish_heads([head(first, 2)])
    await until_heads(bus, head(first, 2), head(second, 1))
