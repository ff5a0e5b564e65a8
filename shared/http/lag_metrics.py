"""How far a service is behind: what its relay has not published, what its views have not folded or cannot fold."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from shared.flows.relay_events import Relay
from shared.flows.update_views import ViewUpdater
from shared.http.metrics import ServiceMetrics
from shared.ports.clock import Clock
from shared.ports.event_store import LedgerHead
from shared.ports.view_store import ViewStore

Heads = Callable[[], Awaitable[Sequence[LedgerHead]]]
"""The heads of the ledgers that are relayed, or followed."""


def watch_relay(metrics: ServiceMetrics, relay: Relay, heads: Heads, clock: Clock) -> None:
    """Whether this process relays, events of the service's own ledgers that are not published yet, and since when the
    oldest waits."""

    async def holds() -> Mapping[tuple[str, ...], float]:
        return {(): float(relay.holds_lease)}

    async def pending() -> Mapping[tuple[str, ...], float]:
        return {(): sum(head.pending for head in await heads())}

    async def oldest() -> Mapping[tuple[str, ...], float]:
        waiting = [head.oldest_pending for head in await heads() if head.oldest_pending is not None]
        return {(): max(0.0, (clock.now() - min(waiting)).total_seconds()) if waiting else 0.0}

    metrics.watch("onetwenty_relay_holder", "1 in the one process that relays, else 0", (), holds)
    metrics.watch("onetwenty_relay_pending_events", "Events not published yet", (), pending)
    metrics.watch("onetwenty_relay_oldest_pending_seconds", "Age of the oldest event not published yet", (), oldest)


@dataclass(frozen=True, slots=True)
class WatchedViews:
    """One view set's store and updater, with the heads of the ledgers that it is folded from."""

    heads: Heads
    store: ViewStore
    updater: ViewUpdater


def watch_views(metrics: ServiceMetrics, *watched: WatchedViews) -> None:
    """Events that the service's views have not folded yet, by source, and those that they cannot fold."""

    async def waiting() -> Mapping[tuple[str, ...], float]:
        behind: dict[tuple[str, ...], float] = {}
        for views in watched:
            await _add_waiting(behind, views)
        return behind

    async def parked() -> Mapping[tuple[str, ...], float]:
        count = 0
        for views in watched:
            live = {(cursor.ward, cursor.generation) for cursor in await views.store.cursors()}
            count += sum((one.ward, one.generation) in live for one in await views.store.parked())
        return {(): count}

    metrics.watch("onetwenty_views_waiting_events", "Events not folded yet", ("source",), waiting)
    metrics.watch("onetwenty_views_parked_events", "Events that cannot be folded", (), parked)


async def _add_waiting(behind: dict[tuple[str, ...], float], views: WatchedViews) -> None:
    written = {cursor.ward: cursor.numbers for cursor in await views.store.cursors()}
    for head in await views.heads():
        numbers = (written.get(head.ward, {}).get(head.source), views.updater.folded(head.ward).get(head.source))
        folded = max((mark.number for mark in numbers if mark is not None), default=0)
        count = max(0, head.number + head.pending - folded)
        behind[(head.source,)] = behind.get((head.source,), 0) + count
