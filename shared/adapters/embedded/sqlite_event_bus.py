"""The bus of a data folder: each service's topic lies in its own file, and a reader's place in it beside."""

import asyncio
from collections.abc import Mapping, Sequence

from shared.adapters.embedded.sqlite_event_store import SqliteEventStore
from shared.adapters.embedded.topic import Topic
from shared.kernel.messages import LedgerEvent
from shared.ports.event_bus import Delivery, Moves
from shared.ports.event_store import LedgerHead

ELSEWHERE_SECONDS = 0.5
"""How often a waiting reader looks for what another process has published; its own process wakes it at once."""


class SqliteSubscription:
    """A reader group's place in the topics it follows. One task receives at a time."""

    def __init__(self, group: str, topics: Mapping[str, Topic]) -> None:
        self._group = group
        self._topics = topics
        self._places = {source: topic.position(group) for source, topic in topics.items()}
        self._turn = list(topics)
        self._news = asyncio.Event()
        self._closed = False
        for topic in topics.values():
            topic.listeners.add(self._news)

    async def receive(self, limit: int) -> Sequence[Delivery]:
        while not self._closed:
            self._news.clear()
            deliveries = await self._gather(limit)
            if deliveries:
                return deliveries
            await self._wait_for_news()
        return []

    async def commit(self, source: str, partition: int, position: int) -> None:  # noqa: ARG002 there is one partition
        await self._topics[source].keep_position(self._group, position)

    def owns(self, ward: str) -> bool:  # noqa: ARG002 one process has every ward
        return True

    async def close(self) -> None:
        self._closed = True
        self._news.set()
        for topic in self._topics.values():
            topic.listeners.discard(self._news)

    async def _gather(self, limit: int) -> list[Delivery]:
        """The source that comes first takes its turn last the next time, so that a long backlog starves nobody."""
        deliveries: list[Delivery] = []
        for source in self._turn:
            events, position = await self._topics[source].read(self._places[source], limit)
            if events:
                self._places[source] = position
                deliveries.append(Delivery(source=source, events=events, position=position))
                limit -= len(events)
            if limit <= 0:
                break
        self._turn.append(self._turn.pop(0))
        return deliveries

    async def _wait_for_news(self) -> None:
        try:
            async with asyncio.timeout(ELSEWHERE_SECONDS):
                await self._news.wait()
        except TimeoutError:
            return


class SqliteEventBus:
    """EventBus over the services of one folder; a source is known by its event store."""

    def __init__(self, stores: Sequence[SqliteEventStore]) -> None:
        self._topics = {store.source: Topic(store) for store in stores}

    async def publish(self, source: str, events: Sequence[LedgerEvent]) -> None:
        if events:
            await self._topics[source].publish(events)

    async def subscribe(
        self,
        group: str,
        sources: Sequence[str],
        moves: Moves | None = None,  # noqa: ARG002 nothing moves in one process
    ) -> SqliteSubscription:
        return SqliteSubscription(group, {source: self._topics[source] for source in sources})

    async def publish_heads(self, heads: Sequence[LedgerHead]) -> None:
        for source in dict.fromkeys(head.source for head in heads):
            await self._topics[source].keep_heads([head for head in heads if head.source == source])

    async def heads(self) -> Sequence[LedgerHead]:
        return [head for topic in self._topics.values() for head in topic.heads()]
