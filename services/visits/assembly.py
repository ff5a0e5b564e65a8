"""Joins the parts of visits, given the doors to the outside; it names no technology."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from services.visits.api.fresh_documents import FreshDocuments
from services.visits.api.phone_contacts import PhoneContacts
from services.visits.api.reading import Reading
from services.visits.api.roster_reading import RosterReading
from services.visits.api.router import command_calls, visits_router
from services.visits.domain.decider import household_decider
from services.visits.domain.erasure import erasure_decider
from services.visits.domain.foreign_keys import with_foreign_keys
from services.visits.domain.incidents import incident_decider
from services.visits.domain.incidents import with_foreign_keys as incident_with_foreign_keys
from services.visits.domain.phone import phone_decider
from services.visits.subscriptions import ErasurePolicy
from services.visits.views import OWN_VIEWS, ROSTER_COPY
from services.visits.wording import WORDING
from shared.contracts.codec import CODECS
from shared.flows.background import Background, Work
from shared.flows.command_envelope import CommandHandling
from shared.flows.follow_bus import BusFollower
from shared.flows.follow_topics import TopicFollower
from shared.flows.handle_command import CommandHandler
from shared.flows.read_views import ViewReader
from shared.flows.relay_events import Relay
from shared.flows.update_views import ViewUpdater
from shared.flows.view_kinds import ViewSet
from shared.flows.writing_service import handler_before, openings_before, relay_into_views
from shared.http.callers import TokenReader
from shared.http.command_runner import CommandRunner
from shared.http.lag_metrics import WatchedViews, watch_relay, watch_views
from shared.http.limits import DEFAULT_LIMITS, Limits
from shared.http.metrics import ServiceMetrics
from shared.http.readiness import Check
from shared.http.service import Service
from shared.http.service_app import service_app
from shared.ports.event_store import LedgerHead
from shared.ports.service_ports import ServicePorts
from shared.reference.procedures import procedures

NAME = "visits"


def visits_service(
    ports: ServicePorts,
    tokens: TokenReader,
    hash_key: bytes,
    *,
    limits: Limits = DEFAULT_LIMITS,
    cache_bytes: int = 64 * 1024 * 1024,
    checks: Mapping[str, Check] | None = None,
    tolerated: Collection[str] = (),
) -> Service:
    """The service over opened ports. `hash_key` is the installation's secret behind the hashes of commands; `checks`
    are what the process that opened the ports waits for, the `tolerated` among all what it goes on without."""
    updater = _updater(ports, OWN_VIEWS)
    roster = _updater(ports, ROSTER_COPY)
    relay = relay_into_views(NAME, ports, updater)
    handlers = _handlers(ports, relay, cache_bytes)
    metrics = ServiceMetrics()
    watch_relay(metrics, relay, ports.event_store.heads, ports.clock)
    watch_views(metrics, *_watched(ports, updater, roster))
    documents = FreshDocuments(
        _reader(ports, OWN_VIEWS, updater), _reader(ports, ROSTER_COPY, roster), ports.event_store
    )
    reading = Reading(documents.of, openings_before(relay, NAME, ports), ports.clock)
    calls = command_calls(ports.event_store, RosterReading(reading.documents_of, ports.ledgers["assignment"]))
    runner = CommandRunner(calls, handlers, ports.clock, hash_key, metrics.command)
    router = visits_router(runner, PhoneContacts(handlers["phone"]), reading, ports.event_store)
    background = _background(
        ports, (updater, roster), relay, ErasurePolicy(ports.vault, handlers["erasure"], ports.clock)
    )
    app = service_app(
        NAME,
        "OneTwenty: visits",
        routers=[router],
        tokens=tokens,
        clock=ports.clock,
        wording=WORDING,
        metrics=metrics,
        limits=limits,
        checks={**(checks or {}), "work": background.ended, "relay": relay.ready},
        tolerated=tolerated,
    )
    return Service(NAME, app, background.start, background.stop, background.broken)


def _handlers(ports: ServicePorts, relay: Relay, cache_bytes: int) -> Mapping[str, CommandHandler[Any, Any]]:
    """One for each decider: a household's records, incidents, a phone's contacts, the confirmations of erasures."""

    def handler(handling: CommandHandling[Any, Any]) -> CommandHandler[Any, Any]:
        return handler_before(relay, NAME, ports, handling, cache_bytes)

    return {
        "main": handler(CommandHandling(household_decider(frozenset(procedures())), with_foreign_keys)),
        "incident": handler(CommandHandling(incident_decider, incident_with_foreign_keys)),
        "phone": handler(CommandHandling(phone_decider, _no_foreign_keys)),
        "erasure": handler(CommandHandling(erasure_decider, _no_foreign_keys)),
    }


def _no_foreign_keys(command: Any, owners: Mapping[str, str]) -> Any:
    raise ValueError(f"{type(command).__name__} introduces no ids, yet {sorted(owners)} are another's")


def _updater(ports: ServicePorts, views: ViewSet) -> ViewUpdater:
    return ViewUpdater(views, ports.view_stores[views.name], ports.ledgers, CODECS, ports.clock)


def _reader(ports: ServicePorts, views: ViewSet, updater: ViewUpdater) -> ViewReader:
    return ViewReader(views, ports.view_stores[views.name], ports.clock, updater)


def _watched(ports: ServicePorts, updater: ViewUpdater, roster: ViewUpdater) -> Sequence[WatchedViews]:
    async def followed() -> Sequence[LedgerHead]:
        return [head for head in await ports.bus.heads() if head.source in ROSTER_COPY.sources]

    return (
        WatchedViews(ports.event_store.heads, ports.view_stores[OWN_VIEWS.name], updater),
        WatchedViews(followed, ports.view_stores[ROSTER_COPY.name], roster),
    )


def _background(
    ports: ServicePorts, updaters: tuple[ViewUpdater, ViewUpdater], relay: Relay, policy: ErasurePolicy
) -> Background:
    """What runs beside the app: the relay, the roster's reader, the policy."""
    views = ports.view_stores[ROSTER_COPY.name]
    roster = BusFollower("visits/roster", sorted(ROSTER_COPY.sources), ports.bus, updaters[1], views)
    places = ports.view_stores[OWN_VIEWS.name]
    erasure = TopicFollower(ports.bus, "visits/erasures", ["assignment"], policy.follow, ports.ledgers, places)
    return Background(
        updaters,
        Work("relay", relay.run, relay.stop),
        Work("roster", roster.run, roster.stop),
        Work("erasures", erasure.run, erasure.stop),
    )
