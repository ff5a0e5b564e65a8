"""What a rebuild promises: it finds every difference, and switching loses nothing while live goes on."""

import msgspec
import pytest

from shared.flows.rebuild_views import rebuild_ward, ward_as_of
from shared.kernel.messages import LedgerEvent
from tests.flows.fake_clock import FakeClock
from tests.flows.history import (
    OTHER,
    WARD,
    History,
    content_of,
    events_of,
    ledgers_of,
    updater_of,
)
from tests.flows.rebuilding import document, rebuild, shown
from tests.flows.toy import CODECS, Figures, Riddled, view_set
from tests.ports.engines import Ports


@pytest.mark.usefixtures("live")
async def test_what_live_folded_is_what_the_ledgers_say(ports: Ports, clock: FakeClock) -> None:
    read: list[int] = []
    rebuilt = await rebuild_ward(view_set(), ports.views, ledgers_of(ports), CODECS, clock, WARD, progress=read.append)
    assert rebuilt.equal
    assert rebuilt.digest_live == rebuilt.digest_rebuilt
    assert (rebuilt.documents, rebuilt.switched) == (5, False)
    assert (
        rebuilt.events == sum(read) == len([*await events_of(ports, "visits"), *await events_of(ports, "assignment")])
    )
    assert (await rebuild(ports, clock, OTHER)).digest_live != rebuilt.digest_live


@pytest.mark.usefixtures("live")
async def test_a_tampered_document_is_found(ports: Ports, clock: FakeClock) -> None:
    stored = await document(ports, "household/a")
    body = stored.body.replace(b'"people":5', b'"people":6')
    await ports.views.put([msgspec.structs.replace(stored, body=body, rev=stored.rev + 1)])
    rebuilt = await rebuild(ports, clock)
    assert shown(rebuilt) == [("household/a", "changed")]
    assert rebuilt.digest_live != rebuilt.digest_rebuilt


@pytest.mark.usefixtures("live")
async def test_a_tampered_sum_is_found(ports: Ports, clock: FakeClock) -> None:
    stored = await document(ports, f"figures/{WARD}")
    body = msgspec.json.encode(Figures(ward=WARD, households=3, people=10_000))
    await ports.views.put([msgspec.structs.replace(stored, body=body, rev=stored.rev + 1)])
    assert shown(await rebuild(ports, clock)) == [(f"figures/{WARD}", "changed")]


@pytest.mark.usefixtures("live")
async def test_a_document_that_cannot_be_found_by_its_tags_is_a_difference(ports: Ports, clock: FakeClock) -> None:
    stored = await document(ports, "household/a")
    await ports.views.put([msgspec.structs.replace(stored, tags=(), rev=stored.rev + 1)])
    assert shown(await rebuild(ports, clock)) == [("household/a", "changed")]


@pytest.mark.usefixtures("live")
async def test_one_too_few_and_one_too_many_are_found(ports: Ports, clock: FakeClock) -> None:
    kept = [
        msgspec.structs.replace(await document(ports, name), generation=7, rev=1)
        for name in await ports.views.names(WARD, 1)
        if name != "household/b"
    ]
    extra = msgspec.structs.replace(await document(ports, "household/a"), name="household/x", generation=7, rev=1)
    await ports.views.put([*kept, extra])
    cursor = await ports.views.cursor(WARD)
    assert cursor is not None
    await ports.views.put_cursor(msgspec.structs.replace(cursor, generation=7, rev=cursor.rev + 1))
    assert shown(await rebuild(ports, clock)) == [("household/b", "missing"), ("household/x", "extra")]


async def test_documents_that_live_has_not_written_yet_are_no_difference(ports: Ports, clock: FakeClock) -> None:
    """The large document stands below the others, the sum above them."""
    history = History(ports)
    await history.some()
    updater = updater_of(ports, clock, view_set(interval=60))
    await updater.catch_up()
    await updater.flush()
    await history.call("a", 9, 9)
    await history.number()
    await updater.apply(await events_of(ports, "visits"))
    assert (await content_of(ports, "household", "a")).people == 23
    assert (await content_of(ports, "book", "all")).people == 15
    assert shown(await rebuild(ports, clock)) == []


async def test_an_event_that_nobody_can_fold_is_left_out_of_both(ports: Ports, clock: FakeClock) -> None:
    history = History(ports)
    await history.some()
    for household in "ac":
        await history.doors.append(f"{WARD}/household/{household}", Riddled(household=household))
        await history.call(household, 2)
    await history.number()
    updater = updater_of(ports, clock)
    await updater.catch_up()
    await updater.close()
    rebuilt = await rebuild(ports, clock, switch=True)
    assert rebuilt.equal
    assert (rebuilt.parked_live, rebuilt.parked_rebuilt) == (2, 2)
    assert {(parked.generation, parked.sequence) for parked in await ports.views.parked()} == {(2, 11), (2, 13)}
    assert (await rebuild(ports, clock)).equal


@pytest.mark.usefixtures("live")
async def test_a_ward_as_of_a_cut(ports: Ports) -> None:
    doors, roster = await events_of(ports, "visits"), await events_of(ports, "assignment")

    def cut(entry: LedgerEvent) -> bool:
        return entry.sequence <= (2 if entry.source == "assignment" else 4)

    then = await ward_as_of(view_set(), ledgers_of(ports), CODECS, WARD, cut)
    assert {source: mark.number for source, mark in then.marks.items()} == {"assignment": 2, "visits": 4}
    assert then.summary == Figures(ward=WARD, households=2, people=3)
    assert set(then.documents) == {"book/all", "household/a", "household/b"}
    whole = await ward_as_of(view_set(), ledgers_of(ports), CODECS, WARD, lambda _entry: True)
    assert {source: mark.number for source, mark in whole.marks.items()} == {
        "assignment": len(roster),
        "visits": len(doors),
    }
    assert whole.documents["household/a"] == await content_of(ports, "household", "a")


async def test_a_ward_nobody_has_heard_of_is_empty(ports: Ports, clock: FakeClock) -> None:
    rebuilt = await rebuild(ports, clock, "20999")
    assert rebuilt.equal
    assert rebuilt.documents == 0
