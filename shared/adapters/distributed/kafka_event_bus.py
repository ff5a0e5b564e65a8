"""The bus between services: a topic a source, keyed by ward, read by any number of members of a group."""

import asyncio
from collections.abc import Sequence

import msgspec

from shared.adapters.distributed.kafka_access import KafkaAccess, KafkaAway
from shared.adapters.distributed.kafka_heads import KafkaHeads
from shared.adapters.distributed.kafka_publisher import KafkaPublisher, Message
from shared.adapters.distributed.kafka_subscription import KafkaSubscription
from shared.contracts.cloud_events import to_headers
from shared.kernel.messages import LedgerEvent
from shared.ports.event_bus import Moves
from shared.ports.event_store import LedgerHead


class KafkaEventBus:
    """EventBus over Kafka. Opening it needs nothing to be there; each method reaches Kafka when it is called.

    `sources` are those whose heads are known here.
    """

    def __init__(self, access: KafkaAccess, sources: Sequence[str]) -> None:
        self._access = access
        self._sources = tuple(sources)
        self._publisher = KafkaPublisher(access)
        self._heads = KafkaHeads(access, sources)
        self._subscriptions: list[KafkaSubscription] = []

    async def publish(self, source: str, events: Sequence[LedgerEvent]) -> None:
        if events:
            messages = [Message(event.ward, bytes(event.data), to_headers(event)) for event in events]
            await self._publisher.publish(self._access.topic(source), messages)

    async def subscribe(self, group: str, sources: Sequence[str], moves: Moves | None = None) -> KafkaSubscription:
        subscription = KafkaSubscription(self._access, group, sources, moves)
        self._subscriptions.append(subscription)
        return subscription

    async def publish_heads(self, heads: Sequence[LedgerHead]) -> None:
        for source in dict.fromkeys(head.source for head in heads):
            messages = [Message(head.ward, msgspec.json.encode(head), []) for head in heads if head.source == source]
            await self._publisher.publish(self._access.heads_topic(source), messages)

    async def heads(self) -> Sequence[LedgerHead]:
        return await self._heads.heads()

    async def ready(self) -> str | None:
        """What is waited for, for a readiness check; None when Kafka answers and the topics are there, equally many
        partitions in each."""
        try:
            known = await self._publisher.known_topics()
        except KafkaAway as away:
            return f"Kafka at {self._access.bootstrap}: {away.facts['reason']}"
        events = [self._access.topic(source) for source in self._sources]
        needed = events + [self._access.heads_topic(source) for source in self._sources]
        missing = [topic for topic in needed if topic not in known]
        if missing:
            return f"topics {', '.join(missing)}: make them with `onetwenty topics`"
        if len({known[topic] for topic in events}) > 1:
            counts = ", ".join(f"{topic} {known[topic]}" for topic in events)
            return f"topics with unequal partitions, which split a ward: {counts}"
        return None

    async def close(self) -> None:
        """Leave all groups, stop reading, and let what is published arrive."""
        await asyncio.gather(*(subscription.close() for subscription in self._subscriptions))
        await self._heads.close()
        await self._publisher.close()
