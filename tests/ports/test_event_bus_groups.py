"""Partitions that move between the members of a group: nothing lost, in order, and a ward's sources in one place."""

import asyncio
from collections.abc import AsyncIterator, Sequence

import msgspec
import pytest

from shared.kernel.messages import LedgerEvent, event_id
from shared.ports.event_bus import EventBus
from shared.reference.units import units
from tests.ports.commits import START
from tests.ports.kafka_topics import KafkaTopics
from tests.ports.members import LONG, Log, Member

SOURCES = ("assignment", "visits")
WARDS = sorted(units())


def events_of(source: str, ward: str, first: int, last: int) -> list[LedgerEvent]:
    stream = f"{ward}/household/a"
    return [
        LedgerEvent(
            source=source,
            ward=ward,
            era="era",
            sequence=number,
            id=event_id(f"{source} {stream}", number, 0, "era"),
            type="VisitVoided",
            version=1,
            subject="household/a",
            time=START,
            recorded_at=START,
            numbered_at=START,
            stream=stream,
            commit=number,
            actor="someone",
            command_id="a command",
            correlation_id="",
            traceparent="",
            data=msgspec.Raw(b"{}"),
        )
        for number in range(first, last + 1)
    ]


async def publish(bus: EventBus, first: int, last: int, wards: Sequence[str] = WARDS) -> int:
    """Numbers `first` to `last` of every ward from both sources; how many events that were."""
    for source in SOURCES:
        await bus.publish(source, [event for ward in wards for event in events_of(source, ward, first, last)])
    return len(SOURCES) * len(wards) * (last - first + 1)


async def shared_between(members: Sequence[Member]) -> dict[str, str]:
    """The owner of each ward, once each has one and every member has some."""
    async with asyncio.timeout(LONG):
        while True:
            owners = [(ward, member.name) for member in members for ward in WARDS if member.owns(ward)]
            if len(owners) == len(WARDS) == len(dict(owners)) and len({name for _, name in owners}) == len(members):
                return dict(owners)
            waiting = [asyncio.create_task(member.next_move()) for member in members]
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for each in waiting:
                each.cancel()


@pytest.fixture
async def topics() -> AsyncIterator[KafkaTopics]:
    made = KafkaTopics(partitions=24)
    yield made
    await made.end()


@pytest.fixture
async def bus(topics: KafkaTopics) -> EventBus:
    return await topics.open_bus()


async def test_no_wards_sources_are_split_between_five_members(bus: EventBus) -> None:
    log = Log()
    members = [Member(f"member {number}", log) for number in range(5)]
    await asyncio.gather(*(member.join(bus, "reporting", SOURCES) for member in members))
    owners = await shared_between(members)
    await log.until(await publish(bus, 1, 2))
    assert log.writers() == {ward: {owner} for ward, owner in owners.items()}
    await asyncio.gather(*(member.leave() for member in members))
    assert log.by_ledger() == {(source, ward): [1, 2] for source in SOURCES for ward in WARDS}


async def test_who_joins_goes_on_where_the_other_gave_up(bus: EventBus) -> None:
    log = Log()
    first, second = Member("first", log), Member("second", log)
    await first.join(bus, "reporting", SOURCES)
    count = await publish(bus, 1, 3)
    await log.until(count)
    await second.join(bus, "reporting", SOURCES)
    await first.next_move()
    count += await publish(bus, 4, 5)
    await log.until(count)
    assert first.moves == ["taken over", "giving up", "taken over"]
    assert second.moves[:1] == ["taken over"]
    assert log.by_ledger() == {(source, ward): [1, 2, 3, 4, 5] for source in SOURCES for ward in WARDS}
    await asyncio.gather(first.leave(), second.leave())


async def test_who_leaves_writes_and_commits_first(bus: EventBus) -> None:
    log = Log()
    first, second = Member("first", log), Member("second", log)
    await asyncio.gather(first.join(bus, "reporting", SOURCES), second.join(bus, "reporting", SOURCES))
    count = await publish(bus, 1, 3)
    await log.until(count)
    first.moved.clear()
    await second.leave()
    await first.next_move()
    assert second.moves[-1] == "giving up"
    count += await publish(bus, 4, 4)
    await log.until(count)
    assert log.by_ledger() == {(source, ward): [1, 2, 3, 4] for source in SOURCES for ward in WARDS}
    assert {member for member, event in log.written if event.sequence == 4} == {"first"}
    await first.leave()


async def test_what_was_not_committed_comes_to_whoever_has_the_partition_next(bus: EventBus) -> None:
    subscription = await bus.subscribe("reporting", ["visits"])
    await publish(bus, 1, 2)
    taken: list[LedgerEvent] = []
    async with asyncio.timeout(LONG):
        while len(taken) < 2 * len(WARDS):
            taken += [event for delivery in await subscription.receive(100) for event in delivery.events]
    await subscription.close()
    log = Log()
    next_one = Member("next", log)
    await next_one.join(bus, "reporting", ["visits"])
    await log.until(2 * len(WARDS))
    assert log.by_ledger() == {("visits", ward): [1, 2] for ward in WARDS}
    await next_one.leave()


async def test_a_place_in_a_partition_that_has_gone_is_not_committed(bus: EventBus) -> None:
    log = Log()
    late = await bus.subscribe("reporting", ["visits"])
    await bus.publish("visits", events_of("visits", WARDS[0], 1, 3))
    async with asyncio.timeout(LONG):
        (delivery,) = await late.receive(100)
    await late.close()
    await late.commit("visits", delivery.partition, delivery.position)
    assert not late.owns(WARDS[0])
    other = Member("other", log)
    await other.join(bus, "reporting", ["visits"])
    await log.until(3)
    await other.leave()


async def test_nothing_is_lost_while_members_come_and_go(topics: KafkaTopics, bus: EventBus) -> None:
    log = Log()
    steady = Member("steady", log)
    await steady.join(bus, "reporting", SOURCES)

    async def come_and_go(name: str, count: int) -> None:
        elsewhere = await topics.open_bus()
        for number in range(count):
            member = Member(f"{name} {number}", log)
            await member.join(elsewhere, "reporting", SOURCES)
            await member.leave()
        await elsewhere.close()

    async def keep_publishing(times: int) -> None:
        for number in range(1, times + 1):
            await publish(bus, number, number)

    await asyncio.gather(come_and_go("one", 3), come_and_go("two", 3), keep_publishing(30))
    await log.until(len(SOURCES) * len(WARDS) * 30)
    for numbers in log.by_ledger().values():
        assert list(dict.fromkeys(numbers)) == list(range(1, 31))
    await steady.leave()
