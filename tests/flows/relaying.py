"""Relays of the toy world, run round by round."""

import asyncio
from collections.abc import Sequence

from shared.flows.relay_events import Relay
from shared.kernel.messages import LedgerEvent
from tests.flows.fake_clock import FakeClock
from tests.flows.toy import Called
from tests.ports.engines import Ports

CALL = Called(household="h", people=1)


class Heard:
    """Keeps what a relay says it has published."""

    def __init__(self) -> None:
        self.events: list[LedgerEvent] = []
        self.news = asyncio.Event()

    async def __call__(self, events: Sequence[LedgerEvent]) -> None:
        self.events += events
        self.news.set()


def relay_of(ports: Ports, clock: FakeClock, heard: Heard | None = None, holder: str = "one") -> Relay:
    return Relay("visits", ports.visits, ports.bus, ports.leases, clock, heard or Heard(), holder)


async def relay_all(relay: Relay) -> None:
    while await relay.run_once():
        pass
