"""What a service is behind with can be read from its metrics, and is nothing once it has caught up."""

import asyncio
from datetime import timedelta

from services.assignment.views import ROSTER_VIEWS
from shared.adapters.embedded.assembly import ServiceStorage
from shared.contracts.codec import CODECS
from shared.flows.relay_events import Relay
from shared.flows.update_views import ViewUpdater
from shared.http.lag_metrics import WatchedViews, watch_relay, watch_views
from shared.http.metrics import ServiceMetrics
from shared.ports.event_store import LedgerHead
from tests.services.running_assignment import HOUSEHOLDS, START, WARD, Assignment


async def measured(roster: Assignment) -> str:
    return (await roster.client.get(roster.client.base_url.copy_with(path="/metrics"))).text


async def test_a_service_that_has_caught_up_waits_for_nothing(roster: Assignment) -> None:
    await roster.household()
    await roster.items(HOUSEHOLDS)
    text = await measured(roster)
    async with asyncio.timeout(5):
        while "onetwenty_relay_pending_events 0.0" not in text:
            await asyncio.sleep(0.01)
            text = await measured(roster)
    assert "onetwenty_relay_holder 1.0" in text
    assert "onetwenty_relay_oldest_pending_seconds 0.0" in text
    assert 'onetwenty_views_waiting_events{source="assignment"} 0.0' in text
    assert "onetwenty_views_parked_events 0.0" in text


async def test_what_is_pending_and_unfolded_is_counted(roster: Assignment) -> None:
    storage: ServiceStorage = roster.storage.services["assignment"]
    minute = timedelta(minutes=1)
    head = LedgerHead(
        source="assignment", ward=WARD, era="e", number=7, pending=2, oldest_pending=START - minute, time=START
    )

    async def heads() -> list[LedgerHead]:
        return [head]

    metrics = ServiceMetrics()
    views = ViewUpdater(ROSTER_VIEWS, storage.view_store, {"assignment": storage.event_store}, CODECS, roster.clock)
    bus, leases = roster.storage.bus, storage.leases
    relay = Relay("assignment", storage.event_store, bus, leases, roster.clock, views.apply, "another process")
    watch_relay(metrics, relay, heads, roster.clock)
    watch_views(metrics, WatchedViews(heads, storage.view_store, views))
    text = (await metrics.text()).decode()
    assert "onetwenty_relay_holder 0.0" in text
    assert "onetwenty_relay_pending_events 2.0" in text
    assert "onetwenty_relay_oldest_pending_seconds 60.0" in text
    assert 'onetwenty_views_waiting_events{source="assignment"} 9.0' in text
