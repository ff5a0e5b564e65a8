"""Joins the parts of assignment, given the doors to the outside; it names no technology."""

from collections.abc import Collection, Mapping

from services.assignment.api.duplicates import Duplicates
from services.assignment.api.imports.calls import Imports
from services.assignment.api.reading import DocumentsOf, Reading
from services.assignment.api.router import assignment_router, command_calls
from services.assignment.domain.decider import roster_decider
from services.assignment.domain.erasure import erasure_decider
from services.assignment.domain.erasure import with_foreign_keys as erasure_with_foreign_keys
from services.assignment.domain.foreign_keys import with_foreign_keys
from services.assignment.subscriptions import ContactPolicy, ErasurePolicy
from services.assignment.views import ROSTER_VIEWS
from services.assignment.wording import ASSIGNMENT_WORDING
from shared.contracts.codec import CODECS
from shared.flows.background import Background, Work
from shared.flows.command_envelope import CommandHandling
from shared.flows.evidence import evidence_key
from shared.flows.follow_topics import TopicFollower
from shared.flows.read_views import ViewReader
from shared.flows.relay_events import Relay
from shared.flows.update_views import ViewUpdater
from shared.flows.writing_service import handler_before, openings_before, relay_into_views
from shared.http.callers import TokenReader
from shared.http.command_runner import CommandRunner
from shared.http.lag_metrics import WatchedViews, watch_relay, watch_views
from shared.http.limits import DEFAULT_LIMITS, Limits
from shared.http.metrics import ServiceMetrics
from shared.http.readiness import Check
from shared.http.refusals import MinVersionMalformed
from shared.http.service import Service
from shared.http.service_app import service_app
from shared.http.ward_documents import WardDocuments
from shared.ports.service_ports import ServicePorts

NAME = "assignment"


def assignment_service(
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
    views = ports.view_stores[ROSTER_VIEWS.name]
    updater = ViewUpdater(ROSTER_VIEWS, views, {NAME: ports.event_store}, CODECS, ports.clock)
    relay = relay_into_views(NAME, ports, updater)
    handler = handler_before(relay, NAME, ports, CommandHandling(roster_decider, with_foreign_keys), cache_bytes)
    courses = handler_before(
        relay, NAME, ports, CommandHandling(erasure_decider, erasure_with_foreign_keys), cache_bytes // 16
    )
    key = evidence_key(hash_key)
    metrics = ServiceMetrics()
    watch_relay(metrics, relay, ports.event_store.heads, ports.clock)
    watch_views(metrics, WatchedViews(ports.event_store.heads, views, updater))
    reader = ViewReader(ROSTER_VIEWS, views, ports.clock, updater)
    reading = Reading(_documents_of(reader), openings_before(relay, NAME, ports), ports.clock)
    duplicates = Duplicates(ports.clock, hash_key)
    imports = Imports(reading, handler, hash_key)
    runner = CommandRunner(
        command_calls(reading, duplicates), {"main": handler}, ports.clock, hash_key, metrics.command
    )
    erasures = ErasurePolicy(ports.vault, courses, key, ports.clock)
    background = _background(ports, updater, relay, ContactPolicy(handler, ports.clock), erasures)
    app = service_app(
        NAME,
        "OneTwenty: assignment",
        routers=[assignment_router(runner, reading, duplicates, imports, key, ports.event_store)],
        tokens=tokens,
        clock=ports.clock,
        wording=ASSIGNMENT_WORDING,
        metrics=metrics,
        limits=limits,
        checks={**(checks or {}), "work": background.ended, "relay": relay.ready},
        tolerated=tolerated,
    )
    return Service(NAME, app, background.start, background.stop, background.broken)


def _documents_of(reader: ViewReader) -> DocumentsOf:
    async def documents_of(ward: str, min_version: tuple[str, int] | None) -> WardDocuments:
        if min_version is not None:
            stream, version = min_version
            if stream != f"{ward}/roster":
                raise MinVersionMalformed(pointer="min_version")
            await reader.wait_roster(ward, version)
        return WardDocuments(reader, ward)

    return documents_of


def _background(
    ports: ServicePorts, updater: ViewUpdater, relay: Relay, contacts: ContactPolicy, erasures: ErasurePolicy
) -> Background:
    """What runs beside the app: the relay and the policies."""
    places = ports.view_stores[ROSTER_VIEWS.name]
    contact = TopicFollower(ports.bus, "assignment/contact", ["visits"], contacts.follow, ports.ledgers, places)
    erasure = TopicFollower(ports.bus, "assignment/erasures", [NAME], erasures.follow, ports.ledgers, places)
    confirmed = TopicFollower(ports.bus, "assignment/confirmations", ["visits"], erasures.follow, ports.ledgers, places)
    return Background(
        [updater],
        Work("relay", relay.run, relay.stop),
        Work("contact", contact.run, contact.stop),
        Work("erasures", erasure.run, erasure.stop),
        Work("confirmations", confirmed.run, confirmed.stop),
    )
