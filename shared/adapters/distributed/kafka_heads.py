"""The heads of all ledgers, read from the compacted topics by every process itself and kept at hand."""

import asyncio
import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import msgspec
from aiokafka import AIOKafkaConsumer, TopicPartition  # type: ignore[import-untyped]  # the driver says no types
from aiokafka.errors import KafkaError  # type: ignore[import-untyped]  # the driver says no types

from shared.adapters.distributed.kafka_access import RETRY_AFTER, KafkaAccess, KafkaAway
from shared.adapters.distributed.kafka_messages import readable
from shared.ports.event_store import LedgerHead

FIRST_SECONDS = 5.0
"""How long after the first asked one waits until everything has been read once; later ones are told at once."""
LOOK_MILLISECONDS = 5_000
RETRY_SECONDS = 1.0

_HEAD = msgspec.json.Decoder(LedgerHead)
_log = logging.getLogger(__name__)


class KafkaHeads:
    """Reads without a group, from the beginning, for as long as it is open. It starts with the first who asks."""

    def __init__(self, access: KafkaAccess, sources: Sequence[str]) -> None:
        self._access = access
        self._sources = {access.heads_topic(source): source for source in sources}
        self._heads: dict[tuple[str, str], LedgerHead] = {}
        self._complete = asyncio.Event()
        self._first_until = 0.0
        self._reading: asyncio.Task[None] | None = None

    async def heads(self) -> list[LedgerHead]:
        """By source and ward. KafkaAway until everything has been read once."""
        if self._reading is None:
            self._first_until = asyncio.get_running_loop().time() + FIRST_SECONDS
            self._reading = asyncio.create_task(self._keep_reading(), name="heads of ledgers")
        if self._reading.done():
            self._reading.result()
        try:
            async with asyncio.timeout_at(self._first_until):
                await self._complete.wait()
        except TimeoutError:
            raise KafkaAway(RETRY_AFTER, what="read the heads of ledgers") from None
        return [head for _, head in sorted(self._heads.items())]

    async def close(self) -> None:
        """Stop reading."""
        reading, self._reading = self._reading, None
        if reading is not None:
            reading.cancel()
            with suppress(asyncio.CancelledError):
                await reading

    async def _keep_reading(self) -> None:
        while True:
            settings = {**self._access.client_settings(), "group_id": None, "auto_offset_reset": "earliest"}
            consumer = AIOKafkaConsumer(*self._sources, enable_auto_commit=False, **settings)
            try:
                await self._read(consumer)
            except (KafkaError, OSError) as away:
                _log.warning("heads of ledgers cannot be read: %s", away)
                await asyncio.sleep(RETRY_SECONDS)
            finally:
                await consumer.stop()

    async def _read(self, consumer: AIOKafkaConsumer) -> None:
        await consumer.start()
        ends: Mapping[TopicPartition, int] = await consumer.end_offsets(consumer.assignment())
        while True:
            if all([await consumer.position(partition) >= end for partition, end in ends.items()]):
                ends = {}
                self._complete.set()
            for records in (await consumer.getmany(timeout_ms=LOOK_MILLISECONDS)).values():
                for record in records:
                    self._take(record)

    def _take(self, record: Any) -> None:
        """A record without a value takes its ward's head away, as Kafka's compaction understands it."""
        if record.value is None:
            self._heads.pop((self._sources[record.topic], (record.key or b"").decode(errors="replace")), None)
        elif (head := readable(record, _HEAD)) is not None:
            self._heads[head.source, head.ward] = head
