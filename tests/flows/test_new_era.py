"""A restore begins a new era: views are made anew from the ledgers, and what is older is ignored."""

from typing import Any

import pytest

from shared.flows.update_views import ViewUpdater
from shared.kernel.messages import LedgerEvent
from shared.ports.event_store import Ledger
from tests.flows.fake_clock import FakeClock
from tests.flows.history import (
    OTHER,
    WARD,
    History,
    assert_rebuild_is_equal,
    content_of,
    documents_of,
    events_of,
    ledgers_of,
)
from tests.flows.riddled_history import deliver, with_history
from tests.flows.toy import CODECS, view_set
from tests.ports.engines import Engine, Ports


class AnsweredByNow:
    """A ledger that lives elsewhere: whoever runs there now answers."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger

    def __getattr__(self, name: str) -> Any:
        return getattr(self.ledger, name)


async def lost_visits(engine: Engine, ports: Ports, updater: ViewUpdater) -> None:
    """Visits folded into the views, and not in the backup that was put back."""
    history = await with_history(ports)
    await engine.back_up_visits()
    await history.call("b", 500, 500)
    await history.call("new", 9)
    await history.number()
    await deliver(ports, updater, ["visits", "assignment"])
    assert (await content_of(ports, "household", "b")).people == 1007


@pytest.mark.parametrize("lives_on", [True, False], ids=["same-process", "restarted"])
async def test_a_new_era_makes_the_ward_anew(engine: Engine, clock: FakeClock, lives_on: bool) -> None:
    """A restore lost the last visits; others took their numbers. What was folded from them is gone from the views."""
    before = await engine.open()
    visits = AnsweredByNow(before.visits)
    ledgers: dict[str, Any] = {**ledgers_of(before), "visits": visits}
    updater = ViewUpdater(view_set(), before.views, ledgers, CODECS, clock, tends=False)
    await lost_visits(engine, before, updater)
    old_era = await events_of(before, "visits")
    era = await engine.restore_visits()
    ports = await engine.open()
    visits.ledger = ports.visits
    if not lives_on:
        await updater.close()
        updater = ViewUpdater(view_set(), ports.views, ledgers, CODECS, clock, tends=False)
    history = History(ports)
    await history.call("b", 40)
    await history.number()

    await updater.apply((await events_of(ports, "visits"))[-1:])
    for ward in (WARD, OTHER):
        cursor = await ports.views.cursor(ward)
        assert cursor is not None
        assert (cursor.generation, cursor.numbers["visits"].era) == (2, era)
    household = await content_of(ports, "household", "b")
    assert (household.people, household.village) == (47, "village 1")
    assert "household/new" not in await documents_of(ports)
    await ignores(updater, old_era, ports)
    await before.close()
    await ports.close()


async def ignores(updater: ViewUpdater, old_era: list[LedgerEvent], ports: Ports) -> None:
    """Events of the old era that come late change nothing."""
    made_anew = await documents_of(ports)
    await updater.apply(old_era)
    await updater.close()
    households = {name: body for name, (body, _) in made_anew.items() if name.startswith("household/")}
    assert households.items() <= {name: body for name, (body, _) in (await documents_of(ports)).items()}.items()
    await assert_rebuild_is_equal(ports)
