"""Commits for the suites, and a relay's steps on them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

import msgspec

from shared.kernel.messages import Commit, LedgerEvent, StoredEvent, ledger_events
from shared.ports.event_store import EventStore, Numbering

WARD = "20242"
OTHER_WARD = "20551"
START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
_serial = count(1)


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def command_id() -> str:
    return f"00000000-0000-7000-8000-{next(_serial):012d}"


def commit(
    stream: str = f"{WARD}/household/a",
    version: int = 1,
    *,
    events: int = 1,
    recorded_at: datetime = START,
    keys: tuple[str, ...] = (),
    command: str = "",
) -> Commit:
    """A commit of `events` events; its ward is the stream's first part."""
    return Commit(
        stream=stream,
        version=version,
        ward=stream.split("/", 1)[0],
        era="era of the append",
        command_id=command or command_id(),
        content_hash="c0ffee",
        actor="account-1",
        recorded_at=recorded_at,
        events=tuple(
            StoredEvent(
                type="VisitVoided",
                version=1,
                subject=stream.split("/", 1)[1],
                time=recorded_at,
                data=msgspec.Raw(f'{{"n": {index}, "text": "Hải Vân"}}'.encode()),
            )
            for index in range(events)
        ),
        keys=keys,
    )


def numbering(found: Commit, first_number: int, *, numbered_at: datetime = START) -> Numbering:
    """What a relay writes that has read `found`."""
    return Numbering(
        commit_id=found.id, ward=found.ward, rev=found.rev, first_number=first_number, numbered_at=numbered_at
    )


async def append_numbered(store: EventStore, *commits: Commit, first_number: int = 1) -> list[LedgerEvent]:
    """Append the commits of one ward and number them in this order; the events as the bus carries them."""
    numberings: list[Numbering] = []
    for each in commits:
        await store.append(each)
        numberings.append(numbering(each, first_number))
        first_number += len(each.events)
    assert await store.number(numberings) == len(commits)
    return await events_of(store, commits)


async def events_of(store: EventStore, commits: Sequence[Commit]) -> list[LedgerEvent]:
    era = await store.era()
    events: list[LedgerEvent] = []
    for each in commits:
        found = await store.find_commit(each.stream, each.version)
        assert found is not None
        events += ledger_events(store.source, era, found)
    return events


def same(left: Commit | None, right: Commit) -> bool:
    """Equal in everything that was appended; numbers and `rev` may have come later."""
    if left is None:
        return False
    plain = msgspec.structs.replace(left, first_number=0, numbered_at=None, rev=right.rev)
    return msgspec.json.encode(plain) == msgspec.json.encode(right)
