"""A service as small as one can be: tallies of a ward, on the real command flow over SQLite."""

import json
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

import httpx
from fastapi import APIRouter, FastAPI
from pydantic import Field

from services.access.signing_keys import SigningKey, open_signing_key
from services.access.tokens import TokenWish, sign_token
from shared.adapters.embedded.assembly import ServiceStorage, open_service_storage
from shared.contracts.codec import Codec
from shared.flows.command_envelope import CommandHandling
from shared.flows.handle_command import CommandHandler
from shared.flows.sealing import Sealer
from shared.http.batch_endpoint import OnContact, add_batch
from shared.http.callers import KeySet, TokenReader
from shared.http.command_calls import Body, CommandCall, CommandContext, Target
from shared.http.command_endpoint import add_commands
from shared.http.command_runner import CommandRunner
from shared.http.limits import DEFAULT_LIMITS, Limits
from shared.http.metrics import ServiceMetrics
from shared.http.readiness import Check
from shared.http.service_app import service_app, service_router
from shared.http.wording import Wording, worded
from shared.kernel.decider import Decider
from shared.kernel.failures import Rejection, Unavailable
from shared.kernel.messages import Event
from shared.kernel.scope import Role
from shared.settings import AUDIENCE, ISSUER

WARD = "20197"
OTHER_WARD = "20194"
VOLUNTEER = "0190b6a0-0000-7000-8000-00000000000a"
START = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


class SteppingClock:
    """A clock that stands until it is moved, with ids that count."""

    def __init__(self) -> None:
        self.time = START
        self._ids = 0

    def now(self) -> datetime:
        return self.time

    def monotonic(self) -> float:
        return (self.time - START).total_seconds()

    def new_id(self) -> str:
        self._ids += 1
        return f"00000000-0000-7000-8000-{self._ids:012d}"

    def pass_by(self, **span: float) -> None:
        self.time += timedelta(**span)


class TallyRaised(Event, frozen=True, kw_only=True):
    tally: str
    by: int
    at: datetime

    @property
    def subject(self) -> str:
        return f"tally/{self.tally}"


@dataclass(frozen=True)
class Raise:
    tally: str
    by: int
    at: datetime


class TallyFull(Rejection):
    """A tally ends at `most`."""


def _decide(command: Raise, total: int) -> Sequence[Event]:
    if total + command.by > 10:
        raise TallyFull(most=10)
    return [TallyRaised(tally=command.tally, by=command.by, at=command.at)] if command.by else []


DECIDER: Decider[Raise, int, Any] = Decider(_decide, lambda total, event: total + event.by, lambda: 0)

WORDING: Wording = {
    "tally-full": worded(
        vi=("Sổ đã đầy", "Sổ có tối đa {most} lượt.", "Mở sổ mới."),
        en=("The tally is full", "A tally ends at {most}.", "Start another."),
    )
}


class RaiseBody(Body):
    by: Annotated[int, Field(ge=0, le=10)]
    occurred_at: datetime | None = None
    note: Annotated[str, Field(max_length=20)] = ""


@dataclass
class Troubles:
    """Names of tallies that are away for a moment, or that crash the program."""

    away: set[str] = field(default_factory=set)
    away_before_aiming: set[str] = field(default_factory=set)
    crashing: set[str] = field(default_factory=set)


class _Handler(CommandHandler[Raise, int]):
    troubles: Troubles

    async def handle(self, envelope: Any) -> Any:
        if envelope.answer_id in self.troubles.away:
            raise Unavailable(retry_after=7)
        if envelope.answer_id in self.troubles.crashing:
            raise ZeroDivisionError("the household of Nguyễn Thị Bí")
        return await super().handle(envelope)


def calls(troubles: Troubles) -> list[CommandCall]:
    async def prepare(context: CommandContext, ids: Mapping[str, str], body: RaiseBody) -> Target[Any]:
        context.scope.require_ward(ids["ward"])
        if ids["id"] in troubles.away_before_aiming:
            raise Unavailable(retry_after=7)
        at = (body.occurred_at or context.recorded_at) + context.clock_offset
        return Target(f"{ids['ward']}/tally/{ids['id']}", ids["ward"], Raise(ids["id"], body.by, at), ids["id"])

    roles = frozenset({Role.VOLUNTEER, Role.COORDINATOR})
    path = "/wards/{ward}/tallies/{id}/raises"
    return [CommandCall("raise-tally", "POST", path, RaiseBody, roles, prepare, "Raise a tally", status=201)]


@dataclass
class Toy:
    """The service, its clock, and a client without a token."""

    app: FastAPI
    client: httpx.AsyncClient
    clock: SteppingClock
    key: SigningKey
    runner: CommandRunner
    troubles: Troubles
    metrics: ServiceMetrics
    storage: ServiceStorage

    async def facts(self, tally: str) -> list[dict[str, Any]]:
        """What is stored of a tally."""
        commits = await self.storage.event_store.read_stream(f"{WARD}/tally/{tally}")
        return [json.loads(bytes(event.data)) for commit in commits for event in commit.events]

    def token(self, role: Role = Role.COORDINATOR, ward: str = WARD, hours: float = 12) -> dict[str, str]:
        """The header of a caller."""
        wish = TokenWish(role=role, ward=ward, volunteer_id=VOLUNTEER, hours=hours)
        return {"Authorization": f"Bearer {sign_token(self.key, self.clock, wish)}"}

    async def raise_tally(self, tally: str, by: int, *, key: str | None = None, **headers: str) -> httpx.Response:
        """The toy's one command."""
        more = {"Idempotency-Key": key} if key else {}
        path = f"/api/toy/v1/wards/{WARD}/tallies/{tally}/raises"
        return await self.client.post(path, json={"by": by}, headers={**self.token(), **more, **headers})


@asynccontextmanager
async def toy_service(
    folder: Path,
    *,
    on_contact: OnContact | None = None,
    limits: Limits = DEFAULT_LIMITS,
    routers: Sequence[APIRouter] = (),
    checks: Mapping[str, Check] | None = None,
    tolerated: Collection[str] = (),
) -> AsyncIterator[Toy]:
    """The toy, running in `folder`."""
    clock, troubles, metrics = SteppingClock(), Troubles(), ServiceMetrics()
    storage = await open_service_storage(folder, "toy", clock)
    handling = CommandHandling(DECIDER, lambda command, _keys: command)
    handler = _Handler(handling, storage.event_store, Codec((TallyRaised,)), Sealer(storage.vault), clock)
    handler.troubles = troubles
    runner = CommandRunner(calls(troubles), {"main": handler}, clock, b"k" * 32, metrics.command)
    key = open_signing_key(folder)
    router = service_router("toy")
    add_commands(router, runner)
    add_batch(router, runner, storage.event_store.era, on_contact)
    app = service_app(
        "toy",
        "Tallies",
        routers=[router, *routers],
        tokens=TokenReader(KeySet(key.jwks()), ISSUER, AUDIENCE, clock),
        clock=clock,
        wording=WORDING,
        metrics=metrics,
        limits=limits,
        checks=checks,
        tolerated=tolerated,
    )
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://toy") as client:
        yield Toy(app, client, clock, key, runner, troubles, metrics, storage)
    await storage.close()
