"""A history with an event that nobody can fold, and its delivery source by source."""

from collections.abc import Sequence

from shared.flows.update_views import ViewUpdater
from shared.kernel.messages import LedgerEvent
from tests.flows.history import (
    OTHER,
    WARD,
    History,
    events_of,
)
from tests.flows.toy import Riddled
from tests.ports.engines import Ports


async def with_history(ports: Ports) -> History:
    """Both sources, two wards, and one event that nobody can fold."""
    history = History(ports)
    await history.some()
    await history.doors.append(f"{WARD}/household/c", Riddled(household="c"))
    await history.call("c", 100)
    await history.number()
    return history


async def deliver(ports: Ports, updater: ViewUpdater, sources: Sequence[str]) -> None:
    """Source by source, in batches that cut through both wards."""
    for source in sources:
        events: list[LedgerEvent] = []
        for ward in (WARD, OTHER):
            events += await events_of(ports, source, ward)
        for start in range(0, len(events), 4):
            await updater.apply(events[start : start + 4])
            await updater.flush()
