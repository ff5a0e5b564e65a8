"""A toy history in a store, numbered; and what views made of it must look like."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.adapters.system_clock import SystemClock
from shared.flows.read_views import ViewReader
from shared.flows.rebuild_views import rebuild_ward
from shared.flows.relay_events import Relay
from shared.flows.update_views import ViewUpdater
from shared.flows.view_kinds import ViewSet
from shared.kernel.messages import LedgerEvent
from shared.ports.clock import Clock
from shared.ports.view_store import ViewStore
from tests.flows.commits import Writer
from tests.flows.fake_clock import FakeClock
from tests.flows.toy import CODECS, Called, Hummed, Placed, view_set
from tests.ports.engines import Ports

WARD, OTHER = "20194", "20551"
WARDS = (WARD, OTHER)


class History:
    """Writes the toy world of one engine."""

    def __init__(self, ports: Ports) -> None:
        self.ports = ports
        self.roster = Writer(ports.assignment)
        self.doors = Writer(ports.visits)

    async def place(self, household: str, village: str, ward: str = WARD) -> None:
        await self.roster.append(f"{ward}/roster", Placed(household=household, village=village))

    async def call(self, household: str, *people: int, ward: str = WARD) -> None:
        calls = [Called(household=household, people=count) for count in people]
        await self.doors.append(f"{ward}/household/{household}", *calls)

    async def hum(self, household: str, ward: str = WARD) -> None:
        await self.doors.append(f"{ward}/household/{household}", Hummed(household=household))

    async def number(self) -> None:
        """Number and publish everything."""
        for store in (self.ports.assignment, self.ports.visits):
            relay = Relay(store.source, store, self.ports.bus, self.ports.leases, FakeClock(), _deaf, "relay")
            while await relay.run_once():
                pass

    async def some(self) -> None:
        """A dozen commits of both sources in two wards, numbered."""
        for index, household in enumerate("abca"):
            await self.place(household, f"village {index}")
            await self.call(household, 1, index)
        await self.hum("b")
        await self.place("z", "far", ward=OTHER)
        await self.call("z", 7, ward=OTHER)
        await self.call("b", 5)
        await self.number()


async def _deaf(_events: Sequence[LedgerEvent]) -> None:
    return None


async def events_of(ports: Ports, source: str, ward: str = WARD) -> list[LedgerEvent]:
    """The ledger of a source and ward."""
    store = ports.visits if source == "visits" else ports.assignment
    return list(await store.read_ledger(ward, 0, 10_000))


def ledgers_of(ports: Ports) -> Mapping[str, Any]:
    return {"assignment": ports.assignment, "visits": ports.visits}


def updater_of(
    ports: Ports, clock: Clock, views: ViewSet | None = None, store: ViewStore | None = None, **options: Any
) -> ViewUpdater:
    """An updater that tends only when it is told to."""
    options.setdefault("tends", False)
    return ViewUpdater(views or view_set(), store or ports.views, ledgers_of(ports), CODECS, clock, **options)


async def documents_of(ports: Ports, ward: str = WARD) -> dict[str, tuple[bytes, dict[str, Any]]]:
    """Bodies and marks of the ward's live documents, by name."""
    cursor = await ports.views.cursor(ward)
    if cursor is None:
        return {}
    names = await ports.views.names(ward, cursor.generation)
    found = await ports.views.get(ward, cursor.generation, names)
    return {name: (document.body, dict(document.marks)) for name, document in found.items()}


async def content_of(ports: Ports, kind: str, document_id: str, ward: str = WARD) -> Any:
    """One document, read from the store."""
    return await ViewReader(view_set(), ports.views, SystemClock()).get(kind, ward, document_id)


async def assert_rebuild_is_equal(ports: Ports, views: ViewSet | None = None, wards: Sequence[str] = WARDS) -> None:
    """What lies in the store is exactly what the ledgers say."""
    for ward in wards:
        rebuilt = await rebuild_ward(views or view_set(), ports.views, ledgers_of(ports), CODECS, SystemClock(), ward)
        assert rebuilt.differences == ()
        assert rebuilt.digest_live == rebuilt.digest_rebuilt
