"""A topic from its first message to its present last, read without a group, for an operator's command."""

from collections.abc import Callable

from aiokafka import AIOKafkaConsumer  # type: ignore[import-untyped]  # the driver says no types
from aiokafka.errors import UnknownTopicOrPartitionError  # type: ignore[import-untyped]  # the driver says no types

from shared.adapters.distributed.kafka_access import KafkaAccess, away_when_it_fails
from shared.adapters.distributed.kafka_messages import readable_events
from shared.kernel.messages import LedgerEvent

_LOOK_MILLISECONDS = 1_000


class TopicMissing(Exception):
    """Kafka answers, and has no such topic."""


async def read_history(access: KafkaAccess, source: str, take: Callable[[LedgerEvent], None]) -> bool:
    """Give every event of the topic to `take`, a ward's in its order. The answer says whether the first message is
    still there, so that nothing can have been passed over. Raises KafkaAway, TopicMissing."""
    settings = {**access.client_settings(), "group_id": None, "auto_offset_reset": "earliest"}
    consumer = AIOKafkaConsumer(access.topic(source), enable_auto_commit=False, **settings)
    with away_when_it_fails(f"read {access.topic(source)}"):
        try:
            await consumer.start()
            return await _read(consumer, source, take)
        except UnknownTopicOrPartitionError:
            raise TopicMissing(access.topic(source)) from None
        finally:
            await consumer.stop()


async def _read(consumer: AIOKafkaConsumer, source: str, take: Callable[[LedgerEvent], None]) -> bool:
    partitions = consumer.assignment()
    if not partitions:
        raise UnknownTopicOrPartitionError()
    firsts = await consumer.beginning_offsets(partitions)
    ends = await consumer.end_offsets(partitions)
    while not all([await consumer.position(partition) >= end for partition, end in ends.items()]):
        for records in (await consumer.getmany(timeout_ms=_LOOK_MILLISECONDS)).values():
            for event in readable_events(records, source):
                take(event)
    return not any(firsts.values())
