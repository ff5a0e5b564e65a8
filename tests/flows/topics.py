"""What a relay must have done, read from the topic and the store."""

from collections.abc import Sequence

from shared.kernel.messages import LedgerEvent
from tests.ports.engines import Ports


async def published(ports: Ports, source: str, reader: str = "checker") -> list[LedgerEvent]:
    """Everything on a source's topic, repetitions included, in its order."""
    subscription = await ports.bus.subscribe(reader, [source])
    wanted = sum(head.number for head in await store_of(ports, source).heads())
    found: list[LedgerEvent] = []
    while len({event.id for event in found}) < wanted:
        for delivery in await subscription.receive(1_000):
            found += delivery.events
    await subscription.close()
    return found


def store_of(ports: Ports, source: str):  # type: ignore[no-untyped-def]
    return ports.visits if source == "visits" else ports.assignment


def check_topic(events: Sequence[LedgerEvent]) -> None:
    """Per ward: no gap before any message, one number an event, one event a number, streams in order."""
    last: dict[str, int] = {}
    ids: dict[tuple[str, int], str] = {}
    versions: dict[str, int] = {}
    for event in events:
        assert event.sequence <= last.get(event.ward, 0) + 1, f"gap before {event.id}"
        assert ids.setdefault((event.ward, event.sequence), event.id) == event.id
        if event.sequence > last.get(event.ward, 0):
            last[event.ward] = event.sequence
            assert event.commit in (versions.get(event.stream, 0), versions.get(event.stream, 0) + 1)
            versions[event.stream] = event.commit
    assert len(set(ids.values())) == len(ids), "an event has two numbers"


async def check_relayed(ports: Ports, source: str, commits: int) -> None:
    """Every commit of the source is numbered, published and no longer pending."""
    store = store_of(ports, source)
    assert await store.unpublished(10) == []
    events = await published(ports, source)
    check_topic(events)
    assert len({(event.stream, event.commit) for event in events}) == commits
    for ward in await store.wards():
        ledger = await store.read_ledger(ward, 0, 10_000)
        assert [event.sequence for event in ledger] == list(range(1, len(ledger) + 1))
        times = [event.numbered_at for event in ledger]
        assert times == sorted(times)
        assert {event.id for event in ledger} == {event.id for event in events if event.ward == ward}
