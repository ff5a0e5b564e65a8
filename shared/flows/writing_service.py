"""What every service that takes commands has: a relay that feeds its own views, and handlers that wake the relay."""

from collections.abc import Sequence

from shared.contracts.codec import CODECS
from shared.flows.command_envelope import C, CommandHandling, S
from shared.flows.handle_command import CommandHandler
from shared.flows.openings import Openings
from shared.flows.relay_events import Relay
from shared.flows.sealing import Sealer
from shared.flows.tracing import projecting
from shared.flows.update_views import ViewUpdater
from shared.kernel.messages import LedgerEvent
from shared.ports.service_ports import ServicePorts


def relay_into_views(service: str, ports: ServicePorts, updater: ViewUpdater) -> Relay:
    """The relay of `service`: what it has numbered is folded, and what an earlier holder left is caught up with. While
    it holds the lease, and no longer, `updater` owns every ward."""

    async def fold(events: Sequence[LedgerEvent]) -> None:
        with projecting(service, events):
            await updater.apply(events)

    relay = Relay(
        service,
        ports.event_store,
        ports.bus,
        ports.leases,
        ports.clock,
        fold,
        ports.clock.new_id(),
        updater.catch_up,
        updater.moved,
    )
    updater.owned_by(lambda _ward: relay.holds_lease)
    return relay


def handler_before(
    relay: Relay, service: str, ports: ServicePorts, handling: CommandHandling[C, S], cache_bytes: int
) -> CommandHandler[C, S]:
    """A handler of `service` whose appends are relayed at once."""
    sealer = Sealer(ports.vault)
    return CommandHandler(handling, ports.event_store, CODECS[service], sealer, ports.clock, relay.nudge, cache_bytes)


def openings_before(relay: Relay, service: str, ports: ServicePorts) -> Openings:
    """What opens the sealed data of `service`, and whose records are relayed at once."""
    return Openings(ports.vault, ports.event_store, CODECS[service], ports.clock, relay.nudge)
