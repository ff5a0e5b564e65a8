"""What the drivers alone take for the work that events make on their way: the same documents and messages, in batches,
one operation after the other, with nothing decided, numbered or folded in between."""

import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition  # type: ignore[import-untyped]  # no types
from motor.motor_asyncio import AsyncIOMotorClient
from pymongo import ReplaceOne, UpdateOne

from shared.adapters.distributed.commit_documents import PENDING, document_of
from shared.adapters.distributed.kafka_access import KafkaAccess, partition_of
from shared.adapters.distributed.kafka_topics import check_topics
from shared.contracts.cloud_events import to_headers
from shared.kernel.messages import Commit, LedgerEvent
from tests.engines import kafka, mongo

AT_ONCE = 200
PARTITIONS = 4
T = TypeVar("T")


@dataclass(frozen=True)
class Work:
    """What so many events needed: their commits, their messages, and the view documents that were written for them,
    each as often as it was written."""

    commits: Sequence[Commit]
    messages: Sequence[LedgerEvent]
    written: Mapping[str, Sequence[Mapping[str, Any]]]
    """By collection, new documents first and in the order of their versions."""


@dataclass(frozen=True)
class RawRates:
    """Events a second, by operation."""

    by_operation: Mapping[str, float]

    @property
    def together(self) -> float:
        """One after the other: 1/Σ(1/rate)."""
        return 1 / sum(1 / rate for rate in self.by_operation.values())


async def raw_rates(mongo_url: str, kafka_bootstrap: str, work: Work) -> RawRates:
    """Do the work on databases and topics of its own."""
    seconds: dict[str, float] = {}

    async def timed(name: str, doing: Awaitable[object]) -> None:
        started = time.perf_counter()
        await doing
        seconds[name] = seconds.get(name, 0.0) + time.perf_counter() - started

    await _on_mongo(mongo_url, work, timed)
    await _on_kafka(kafka_bootstrap, work, timed)
    return RawRates({name: len(work.messages) / taken for name, taken in seconds.items()})


Timed = Callable[[str, Awaitable[object]], Awaitable[None]]


async def _on_mongo(url: str, work: Work, timed: Timed) -> None:
    client: Any = AsyncIOMotorClient(url, w="majority", journal=True)
    name = mongo.fresh_prefix()
    try:
        commits = client[name]["commits"]
        for field in ("command_id", "keys", "ledger"):
            await commits.create_index(field, unique=True, sparse=field != "command_id")
        await commits.create_index("pending", sparse=True)
        documents = [document_of(commit) for commit in work.commits]
        for some in _parts(documents):
            await timed("insert", commits.insert_many(some))
        await timed("list", commits.find(PENDING).sort("pending").to_list(None))
        numbered = ((document, {"$set": {"ledger": f"x/{at:012d}"}}) for at, document in enumerate(documents))
        changes = [UpdateOne({"_id": one["_id"], "rev": 0}, change, upsert=True) for one, change in numbered]
        for some_changes in _parts(changes):
            await timed("number", commits.bulk_write(some_changes))
        for some in _parts(documents):
            ids = [document["_id"] for document in some]
            await timed("clear", commits.update_many({"_id": {"$in": ids}}, {"$unset": {"pending": ""}}))
        for collection, written in work.written.items():
            await _write_views(client[name][collection], written, timed)
    finally:
        await client.drop_database(name)
        client.close()


async def _write_views(collection: Any, written: Sequence[Mapping[str, Any]], timed: Timed) -> None:
    new = [document for document in written if document["rev"] == 1]
    changed = [document for document in written if document["rev"] > 1]
    for some in _parts(new):
        await timed("write views", collection.insert_many(some))
    replaced = [ReplaceOne({"_id": one["_id"], "rev": one["rev"] - 1}, one) for one in changed]
    for some_replaced in _parts(replaced):
        await timed("write views", collection.bulk_write(some_replaced, ordered=False))


async def _on_kafka(bootstrap: str, work: Work, timed: Timed) -> None:
    access = KafkaAccess(bootstrap, prefix=kafka.fresh_prefix(), partitions=PARTITIONS)
    await check_topics(access, ["visits"], create=True)
    topic = access.topic("visits")
    producer = AIOKafkaProducer(
        bootstrap_servers=bootstrap, enable_idempotence=True, acks="all", linger_ms=5, max_batch_size=2**20
    )
    await producer.start()
    try:
        for some in _parts(work.messages):
            await timed("publish", _publish(producer, topic, some))
    finally:
        await producer.stop()
    consumer = AIOKafkaConsumer(
        topic,
        bootstrap_servers=bootstrap,
        group_id=access.group("raw"),
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    await consumer.start()
    try:
        await timed("getmany", _read(consumer, len(work.messages)))
    finally:
        await consumer.stop()


async def _publish(producer: Any, topic: str, messages: Sequence[LedgerEvent]) -> None:
    batches: dict[int, Any] = {}
    for one in messages:
        partition = partition_of(one.ward, PARTITIONS)
        batch = batches.get(partition) or batches.setdefault(partition, producer.create_batch())
        key, headers = one.ward.encode(), to_headers(one)
        if batch.append(timestamp=None, key=key, value=bytes(one.data), headers=headers) is None:
            raise RuntimeError("a batch is too small for its messages")
    acknowledged = []
    for partition, batch in batches.items():
        batch.close()
        acknowledged.append(await producer.send_batch(batch, topic, partition=partition))
    for one_batch in acknowledged:
        await one_batch


async def _read(consumer: Any, count: int) -> None:
    while count > 0:
        fetched: dict[TopicPartition, list[Any]] = await consumer.getmany(timeout_ms=1_000)
        count -= sum(map(len, fetched.values()))
        if fetched:
            await consumer.commit()


def _parts(everything: Sequence[T]) -> Iterator[list[T]]:
    for start in range(0, len(everything), AT_ONCE):
        yield list(everything[start : start + AT_ONCE])
