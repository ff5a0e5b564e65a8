"""Of several processes each folds the wards that it owns."""

from shared.ports.view_store import Mark
from tests.flows.fake_clock import FakeClock
from tests.flows.history import OTHER, WARD, History, assert_rebuild_is_equal, content_of, events_of, updater_of
from tests.flows.toy import Ledgerbook
from tests.ports.engines import Ports


async def test_a_ward_that_is_another_s_is_let_go_and_left_alone(ports: Ports, clock: FakeClock) -> None:
    await History(ports).some()
    owned = {WARD, OTHER}
    updater = updater_of(ports, clock)
    updater.owned_by(owned.__contains__)
    doors = await events_of(ports, "visits")
    await updater.apply(doors[:2])
    await updater.flush()
    assert (await content_of(ports, "book", "all")) == Ledgerbook(people=1)
    owned.discard(WARD)
    assert updater.loaded(WARD) is None
    updater.moved()
    await updater.apply(doors[2:])
    await updater.tend()
    await updater.fill(WARD, "visits", Mark(doors[-1].era, doors[-1].sequence))
    await updater.catch_up()
    assert (await content_of(ports, "book", "all")) == Ledgerbook(people=1)
    assert (updater.behind, updater.folded(OTHER)["visits"].number) == (frozenset(), 1)
    owned.add(WARD)
    updater.moved()
    await updater.tend()
    await updater.close()
    await assert_rebuild_is_equal(ports)
