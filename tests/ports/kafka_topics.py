"""Fresh topics on this run's brokers, for engines whose processes meet on Kafka."""

from collections.abc import Sequence

from aiokafka.admin import AIOKafkaAdminClient  # type: ignore[import-untyped]  # the driver says no types

from shared.adapters.distributed.kafka_access import KafkaAccess
from shared.adapters.distributed.kafka_event_bus import KafkaEventBus
from shared.adapters.distributed.kafka_topics import check_topics
from tests.engines import kafka
from tests.engines.without import EngineMissing, fail_missing, skip_without

SOURCES = ("assignment", "visits")
PARTITIONS = 4


class KafkaTopics:
    """Topics that nobody else has. Each bus on them is another process; the first to open one makes them."""

    def __init__(self, partitions: int = PARTITIONS, sources: Sequence[str] = SOURCES) -> None:
        self.access = KafkaAccess(bootstrap(), partitions=partitions, prefix=kafka.fresh_prefix())
        self._sources = tuple(sources)
        self._opened: list[KafkaEventBus] = []

    async def open_bus(self) -> KafkaEventBus:
        """One more process. Close it."""
        if not self._opened:
            await check_topics(self.access, self._sources, create=True)
        bus = KafkaEventBus(self.access, self._sources)
        self._opened.append(bus)
        return bus

    async def end(self) -> None:
        """Close every bus, and leave no topic behind."""
        for bus in self._opened:
            await bus.close()
        topics = [
            name for source in self._sources for name in (self.access.topic(source), self.access.heads_topic(source))
        ]
        admin = AIOKafkaAdminClient(**self.access.client_settings())
        await admin.start()
        await admin.delete_topics(topics)
        await admin.close()


def bootstrap() -> str:
    """This run's brokers; skips or fails the test where there are none."""
    skip_without("kafka")
    try:
        return kafka.bootstrap()
    except EngineMissing as missing:
        fail_missing("kafka", missing)
