"""A member of a reader group: its consumer, kept alive, and the partitions that come and go."""

import asyncio
import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress

from aiokafka import AIOKafkaConsumer, TopicPartition  # type: ignore[import-untyped]  # the driver says no types
from aiokafka.abc import ConsumerRebalanceListener  # type: ignore[import-untyped]  # the driver says no types
from aiokafka.coordinator.assignors.range import RangePartitionAssignor  # type: ignore[import-untyped]  # no types
from aiokafka.errors import KafkaError  # type: ignore[import-untyped]  # the driver says no types

from shared.adapters.distributed.kafka_access import KafkaAccess
from shared.adapters.distributed.kafka_tenure import Tenure
from shared.kernel.failures import Unavailable
from shared.ports.event_bus import Moves

SESSION_MILLISECONDS = 6_000
"""After so long without a sign of life a member's partitions move; brokers refuse less."""
HEARTBEAT_MILLISECONDS = 1_000
"""Also how soon a member hears that partitions are about to move."""
MOVE_SECONDS = 10.0
"""How long `moves` may keep the group waiting."""
REBALANCE_MILLISECONDS = 15_000
"""How long the group waits for a member to give up; longer than MOVE_SECONDS, shorter than a request may take."""
REQUEST_MILLISECONDS = 20_000
IDLE_MILLISECONDS = 600_000
"""A member that takes nothing of what waits for it for so long leaves the group."""
PARTITION_BYTES = 512 * 1024
FETCH_BYTES = 16 * 1024 * 1024
STOP_SECONDS = 10.0
RETRY_SECONDS = 1.0

_log = logging.getLogger(__name__)


class Membership(ConsumerRebalanceListener):  # type: ignore[misc]  # the driver says no types
    """Joins at once, and again after whatever failed. `moves` hear of every change, one at a time."""

    def __init__(self, access: KafkaAccess, group: str, topics: Sequence[str], moves: Moves | None) -> None:
        self._access = access
        self._group = group
        self._topics = topics
        self._moves = moves
        self._broken = asyncio.Event()
        self._leaving = asyncio.Event()
        self._taking_over: asyncio.Task[None] | None = None
        self._defect: BaseException | None = None
        self.consumer: AIOKafkaConsumer | None = None
        """Running once `joined` is set."""
        self.joined = asyncio.Event()
        self.tenure: Tenure | None = None
        """The partitions that are here, until they have been given up."""
        self.settled = asyncio.Event()
        """Set while partitions are here and `moves` have taken them over."""
        self._keeping = asyncio.create_task(self._keep_joined(), name=f"member of {group}")

    def check(self) -> None:
        """Raise the defect that a hook of `moves` ended with, if any."""
        if self._defect is not None:
            raise self._defect

    def rejoin(self, failure: Exception) -> None:
        """The consumer has failed: give up what it had, and join with another."""
        _log.warning("%s lost its place in the group: %s", self._group, failure)
        self._broken.set()

    async def leave(self) -> None:
        """Give up the partitions, then the place in the group."""
        self._leaving.set()
        self._broken.set()
        await self._keeping

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:  # noqa: ARG002 the driver's name
        """The driver moves nothing before this returns, and until then accepts commits of this tenure."""
        await self._give_up()

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """The driver sends no signs of life before this returns: so it returns at once."""
        if self.consumer is not None:
            counts = {topic: len(self.consumer.partitions_for_topic(topic) or ()) for topic in self._topics}
            self.tenure = Tenure(assigned, counts)
            self._taking_over = asyncio.create_task(self._take_over(), name=f"taking over for {self._group}")

    async def _keep_joined(self) -> None:
        while not self._leaving.is_set():
            self._broken.clear()
            self.consumer = consumer = self._new_consumer()
            starting = asyncio.create_task(consumer.start(), name=f"joining of {self._group}")
            starting.add_done_callback(self._look_at_start)
            await self._broken.wait()
            self.joined.clear()
            await self._give_up()
            self.consumer = None
            await _end(consumer, starting)
            with suppress(TimeoutError):
                async with asyncio.timeout(RETRY_SECONDS):
                    await self._leaving.wait()

    def _new_consumer(self) -> AIOKafkaConsumer:
        settings = {
            **self._access.client_settings(),
            "group_id": self._group,
            "auto_offset_reset": "earliest",
            "enable_auto_commit": False,
            "partition_assignment_strategy": (RangePartitionAssignor,),
            "session_timeout_ms": SESSION_MILLISECONDS,
            "heartbeat_interval_ms": HEARTBEAT_MILLISECONDS,
            "rebalance_timeout_ms": REBALANCE_MILLISECONDS,
            "request_timeout_ms": REQUEST_MILLISECONDS,
            "max_poll_interval_ms": IDLE_MILLISECONDS,
            "max_partition_fetch_bytes": PARTITION_BYTES,
            "fetch_max_bytes": FETCH_BYTES,
        }
        consumer = AIOKafkaConsumer(**settings)
        consumer.subscribe(self._topics, listener=self)
        return consumer

    def _look_at_start(self, starting: asyncio.Task[None]) -> None:
        failure = None if starting.cancelled() else starting.exception()
        if starting.cancelled():
            return
        if failure is None:
            self.joined.set()
            return
        if not isinstance(failure, KafkaError | OSError):
            self._defect = failure
        _log.warning("%s cannot join its group: %s", self._group, failure)
        self._broken.set()

    async def _give_up(self) -> None:
        if self.tenure is None:
            return
        self.settled.clear()
        if self._taking_over is not None:
            self._taking_over.cancel()
            await asyncio.wait([self._taking_over])
        try:
            async with asyncio.timeout(MOVE_SECONDS):
                if self._moves is not None:
                    await self._moves.giving_up()
        except (Unavailable, TimeoutError) as failure:
            _log.warning("%s gives partitions up unfinished: %r", self._group, failure)
        except Exception as defect:
            self._defect = defect
        finally:
            self.tenure = None

    async def _take_over(self) -> None:
        """Repeated while something is away; cancelled when the partitions move on."""
        while self._moves is not None:
            try:
                await self._moves.taken_over()
                break
            except Unavailable as away:
                _log.warning("%s cannot take partitions over yet: %s", self._group, away)
                await asyncio.sleep(RETRY_SECONDS)
            except Exception as defect:
                self._defect = defect
                break
        self.settled.set()


async def _end(consumer: AIOKafkaConsumer, starting: asyncio.Task[None]) -> None:
    """Leave the group in bounded time; the driver itself waits for answers of a broker that is away."""
    starting.cancel()
    await asyncio.wait([starting])
    stopping = asyncio.create_task(consumer.stop())
    await asyncio.wait([stopping], timeout=STOP_SECONDS)
    if not stopping.done():
        await consumer._client.close()
    with suppress(KafkaError):
        await stopping
