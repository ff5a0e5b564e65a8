"""The partitions that a member has between two rebalances, and what was fetched of them and not yet handed out."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from aiokafka import TopicPartition  # type: ignore[import-untyped]  # the driver says no types

from shared.adapters.distributed.kafka_access import partition_of
from shared.adapters.distributed.kafka_messages import readable_events
from shared.ports.event_bus import Delivery


class Tenure:
    """It ends when the partitions move, with all that it holds. `counts` are the partitions of each followed topic."""

    def __init__(self, partitions: Iterable[TopicPartition], counts: Mapping[str, int]) -> None:
        self._partitions = frozenset(partitions)
        self._counts = counts
        self._waiting: defaultdict[TopicPartition, deque[Any]] = defaultdict(deque)
        self._handed_out: dict[TopicPartition, tuple[int, int]] = {}
        self.waiting = 0
        """Messages fetched and not yet handed out."""

    def owns(self, ward: str) -> bool:
        """Whether the ward's partition of every topic is here."""
        return all(
            TopicPartition(topic, partition_of(ward, count)) in self._partitions
            for topic, count in self._counts.items()
        )

    def keep(self, fetched: Mapping[TopicPartition, list[Any]]) -> None:
        """Add what the driver has fetched."""
        for partition, records in fetched.items():
            self._waiting[partition].extend(records)
            self.waiting += len(records)

    def hand_out(self, limit: int, sources: Mapping[str, str]) -> list[Delivery]:
        """Up to `limit` events, from every partition that has some a fair share; `sources` by topic. What is no event
        of ours is left out, and the position lies behind it."""
        deliveries: list[Delivery] = []
        partitions = list(self._waiting)
        for place, partition in enumerate(partitions):
            share = -(-limit // (len(partitions) - place))
            records = self._take(partition, share)
            limit -= len(records)
            position = records[-1].offset + 1
            first, _ = self._handed_out.get(partition, (records[0].offset, 0))
            self._handed_out[partition] = first, position
            source = sources[partition.topic]
            events = readable_events(records, source)
            deliveries.append(Delivery(source=source, partition=partition.partition, events=events, position=position))
            if limit <= 0:
                break
        return deliveries

    def may_commit(self, partition: TopicPartition, position: int) -> bool:
        """Whether `position` lies in what this tenure has handed out; what an earlier one did is no longer its word."""
        first, last = self._handed_out.get(partition, (0, -1))
        return first < position <= last

    def _take(self, partition: TopicPartition, share: int) -> list[Any]:
        """Who still has some afterwards is last the next time."""
        waiting = self._waiting.pop(partition)
        records = list(islice(waiting, share))
        for _ in records:
            waiting.popleft()
        if waiting:
            self._waiting[partition] = waiting
        self.waiting -= len(records)
        return records
