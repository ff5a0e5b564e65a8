"""Fresh topics on this run's brokers, for engines whose processes meet on Kafka."""

from collections.abc import Sequence

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
        self._made = False

    async def open_bus(self) -> KafkaEventBus:
        """One more process. Close it."""
        if not self._made:
            await check_topics(self.access, self._sources, create=True)
            self._made = True
        return KafkaEventBus(self.access, self._sources)


def bootstrap() -> str:
    """This run's brokers; skips or fails the test where there are none."""
    skip_without("kafka")
    try:
        return kafka.bootstrap()
    except EngineMissing as missing:
        fail_missing("kafka", missing)
