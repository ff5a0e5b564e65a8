"""Publishing to Kafka: in order, acknowledged by all replicas, and never twice by the driver's own repetition."""

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from aiokafka import AIOKafkaProducer  # type: ignore[import-untyped]  # the driver says no types
from aiokafka.errors import KafkaError  # type: ignore[import-untyped]  # the driver says no types

from shared.adapters.distributed.kafka_access import KafkaAccess, away_when_it_fails, partition_of

PUBLISH_SECONDS = 10.0
ASK_SECONDS = 5.0
STOP_SECONDS = 5.0
LINGER_MILLISECONDS = 5
BATCH_BYTES = 256 * 1024


class Message(NamedTuple):
    """The key decides the partition."""

    key: str
    value: bytes
    headers: list[tuple[str, bytes]]


class KafkaPublisher:
    """One idempotent producer, started at first need and replaced when it has failed.

    The driver repeats what was not acknowledged until it is. What is still on its way when `publish` gives up waiting
    is waited for by the next `publish` to that topic, so that nothing overtakes it.
    """

    def __init__(self, access: KafkaAccess) -> None:
        self._access = access
        self._producer: AIOKafkaProducer | None = None
        self._starting = asyncio.Lock()
        self._turns: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._on_the_way: dict[str, list[asyncio.Future[Any]]] = {}
        self._stopping: set[asyncio.Task[None]] = set()

    async def publish(self, topic: str, messages: Sequence[Message]) -> None:
        """Return once all are acknowledged, each partition's in this order; KafkaAway when that is not known."""
        async with self._turns[topic]:
            with away_when_it_fails(f"publish to {topic}"):
                async with asyncio.timeout(PUBLISH_SECONDS):
                    await self._publish(topic, messages)

    async def known_topics(self) -> Mapping[str, int]:
        """The topics that Kafka has now, with how many partitions each has; KafkaAway when it does not answer."""
        with away_when_it_fails("list topics"):
            async with asyncio.timeout(ASK_SECONDS):
                cluster = await (await self._started()).client.fetch_all_metadata()
                return {topic: len(cluster.partitions_for_topic(topic) or ()) for topic in cluster.topics()}

    async def close(self) -> None:
        """End the producer; what is on its way is waited for, but not for long."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await _stop(producer)
        if self._stopping:
            await asyncio.wait(self._stopping)

    async def _publish(self, topic: str, messages: Sequence[Message]) -> None:
        try:
            await self._settle(topic)
            producer = await self._started()
            count = len(await producer.partitions_for(topic))
            waiting = self._on_the_way[topic] = []
            for partition, batch in _batches(producer, messages, count):
                acknowledged = await producer.send_batch(batch, topic, partition=partition)
                acknowledged.add_done_callback(_look_at)
                waiting.append(acknowledged)
            await self._settle(topic)
        except KafkaError:
            self._replace()
            raise

    async def _settle(self, topic: str) -> None:
        waiting = self._on_the_way.get(topic)
        if waiting:
            await asyncio.wait(waiting)
            self._on_the_way.pop(topic, None)
            for acknowledged in waiting:
                acknowledged.result()

    async def _started(self) -> AIOKafkaProducer:
        async with self._starting:
            if self._producer is None:
                self._producer = await self._start()
            return self._producer

    async def _start(self) -> AIOKafkaProducer:
        producer = AIOKafkaProducer(
            enable_idempotence=True,
            acks="all",
            linger_ms=LINGER_MILLISECONDS,
            max_batch_size=BATCH_BYTES,
            **self._access.client_settings(),
        )
        try:
            await producer.start()
        except BaseException:
            await _stop(producer)
            raise
        return producer

    def _replace(self) -> None:
        """After a failure its numbering of messages has a hole, which brokers refuse."""
        producer, self._producer = self._producer, None
        self._on_the_way.clear()
        if producer is not None:
            stopping = asyncio.create_task(_stop(producer))
            self._stopping.add(stopping)
            stopping.add_done_callback(self._stopping.discard)


def _batches(producer: AIOKafkaProducer, messages: Sequence[Message], count: int) -> list[tuple[int, Any]]:
    """Closed batches with their partitions. A batch takes as many messages as fit, at least one."""
    numbers: dict[str, int] = {}
    open_batches: dict[int, Any] = {}
    batches: list[tuple[int, Any]] = []
    for message in messages:
        partition = numbers.get(message.key)
        if partition is None:
            partition = numbers[message.key] = partition_of(message.key, count)
        batch = open_batches.get(partition)
        if batch is None or not _appended(batch, message):
            batch = open_batches[partition] = producer.create_batch()
            batches.append((partition, batch))
            _appended(batch, message)
    for batch in open_batches.values():
        batch.close()
    return batches


def _appended(batch: Any, message: Message) -> bool:
    key, value, headers = message.key.encode(), message.value, message.headers
    return batch.append(timestamp=None, key=key, value=value, headers=headers) is not None


def _look_at(acknowledged: "asyncio.Future[Any]") -> None:
    """A failure that nobody waits for any more is no news."""
    if not acknowledged.cancelled():
        acknowledged.exception()


async def _stop(producer: AIOKafkaProducer) -> None:
    """Stop in bounded time: the driver itself would wait until Kafka is back."""
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await producer.stop()
    except (TimeoutError, KafkaError):
        await producer._sender.close()
        await producer.client.close()
