"""`onetwenty` with one thing gone wrong inside, as a program: `python -m tests.faults.odd_processes KIND serve …`.

It is the real process; only what Kafka is told is changed, as a fault of the network, of Kafka or of timing would.
"""

import os
import signal
import sys
from collections.abc import Callable, Sequence

from services.cli import main
from shared.adapters.distributed.kafka_access import partition_of
from shared.adapters.distributed.kafka_publisher import KafkaPublisher, Message
from shared.adapters.distributed.kafka_subscription import KafkaSubscription
from shared.flows import ward_views

SOON = 2.0
"""Seconds after which large documents are written in a process that is to die."""


def publish_twice() -> None:
    """Every message arrives twice, the second time after all others of its batch."""
    publish = KafkaPublisher.publish

    async def twice(self: KafkaPublisher, topic: str, messages: Sequence[Message]) -> None:
        await publish(self, topic, messages)
        await publish(self, topic, messages)

    KafkaPublisher.publish = twice  # type: ignore[method-assign]


def drop_messages() -> None:
    """No message of one partition arrives, though its publication was acknowledged: that of the first ward that has
    any. Heads arrive."""
    publish = KafkaPublisher.publish
    lost: list[int] = []

    async def with_losses(self: KafkaPublisher, topic: str, messages: Sequence[Message]) -> None:
        if topic.endswith("heads.v1") or not messages:
            await publish(self, topic, messages)
            return
        count = (await self.known_topics())[topic]
        places = [partition_of(message.key, count) for message in messages]
        lost.extend(places[: 1 - len(lost)])
        kept = [one for one, place in zip(messages, places, strict=True) if place not in lost]
        await publish(self, topic, kept)

    KafkaPublisher.publish = with_losses  # type: ignore[method-assign]


def die_before_commit() -> None:
    """Killed after what was read has been written, and before its place is committed. Large documents are written
    sooner than usual, so that there is soon a place to commit."""
    ward_views.LATE_SECONDS = SOON

    async def die(_self: KafkaSubscription, _source: str, _partition: int, _position: int) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    KafkaSubscription.commit = die  # type: ignore[method-assign]


KINDS: dict[str, Callable[[], None]] = {
    "publish-twice": publish_twice,
    "drop-messages": drop_messages,
    "die-before-commit": die_before_commit,
}


def program(kind: str) -> list[str]:
    """The command to start such a process by."""
    return [sys.executable, "-m", "tests.faults.odd_processes", kind]


if __name__ == "__main__":
    KINDS[sys.argv.pop(1)]()
    main()
