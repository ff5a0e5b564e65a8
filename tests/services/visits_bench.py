"""The visits service as it runs, over SQLite in a folder, beside a roster that assignment's own decider writes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import httpx

from services.access.signing_keys import SigningKey, open_signing_key
from services.access.tokens import TokenWish, sign_token
from services.assignment.domain.commands import (
    AssignHousehold,
    EnrollVolunteer,
    EraseHousehold,
    RegisterHousehold,
    RemoveHousehold,
    RosterCommand,
)
from services.assignment.domain.decider import roster_decider
from services.assignment.domain.foreign_keys import with_foreign_keys
from services.visits.assembly import visits_service
from shared.adapters.embedded.assembly import ServiceStorage, open_service_storage
from shared.adapters.embedded.sqlite_event_bus import SqliteEventBus
from shared.adapters.system_clock import SystemClock
from shared.contracts.codec import CODECS
from shared.flows.command_envelope import CommandEnvelope, CommandHandling
from shared.flows.handle_command import CommandHandler
from shared.flows.relay_events import Relay
from shared.flows.sealing import Sealer
from shared.http.callers import KeySet, TokenReader
from shared.http.service import Service
from shared.kernel.messages import LedgerEvent
from shared.kernel.scope import Role
from shared.ports.service_ports import ServicePorts
from shared.settings import AUDIENCE, ISSUER

WARD, OTHER_WARD = "20197", "20194"
NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
"""12:00 in Da Nang, on the day on which the bench starts."""


def id_of(name: str) -> str:
    """The UUID of whatever a test calls by a name."""
    return str(uuid5(NAMESPACE_URL, name))


class BenchClock(SystemClock):
    """Runs like any clock, but starts at noon of the bench's day and can be put forward."""

    def __init__(self) -> None:
        super().__init__()
        self._shift = NOON - super().now()

    def now(self) -> datetime:
        return super().now() + self._shift

    def pass_by(self, **span: float) -> None:
        self._shift += timedelta(**span)


class RosterDesk:
    """Writes the ward's roster and publishes it, as assignment would."""

    def __init__(self, storage: ServiceStorage, bus: SqliteEventBus, clock: BenchClock) -> None:
        handling = CommandHandling(roster_decider, with_foreign_keys)
        self._handler = CommandHandler(
            handling, storage.event_store, CODECS["assignment"], Sealer(storage.vault), clock
        )
        self._relay = Relay("assignment", storage.event_store, bus, storage.leases, clock, _nobody_else, "desk")
        self._clock = clock

    async def say(self, command: RosterCommand, ward: str = WARD) -> str:
        """Handle and publish; the answer is what `min_version` takes."""
        stream, command_id = f"{ward}/roster", self._clock.new_id()
        handled = await self._handler.handle(CommandEnvelope(stream, ward, command, command_id, "", "desk", ""))
        while await self._relay.run_once():
            pass
        return f"{stream}:{handled.version}"

    async def enroll(self, volunteer: str, *, minor_until: str | None = None, ward: str = WARD) -> str:
        """A volunteer of the ward."""
        return await self.say(
            EnrollVolunteer(
                recorded_at=self._clock.now(),
                volunteer_id=id_of(volunteer),
                kind="student",
                capacity=20,
                minor_until=minor_until,
                guardian_consent=minor_until is not None,
            ),
            ward,
        )

    async def register(self, household: str, *, village: str = "Tà Lang", signal: Any = "good") -> str:
        """A household of the ward, on its list since ten days ago."""
        now = self._clock.now()
        return await self.say(
            RegisterHousehold(
                recorded_at=now,
                household_id=id_of(household),
                village=village,
                signal=signal,
                occurred_at=now - timedelta(days=10),
            )
        )

    async def assign(self, household: str, volunteer: str, *, days_ago: int = 9) -> str:
        """From that day on the volunteer helps the household."""
        now = self._clock.now()
        return await self.say(
            AssignHousehold(
                recorded_at=now,
                household_id=id_of(household),
                volunteer_id=id_of(volunteer),
                replace=True,
                occurred_at=now - timedelta(days=days_ago),
            )
        )

    async def remove(self, household: str) -> str:
        """The household leaves the list."""
        return await self.say(RemoveHousehold(recorded_at=self._clock.now(), household_id=id_of(household)))

    async def erase(self, household: str) -> str:
        """The decision to erase."""
        return await self.say(EraseHousehold(recorded_at=self._clock.now(), household_id=id_of(household)))


