"""Joins the parts of reporting, given the doors to the outside; it names no technology."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from services.reporting.api.known_wards import KnownWards
from services.reporting.api.last_heads import LastHeads
from services.reporting.api.reading import Reading
from services.reporting.api.router import reporting_router
from services.reporting.api.ward_changes import WardChanges
from services.reporting.api.ward_watch import WardWatch
from services.reporting.subscriptions import follower
from services.reporting.views import REPORTING_VIEWS
from services.reporting.wording import WORDING
from shared.contracts.codec import CODECS
from shared.flows.background import Background, Work
from shared.flows.read_views import ViewReader
from shared.flows.update_views import CACHE_BYTES, ViewUpdater
from shared.http.callers import TokenReader
from shared.http.change_feed import ChangeFeed
from shared.http.lag_metrics import WatchedViews, watch_views
from shared.http.limits import DEFAULT_LIMITS, Limits
from shared.http.metrics import ServiceMetrics
from shared.http.readiness import Check
from shared.http.service import Service
from shared.http.service_app import service_app
from shared.ports.clock import Clock
from shared.ports.event_bus import EventBus
from shared.ports.event_store import Ledger
from shared.ports.view_store import ViewStore

NAME = "reporting"
MONTH_START = 15
"""The day of the month before on which a reporting month begins, unless the installation says otherwise."""


@dataclass(frozen=True, slots=True)
class ReportingPorts:
    """The doors of reporting, opened by whoever starts it. `ledgers` are those of assignment and visits."""

    view_store: ViewStore
    bus: EventBus
    ledgers: Mapping[str, Ledger]
    clock: Clock


def reporting_service(
    ports: ReportingPorts,
    tokens: TokenReader,
    *,
    limits: Limits = DEFAULT_LIMITS,
    month_start: int = MONTH_START,
    cache_bytes: int = CACHE_BYTES,
    checks: Mapping[str, Check] | None = None,
    tolerated: Collection[str] = (),
) -> Service:
    """The service over opened ports. `checks` are what the process that opened them waits for, the `tolerated`
    among all what it goes on without."""
    feed = ChangeFeed(ports.clock)
    changes = WardChanges(feed)
    updater = ViewUpdater(
        REPORTING_VIEWS, ports.view_store, ports.ledgers, CODECS, ports.clock, changes.note, cache_bytes=cache_bytes
    )
    reader = ViewReader(REPORTING_VIEWS, ports.view_store, ports.clock, updater)
    watch = WardWatch(ports.view_store, changes, ports.clock, lambda ward: updater.loaded(ward) is not None)
    wards = KnownWards(reader, ports.view_store, changes, watch)
    heads = LastHeads(ports.bus, ports.ledgers)
    reading = Reading(wards, reader, ports.view_store, heads, ports.clock, month_start)
    metrics = ServiceMetrics()
    watch_views(metrics, WatchedViews(ports.bus.heads, ports.view_store, updater))
    topics = follower(ports.bus, updater, ports.view_store)
    background = Background([updater], Work("topics", topics.run, topics.stop), Work("watch", watch.run, watch.stop))
    app = service_app(
        NAME,
        "OneTwenty: reporting",
        routers=[reporting_router(reading, feed, limits)],
        tokens=tokens,
        clock=ports.clock,
        wording=WORDING,
        metrics=metrics,
        limits=limits,
        checks={**(checks or {}), "work": background.ended, "topics": topics.ready},
        tolerated=tolerated,
    )

    async def stop() -> None:
        feed.close()
        await background.stop()

    return Service(NAME, app, background.start, stop, background.broken)
