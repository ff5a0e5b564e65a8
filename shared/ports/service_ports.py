"""The doors of one writing service, opened by whoever starts it."""

from collections.abc import Mapping
from dataclasses import dataclass

from shared.ports.clock import Clock
from shared.ports.event_bus import EventBus
from shared.ports.event_store import EventStore, Ledger
from shared.ports.key_vault import KeyVault
from shared.ports.lease import LeaseStore
from shared.ports.view_store import ViewStore


@dataclass(frozen=True, slots=True)
class ServicePorts:
    """`ledgers` are those of every service that this one follows, its own included; `view_stores` are by the name of
    the view set that lies in each."""

    event_store: EventStore
    view_stores: Mapping[str, ViewStore]
    vault: KeyVault
    leases: LeaseStore
    bus: EventBus
    ledgers: Mapping[str, Ledger]
    clock: Clock