async def _nobody_else(_events: Any) -> None:
    return None


@dataclass
class Bench:
    """The running service, a client, and the desk that keeps the roster."""

    service: Service
    client: httpx.AsyncClient
    clock: BenchClock
    desk: RosterDesk
    key: SigningKey
    storage: ServiceStorage
    ports: ServicePorts
    folder: Path
    seen: str | None = field(default=None)
    """`min_version` of the last roster change or command, for reads that follow."""

    def token(self, role: Role, *, volunteer: str | None = None, ward: str | None = WARD) -> dict[str, str]:
        """The header of a caller."""
        volunteer_id = id_of(volunteer) if volunteer else None
        wish = TokenWish(role=role, ward=ward, volunteer_id=volunteer_id, hours=24 * 300)
        return {"Authorization": f"Bearer {sign_token(self.key, self.clock, wish)}"}

    def by(self, volunteer: str | None, ward: str = WARD) -> dict[str, str]:
        """A volunteer's header, or the coordinator's for None."""
        role = Role.VOLUNTEER if volunteer else Role.COORDINATOR
        return self.token(role, volunteer=volunteer, ward=ward)

    async def post(self, path: str, body: Any, by: str | None = None, **headers: str) -> httpx.Response:
        """A command; English, so that problems can be compared."""
        head = {**self.by(by), "Accept-Language": "en", **headers}
        return await self.client.post(f"/api/visits/v1{path}", json=body, headers=head)

    async def accepted(self, path: str, body: Any, by: str | None = None, **headers: str) -> dict[str, Any]:
        """A command's answer; it must be accepted, and the next read waits for it."""
        answer = await self.post(path, body, by, **headers)
        assert answer.status_code in (200, 201), answer.text
        content: dict[str, Any] = answer.json()
        self.seen = f"{content['stream']}:{content['version']}"
        return content

    async def get(self, path: str, by: str | None = None, **parameters: Any) -> httpx.Response:
        """A read that sees what was done last."""
        fresh = {"min_version": self.seen} if self.seen else {}
        head = {**self.by(by), "Accept-Language": "en"}
        return await self.client.get(f"/api/visits/v1{path}", params={**fresh, **parameters}, headers=head)

    async def read(self, path: str, by: str | None = None, **parameters: Any) -> Any:
        """The content of a read that must succeed."""
        answer = await self.get(path, by, **parameters)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def ledger(self, ward: str = WARD) -> list[LedgerEvent]:
        """What visits has published of a ward."""
        return list(await self.storage.event_store.read_ledger(ward, 0, 1000))

    def visit(self, name: str, household: str, **fields: Any) -> dict[str, Any]:
        """The body of a visit an hour ago."""
        body = {
            "visit_id": id_of(name),
            "household_id": id_of(household),
            "occurred_at": (self.clock.now() - timedelta(hours=1)).isoformat(),
            "outcome": "helped",
            "people_helped": 1,
            "procedures": [],
            "follow_ups": [],
        }
        return {**body, **fields}


def line(case: str, step: str = "submitted", **fields: Any) -> dict[str, Any]:
    """A procedure line."""
    return {"case_id": id_of(case), "procedure": "birth-registration", "step": step, "mode": "assisted", **fields}


@asynccontextmanager
async def visits_bench(folder: Path) -> AsyncIterator[Bench]:
    """The service, started and in the end stopped."""
    clock = BenchClock()
    roster = await open_service_storage(folder, "assignment", clock)
    storage = await open_service_storage(folder, "visits", clock, ["visits.roster"])
    bus = SqliteEventBus([roster.event_store, storage.event_store])
    key = open_signing_key(folder)
    ports = ServicePorts(
        event_store=storage.event_store,
        view_stores=storage.view_stores,
        vault=storage.vault,
        leases=storage.leases,
        bus=bus,
        ledgers={"assignment": roster.event_store, "visits": storage.event_store},
        clock=clock,
    )
    service = visits_service(ports, TokenReader(KeySet(key.jwks()), ISSUER, AUDIENCE, clock), b"k" * 32)
    await service.start()
    transport = httpx.ASGITransport(app=service.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://visits") as client:
        yield Bench(service, client, clock, RosterDesk(roster, bus, clock), key, storage, ports, folder)
    await service.stop()
    await storage.close()
    await roster.close()
