"""The engine of single services with any number of processes: MongoDB by motor, and Kafka between them."""

from dataclasses import replace
from pathlib import Path

from shared.adapters.distributed.kafka_event_bus import KafkaEventBus
from tests.ports.engines import Ports
from tests.ports.kafka_topics import KafkaTopics
from tests.ports.mongo_engine import MongoEngine, fresh_access


class DistributedEngine(MongoEngine):
    def __init__(self, _folder: Path) -> None:
        super().__init__(fresh_access("motor"))
        self._kafka = KafkaTopics()
        self._buses: list[KafkaEventBus] = []

    async def open(self) -> Ports:
        bus = await self._kafka.open_bus()
        self._buses.append(bus)
        opened = await super().open()

        async def close() -> None:
            await bus.close()
            await opened.close()

        return replace(opened, bus=bus, close=close)

    async def end(self) -> None:
        for bus in self._buses:
            await bus.close()
        await super().end()
