"""Topics are made as they must be, and what differs in existing ones is told."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic  # type: ignore[import-untyped]  # the driver says no types

from shared.adapters.distributed.kafka_access import KafkaAccess, KafkaAway
from shared.adapters.distributed.kafka_event_bus import KafkaEventBus
from shared.adapters.distributed.kafka_topics import check_topics
from tests.engines.kafka import fresh_prefix
from tests.engines.loopback import free_port
from tests.ports.kafka_topics import bootstrap

SERVICES = ("assignment", "visits")


@pytest.fixture
def access() -> KafkaAccess:
    return KafkaAccess(bootstrap(), partitions=6, prefix=fresh_prefix())


@pytest.fixture
async def admin(access: KafkaAccess) -> AsyncIterator[AIOKafkaAdminClient]:
    client = AIOKafkaAdminClient(**access.client_settings())
    await client.start()
    yield client
    await client.close()


async def make(admin: AIOKafkaAdminClient, *topics: NewTopic) -> None:
    """Make them otherwise than the system would, and wait until the broker knows them; it tells nobody when."""
    await admin.create_topics(topics)
    while {topic.name for topic in topics} - set(await admin.list_topics()):  # noqa: ASYNC110 nobody tells
        await asyncio.sleep(0.01)


async def told(access: KafkaAccess, *, create: bool = False) -> list[str]:
    return [str(finding) for finding in await check_topics(access, SERVICES, create=create)]


async def test_missing_topics_are_told_then_made_and_then_there_is_nothing_to_say(access: KafkaAccess) -> None:
    names = [access.topic("assignment"), access.topic("visits")]
    names += [access.heads_topic("assignment"), access.heads_topic("visits")]
    assert await told(access) == [f"{name}: missing" for name in names]
    assert await told(access, create=True) == [f"{name}: created" for name in names]
    assert await told(access, create=True) == []
    assert await told(access) == []


async def test_a_topic_that_forgets_is_told(access: KafkaAccess, admin: AIOKafkaAdminClient) -> None:
    week = {"retention.ms": "604800000", "cleanup.policy": "delete"}
    await make(
        admin,
        NewTopic(access.topic("visits"), 6, 1, topic_configs=week),
        NewTopic(access.heads_topic("visits"), 1, 1, topic_configs=week),
    )
    found = await told(access, create=True)
    assert f"{access.topic('visits')}: retention.ms is 604800000, should be -1" in found
    assert f"{access.heads_topic('visits')}: cleanup.policy is delete, should be compact" in found


async def test_topics_that_would_split_a_ward_are_told(access: KafkaAccess, admin: AIOKafkaAdminClient) -> None:
    await make(admin, NewTopic(access.topic("assignment"), 4, 1), NewTopic(access.topic("visits"), 8, 1))
    found = await check_topics(access, SERVICES, create=True)
    unequal = [(f.topic, f.found, f.wanted) for f in found if f.what == "partitions"]
    assert unequal == [(access.topic("assignment"), "4", "8")]


async def test_a_new_topic_has_as_many_partitions_as_the_others(access: KafkaAccess) -> None:
    await check_topics(access, ["visits"], create=True)
    later = replace(access, partitions=24)
    await check_topics(later, SERVICES, create=True)
    assert await told(access) == []


async def test_a_setting_that_no_topic_has_is_told(access: KafkaAccess) -> None:
    await check_topics(access, SERVICES, create=True)
    finding = f"{access.topic('*')}: 6 partitions, the setting says 12"
    assert await told(replace(access, partitions=12)) == [finding]
    assert await told(replace(access, partitions=12), create=True) == [finding]


async def test_replication_below_what_is_set_is_told(access: KafkaAccess) -> None:
    await check_topics(access, SERVICES, create=True)
    found = await told(replace(access, replication=3))
    assert f"{access.topic('visits')}: replication is 1, should be 3" in found
    assert f"{access.topic('visits')}: min.insync.replicas is 1, should be 2" in found


async def test_brokers_that_are_away_are_away(access: KafkaAccess) -> None:
    with pytest.raises(KafkaAway):
        await check_topics(replace(access, bootstrap=f"127.0.0.1:{free_port()}"), SERVICES, create=True)


async def test_readiness_names_the_missing_topics(access: KafkaAccess) -> None:
    bus = KafkaEventBus(access, ["visits"])
    missing = f"topics {access.topic('visits')}, {access.heads_topic('visits')}: make them with `onetwenty topics`"
    assert await bus.ready() == missing
    await check_topics(access, SERVICES, create=True)
    assert await bus.ready() is None
    await bus.close()


async def test_nobody_is_ready_on_topics_that_would_split_a_ward(
    access: KafkaAccess, admin: AIOKafkaAdminClient
) -> None:
    await make(admin, NewTopic(access.topic("assignment"), 4, 1), NewTopic(access.topic("visits"), 8, 1))
    await check_topics(access, SERVICES, create=True)
    bus, alone = KafkaEventBus(access, SERVICES), KafkaEventBus(access, ["visits"])
    counts = f"{access.topic('assignment')} 4, {access.topic('visits')} 8"
    assert await bus.ready() == f"topics with unequal partitions, which split a ward: {counts}"
    assert await alone.ready() is None
    await bus.close()
    await alone.close()
