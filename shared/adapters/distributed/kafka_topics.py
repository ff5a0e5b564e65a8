"""The topics as they must be: made when they are missing, and what differs in existing ones told, never changed."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Literal, NamedTuple

import msgspec
from aiokafka.admin import AIOKafkaAdminClient, NewTopic  # type: ignore[import-untyped]  # the driver says no types
from aiokafka.admin.config_resource import (  # type: ignore[import-untyped]  # the driver says no types
    ConfigResource,
    ConfigResourceType,
)
from aiokafka.errors import TopicAlreadyExistsError, for_code  # type: ignore[import-untyped]  # says no types

from shared.adapters.distributed.kafka_access import KafkaAccess, away_when_it_fails

KNOWN_SECONDS = 10.0
LOOK_SECONDS = 0.02
_UNLIMITED = "-1"
_REPLICAS_FOR_TWO_ACKNOWLEDGEMENTS = 3
_HEADS_SETTINGS = {"cleanup.policy": "compact", "segment.bytes": str(16 * 1024 * 1024)}
"""Small segments, for the newest is never compacted and everyone reads it from the beginning."""
_EVENTS_SETTINGS = {"cleanup.policy": "delete", "retention.ms": _UNLIMITED, "retention.bytes": _UNLIMITED}

State = Literal["created", "missing", "differs", "setting differs"]


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing about one topic, or about the setting for all. Only `created` is as it should be."""

    topic: str
    state: State
    what: str = ""
    """`partitions`, `replication`, or the name of a setting of Kafka's, where it differs."""
    found: str = ""
    wanted: str = ""

    def __str__(self) -> str:
        match self.state:
            case "created":
                return f"{self.topic}: created"
            case "missing":
                return f"{self.topic}: missing"
            case "differs":
                return f"{self.topic}: {self.what} is {self.found}, should be {self.wanted}"
            case "setting differs":
                return f"{self.topic}: {self.found} {self.what}, the setting says {self.wanted}"


class _Topic(NamedTuple):
    name: str
    partitions: int
    replication: int
    settings: Mapping[str, str]


async def check_topics(access: KafkaAccess, services: Sequence[str], *, create: bool) -> list[Finding]:
    """Compare the topics of `services` with what they must be, and make missing ones when `create` says so.

    Topics of events must have equally many partitions, or a ward's sources would not meet in one process: a new one is
    made with as many as the others have, and it is a finding when they differ, or when all differ from the setting.
    KafkaAway when Kafka cannot be asked.
    """
    with away_when_it_fails("check topics"):
        admin = AIOKafkaAdminClient(**access.client_settings())
        try:
            await admin.start()
            return await _check(admin, access, services, create)
        finally:
            await admin.close()


async def _check(
    admin: AIOKafkaAdminClient, access: KafkaAccess, services: Sequence[str], create: bool
) -> list[Finding]:
    existing = await _existing(admin, _wanted(access, services, access.partitions))
    counts = {existing[topic].partitions for topic in map(access.topic, services) if topic in existing}
    wanted = _wanted(access, services, max(counts, default=access.partitions))
    missing = [topic for topic in wanted if topic.name not in existing]
    if create and missing:
        await _create(admin, missing)
    state: State = "created" if create else "missing"
    findings = [Finding(topic=topic.name, state=state) for topic in missing]
    for topic in wanted:
        if topic.name in existing:
            findings += _differences(existing[topic.name], topic)
    return findings + _against_setting(access, counts)


def _against_setting(access: KafkaAccess, counts: Collection[int]) -> list[Finding]:
    """Where topics agree with each other, and not with the setting: they are right, for partitions are never added."""
    found = max(counts, default=access.partitions)
    if len(counts) != 1 or found == access.partitions:
        return []
    pattern = access.topic("*")
    wanted = str(access.partitions)
    return [Finding(topic=pattern, state="setting differs", what="partitions", found=str(found), wanted=wanted)]


def _wanted(access: KafkaAccess, services: Sequence[str], partitions: int) -> list[_Topic]:
    durable = {"min.insync.replicas": "2" if access.replication >= _REPLICAS_FOR_TWO_ACKNOWLEDGEMENTS else "1"}
    events = [
        _Topic(access.topic(service), partitions, access.replication, _EVENTS_SETTINGS | durable)
        for service in services
    ]
    heads = [
        _Topic(access.heads_topic(service), 1, access.replication, _HEADS_SETTINGS | durable) for service in services
    ]
    return events + heads


async def _existing(admin: AIOKafkaAdminClient, wanted: Sequence[_Topic]) -> dict[str, _Topic]:
    described: dict[str, Any] = {each["topic"]: each for each in await admin.describe_topics()}
    present = {topic.name: topic for topic in wanted if topic.name in described}
    if not present:
        return {}
    resources = [ConfigResource(ConfigResourceType.TOPIC, name) for name in present]
    settings: dict[str, dict[str, str]] = {}
    for response in await admin.describe_configs(resources):
        for code, message, _, name, entries in response.resources:
            if code:
                raise for_code(code)(message)
            settings[name] = {entry[0]: entry[1] for entry in entries}
    return {
        name: _Topic(
            name,
            len(described[name]["partitions"]),
            min(len(partition["replicas"]) for partition in described[name]["partitions"]),
            {key: settings[name].get(key, "") for key in topic.settings},
        )
        for name, topic in present.items()
    }


async def _create(admin: AIOKafkaAdminClient, topics: Sequence[_Topic]) -> None:
    """Return once the brokers know them; the controller alone knows them first."""
    made = [NewTopic(t.name, t.partitions, t.replication, topic_configs=dict(t.settings)) for t in topics]
    answer = await admin.create_topics(made)
    for name, code, message in answer.topic_errors:
        error = for_code(code)
        if code and error is not TopicAlreadyExistsError:
            raise error(f"{name}: {message}")
    async with asyncio.timeout(KNOWN_SECONDS):
        while {topic.name for topic in topics} - set(await admin.list_topics()):  # noqa: ASYNC110 nobody tells
            await asyncio.sleep(LOOK_SECONDS)


def _differences(found: _Topic, wanted: _Topic) -> list[Finding]:
    pairs = {
        "partitions": (str(found.partitions), str(wanted.partitions)),
        "replication": (str(found.replication), str(wanted.replication)),
        **{name: (found.settings[name], value) for name, value in wanted.settings.items()},
    }
    return [
        Finding(topic=found.name, state="differs", what=what, found=is_now, wanted=should_be)
        for what, (is_now, should_be) in pairs.items()
        if is_now != should_be
    ]
