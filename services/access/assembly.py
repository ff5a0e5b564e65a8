"""Joins the parts of access, given the doors to the outside; it names no technology."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from fastapi import FastAPI

from services.access.api.account_calls import Desk
from services.access.api.keys import add_keys
from services.access.api.reads import Reading
from services.access.api.router import access_routers, command_calls
from services.access.credentials.families import Families
from services.access.credentials.hashing import PasswordHashing
from services.access.credentials.invitations import Invitations
from services.access.credentials.outside_issuer import OutsideIssuer, outside_issuer
from services.access.credentials.passkeys import Passkeys
from services.access.credentials.passwords import Passwords
from services.access.credentials.proofs import Proofs
from services.access.domain.commands import AccountCommand
from services.access.domain.decider import account_decider, with_foreign_keys
from services.access.domain.state import Account
from services.access.flows.account_streams import AccountStreams
from services.access.flows.chosen_passwords import ChosenPasswords
from services.access.flows.entrances import Entrances
from services.access.flows.session_tokens import SessionTokens
from services.access.flows.settling import Settling
from services.access.flows.tending import Forgets, Tending
from services.access.key_ring import KeyRing
from services.access.signing_keys import SigningKey
from services.access.subscriptions import CredentialPolicy, LostPhonePolicy, VolunteerPolicy
from services.access.views import ACCOUNT_VIEWS
from services.access.wording import WORDING
from shared.contracts.codec import CODECS
from shared.flows.background import Background, Work
from shared.flows.command_envelope import CommandHandling
from shared.flows.follow_topics import TopicFollower
from shared.flows.handle_command import CommandHandler
from shared.flows.read_views import ViewReader
from shared.flows.relay_events import Relay
from shared.flows.update_views import ViewUpdater
from shared.flows.writing_service import handler_before, openings_before, relay_into_views
from shared.http.callers import KeySet, PublicKeys, TokenReader
from shared.http.command_runner import CommandRunner
from shared.http.ended_sessions import EndedSessions
from shared.http.lag_metrics import WatchedViews, watch_relay, watch_views
from shared.http.limits import limits_of
from shared.http.metrics import ServiceMetrics
from shared.http.readiness import Check
from shared.http.service import Service
from shared.http.service_app import service_app, service_router
from shared.ports.clock import Clock
from shared.ports.credential_store import CredentialStore
from shared.ports.service_ports import ServicePorts
from shared.settings import Settings

NAME = "access"
PROOFS = "proofs"
"""What the key is derived for that access recognises names and its own secrets by."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What only the process knows: the keys that sign tokens, the secret behind hashes of commands, and that behind
    proofs; and how passwords are hashed."""

    keys: KeyRing
    hash_key: bytes
    proof_key: bytes
    hashing: PasswordHashing


def token_reader(
    key: SigningKey | PublicKeys, clock: Clock, settings: Settings, ended: EndedSessions | None = None
) -> TokenReader:
    """Reads the tokens that this installation signs; `ended` refuses those of sessions that are over."""
    keys = KeySet(key.jwks()) if isinstance(key, SigningKey) else key
    return TokenReader(keys, settings.token_issuer, settings.token_audience, clock, ended=ended)


def access_service(
    ports: ServicePorts,
    credentials: CredentialStore,
    secrets: Secrets,
    tokens: TokenReader,
    ended: EndedSessions,
    settings: Settings,
    checks: Mapping[str, Check] | None = None,
    tolerated: Collection[str] = (),
) -> Service:
    """The service over opened ports. `ended` is told of every end; `checks` are what the starter waits for,
    the `tolerated` among them what the service goes on without."""
    updater = ViewUpdater(ACCOUNT_VIEWS, ports.view_stores[NAME], {NAME: ports.event_store}, CODECS, ports.clock)
    relay = relay_into_views(NAME, ports, updater)
    parts = _parts(ports, credentials, secrets, ended, settings, relay)
    metrics = ServiceMetrics()
    watch_relay(metrics, relay, ports.event_store.heads, ports.clock)
    watch_views(metrics, WatchedViews(ports.event_store.heads, ports.view_stores[NAME], updater))
    calls = command_calls(parts.desk, parts.invitations)
    runner = CommandRunner(calls, {"main": parts.handler}, ports.clock, secrets.hash_key, metrics.command)
    views = ViewReader(ACCOUNT_VIEWS, ports.view_stores[NAME], ports.clock, updater)
    openings = openings_before(relay, NAME, ports)
    reading = Reading(
        parts.desk.streams, parts.families, parts.passkeys, views, ports.event_store, openings, ports.clock
    )
    background = _background(ports, updater, relay, parts)
    app = service_app(
        NAME,
        "OneTwenty: access",
        routers=access_routers(runner, parts.desk, reading, secrets.keys, parts.outside),
        tokens=tokens,
        clock=ports.clock,
        wording=WORDING,
        metrics=metrics,
        limits=limits_of(settings),
        checks={**(checks or {}), "work": background.ended, "relay": relay.ready},
        tolerated=tolerated,
    )

    async def stop() -> None:
        await background.stop()
        secrets.hashing.close()
        if parts.outside is not None:
            await parts.outside.close()

    return Service(NAME, app, background.start, stop, background.broken)


@dataclass(frozen=True, slots=True)
class _Parts:
    handler: CommandHandler[AccountCommand, Account]
    families: Families
    invitations: Invitations
    passkeys: Passkeys
    outside: OutsideIssuer | None
    settling: Settling
    desk: Desk


def _parts(
    ports: ServicePorts,
    credentials: CredentialStore,
    secrets: Secrets,
    ended: EndedSessions,
    settings: Settings,
    relay: Relay,
) -> _Parts:
    clock, proofs = ports.clock, Proofs(secrets.proof_key)
    cache_bytes = settings.cache_megabytes * 2**20
    handling = CommandHandling(account_decider, with_foreign_keys)
    handler = handler_before(relay, NAME, ports, handling, cache_bytes)
    streams = AccountStreams(handler, ports.event_store, proofs, clock)
    passwords = Passwords(credentials, secrets.hashing)
    families, invitations = Families(credentials, proofs, ended), Invitations(credentials, proofs)
    passkeys = Passkeys(credentials)
    chosen = ChosenPasswords(passwords, proofs, clock)
    settling = Settling(streams, credentials, families, passkeys, chosen, ports.vault, clock)
    tokens = SessionTokens(secrets.keys, clock, settings.token_issuer, settings.token_audience)
    entrances = Entrances(streams, passwords, families, invitations, tokens, clock)
    desk = Desk(streams, passwords, chosen, settling, entrances, clock)
    outside = outside_issuer(settings, credentials, clock)
    return _Parts(handler, families, invitations, passkeys, outside, settling, desk)


def _background(ports: ServicePorts, updater: ViewUpdater, relay: Relay, parts: _Parts) -> Background:
    """What runs beside the app: the relay, the policies, and a look at the credentials now and then."""
    places = ports.view_stores[NAME]
    volunteers = VolunteerPolicy(parts.handler, ports.clock)
    credentials = CredentialPolicy(parts.settling)
    admitting = TopicFollower(ports.bus, "access/volunteers", ["assignment"], volunteers.follow, ports.ledgers, places)
    lost = LostPhonePolicy(parts.handler, ports.clock)
    phones = TopicFollower(ports.bus, "access/lost-phones", ["visits"], lost.follow, ports.ledgers, places)
    settling = TopicFollower(ports.bus, "access/credentials", [NAME], credentials.follow, ports.ledgers, places)
    others: list[Forgets] = [parts.invitations, parts.passkeys, *([parts.outside] if parts.outside else [])]
    tending = Tending(parts.families, others, ports.clock)
    return Background(
        [updater],
        Work("relay", relay.run, relay.stop),
        Work("volunteers", admitting.run, admitting.stop),
        Work("lost phones", phones.run, phones.stop),
        Work("credentials", settling.run, settling.stop),
        Work("tending", tending.run, tending.stop),
    )


def access_app(key: SigningKey, clock: Clock, settings: Settings) -> FastAPI:
    """The published keys alone, for a process that has no stores."""
    router = service_router("access")
    well_known = add_keys(router, key.jwks)
    return service_app(
        NAME,
        "OneTwenty: access",
        routers=[router, well_known],
        tokens=token_reader(key, clock, settings),
        clock=clock,
        wording=WORDING,
        limits=limits_of(settings),
    )
