"""Reading topics as one member of a group, with the place committed only for what was handled."""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from aiokafka import TopicPartition  # type: ignore[import-untyped]  # the driver says no types
from aiokafka.errors import (  # type: ignore[import-untyped]  # the driver says no types
    CommitFailedError,
    ConsumerStoppedError,
    IllegalStateError,
    KafkaError,
)

from shared.adapters.distributed.kafka_access import KafkaAccess, away_when_it_fails
from shared.adapters.distributed.kafka_membership import Membership
from shared.ports.event_bus import Delivery, Moves

LOOK_MILLISECONDS = 5_000
"""How often a reader that waits asks the driver whether it is still well; messages wake it at once."""
COMMIT_SECONDS = 5.0
WAITING_MESSAGES = 10_000
"""Messages at hand beyond which no more are fetched."""

ResultT = TypeVar("ResultT")


class KafkaSubscription:
    """Subscription of one member. One task receives at a time. While Kafka is away it waits.

    `close` gives the partitions up first, so `moves` can write and commit what was handled.
    """

    def __init__(self, access: KafkaAccess, group: str, sources: Sequence[str], moves: Moves | None) -> None:
        self._access = access
        self._sources = {access.topic(source): source for source in sources}
        self._member = Membership(access, access.group(group), list(self._sources), moves)
        self._places: dict[TopicPartition, int] = {}
        self._committing: asyncio.Task[None]
        self._leaving: asyncio.Task[None] | None = None
        self._closed = asyncio.Event()

    async def receive(self, limit: int) -> Sequence[Delivery]:
        while not self._closed.is_set():
            self._member.check()
            if not self._member.settled.is_set():
                await self._unless_closed(self._member.settled.wait())
                continue
            await self._fetch()
            tenure = self._member.tenure
            if tenure is None or not self._member.settled.is_set() or self._closed.is_set():
                continue
            if deliveries := tenure.hand_out(limit, self._sources):
                return deliveries
        await asyncio.sleep(0)
        return []

    async def commit(self, source: str, partition: int, position: int) -> None:
        """Places that are committed at once go to Kafka in one request."""
        place = TopicPartition(self._access.topic(source), partition)
        if self._member.tenure is None or not self._member.tenure.may_commit(place, position):
            return
        if not self._places:
            self._committing = asyncio.create_task(self._commit_places())
        self._places[place] = max(position, self._places.get(place, 0))
        await asyncio.shield(self._committing)

    async def _commit_places(self) -> None:
        places, self._places = self._places, {}
        consumer = self._member.consumer
        if consumer is None:
            return
        with away_when_it_fails("commit places in topics"):
            try:
                async with asyncio.timeout(COMMIT_SECONDS):
                    await consumer.commit(places)
            except (CommitFailedError, IllegalStateError):
                return

    def owns(self, ward: str) -> bool:
        tenure = self._member.tenure
        return tenure is not None and tenure.owns(ward)

    async def close(self) -> None:
        self._closed.set()
        if self._leaving is None:
            self._leaving = asyncio.create_task(self._member.leave())
        await asyncio.shield(self._leaving)

    async def _fetch(self) -> None:
        """Put what the driver has fetched into the tenure; wait for something when nothing is at hand."""
        consumer, tenure = self._member.consumer, self._member.tenure
        if consumer is None or tenure is None or tenure.waiting >= WAITING_MESSAGES:
            return
        try:
            if tenure.waiting:
                fetched = await consumer.getmany()
            else:
                fetched = await self._unless_closed(consumer.getmany(timeout_ms=LOOK_MILLISECONDS))
        except ConsumerStoppedError:
            return
        except KafkaError as failure:
            self._member.rejoin(failure)
            self._member.settled.clear()
            return
        if fetched and self._member.tenure is not None:
            self._member.tenure.keep(fetched)

    async def _unless_closed(self, waiting: Coroutine[Any, Any, ResultT]) -> ResultT | None:
        """The result of `waiting`, or None when this is closed before."""
        waited = asyncio.ensure_future(waiting)
        closed = asyncio.ensure_future(self._closed.wait())
        try:
            await asyncio.wait([waited, closed], return_when=asyncio.FIRST_COMPLETED)
            return waited.result() if waited.done() else None
        finally:
            waited.cancel()
            closed.cancel()
