"""Who knows nothing of this program can read its topics: Kafka's own console consumer prints them, the `cloudevents`
package parses what it prints, and the data match the frozen schemas."""

import asyncio
import json
from functools import cache
from pathlib import Path
from typing import Any

from cloudevents.http import CloudEvent
from cloudevents.kafka import KafkaMessage, from_binary
from hypothesis import Phase, given, settings
from jsonschema import Draft202012Validator

from shared.kernel.messages import LedgerEvent
from tests.engines.kafka import tool_output
from tests.ports.kafka_topics import SOURCES, KafkaTopics
from tests.random_history import RandomHistory, histories

SCHEMAS = Path(__file__).parents[2] / "docs" / "events"
BETWEEN_HEADERS = "\x1f"
BETWEEN_PARTS = "\x1e"
PRINT = {
    "print.headers": "true",
    "print.key": "true",
    "headers.separator": BETWEEN_HEADERS,
    "key.separator": BETWEEN_PARTS,
}


def printed(topics: KafkaTopics, count: int) -> list[str]:
    """The lines of the console consumer for the whole of both topics."""
    both = "|".join(topics.access.topic(source).replace(".", "[.]") for source in SOURCES)
    options = [option for name, value in PRINT.items() for option in ("--property", f"{name}={value}")]
    text = tool_output(
        "org.apache.kafka.tools.consumer.ConsoleConsumer",
        *("--bootstrap-server", topics.access.bootstrap, "--include", both),
        *("--from-beginning", "--max-messages", str(count), "--timeout-ms", "20000"),
        *options,
    )
    return text.rstrip("\n").split("\n")


def parsed(line: str) -> CloudEvent:
    headers, key, value = line.split(BETWEEN_PARTS)
    pairs = [header.split(":", 1) for header in headers.split(BETWEEN_HEADERS)]
    return from_binary(KafkaMessage(headers={n: v.encode() for n, v in pairs}, key=key, value=value.encode()))


@cache
def schema(source: str, name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((SCHEMAS / source / f"{name}.json").read_text()))


async def publish(topics: KafkaTopics, events: tuple[LedgerEvent, ...]) -> None:
    bus = await topics.open_bus()
    for source in SOURCES:
        await bus.publish(source, [event for event in events if event.source == source])
    await bus.close()


def told(event: LedgerEvent) -> dict[str, Any]:
    """What anybody should see of it."""
    return {
        "specversion": "1.0",
        "id": event.id,
        "type": f"vn.danang.onetwenty.{event.source}.{event.type}.v{event.version}",
        "source": f"/onetwenty/{event.source}",
        "subject": event.subject,
        "partitionkey": event.ward,
        "sequence": str(event.sequence),
        "ward": event.ward,
        "era": event.era,
        "commandid": event.command_id,
    }


@settings(max_examples=2, derandomize=True, deadline=None, phases=[Phase.generate])
@given(histories(min_commands=40, max_commands=60))
def test_anybody_can_read_the_topics(history: RandomHistory) -> None:
    topics = KafkaTopics()
    asyncio.run(publish(topics, history.events))
    published = {(event.source, event.id): event for event in history.events}
    read = [parsed(line) for line in printed(topics, len(published))]
    asyncio.run(topics.end())
    assert len(read) == len(published)
    for each in read:
        event = published.pop((each["source"].rsplit("/", 1)[1], each["id"]))
        assert told(event).items() <= each.get_attributes().items()
        assert each.data == json.loads(bytes(event.data))
        schema(event.source, f"{event.type}.v{event.version}").validate(each.data)
