"""The engine whose processes meet on Kafka; what they store lies in memory, so it is for the suite of the bus."""

from dataclasses import replace
from pathlib import Path

from tests.ports.engines import Ports
from tests.ports.kafka_topics import KafkaTopics
from tests.ports.memory_engine import MemoryEngine


class KafkaEngine(MemoryEngine):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._kafka = KafkaTopics()

    async def open(self) -> Ports:
        bus = await self._kafka.open_bus()
        return replace(await super().open(), bus=bus, close=bus.close)

    async def end(self) -> None:
        await self._kafka.end()
