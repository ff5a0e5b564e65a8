"""Reporting as it runs, on SQLite, behind both services' stores, relays and bus; what it hears is a ward's story."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import msgspec
import uvicorn
from fastapi import FastAPI

from services.access.signing_keys import SigningKey, open_signing_key
from services.access.tokens import TokenWish, sign_token
from services.reporting.assembly import ReportingPorts, reporting_service
from shared.adapters.embedded.assembly import FolderStorage, open_folder_storage
from shared.flows.relay_events import Relay
from shared.http.callers import KeySet, TokenReader
from shared.kernel.messages import Commit, Event, LedgerEvent, StoredEvent
from shared.kernel.scope import Role
from shared.settings import AUDIENCE, ISSUER
from tests.ledgers import Ledgers
from tests.services.running_assignment import FixedClock
from tests.ward_story import WardStory

WARD, OTHER_WARD = "20194", "20197"
SOURCES = ("assignment", "visits")
LAN = "0190b6a0-0000-7000-8000-00000000000a"
MINH = "0190b6a0-0000-7000-8000-00000000000b"


class StoryLedgers(Ledgers):
    """Keeps what is told as commits that are not yet appended."""

    def __init__(self) -> None:
        super().__init__()
        self.untold: list[tuple[str, Commit]] = []

    def publish(self, ward: str, recorded_at: datetime, events: Iterable[Event], stream: str = "") -> None:
        before = len(self.published)
        super().publish(ward, recorded_at, events, stream)
        made = self.published[before:]
        self.untold += [(source, commit_of(own)) for source in SOURCES if (own := _of(source, made))]


def _of(source: str, events: Sequence[LedgerEvent]) -> list[LedgerEvent]:
    return [event for event in events if event.source == source]


def commit_of(events: Sequence[LedgerEvent]) -> Commit:
    """The commit that made these numbered events, all of one source."""
    first = events[0]
    return Commit(
        stream=first.stream,
        version=first.commit,
        ward=first.ward,
        era=first.era,
        command_id=first.command_id,
        content_hash="",
        actor=first.actor,
        recorded_at=first.recorded_at,
        events=tuple(
            StoredEvent(type=one.type, version=one.version, subject=one.subject, time=one.time, data=one.data)
            for one in events
        ),
    )


@dataclass
class Reporting:
    """The service and a client; every read is the province's unless said otherwise."""

    app: FastAPI
    client: httpx.AsyncClient
    clock: FixedClock
    key: SigningKey
    storage: FolderStorage
    relays: Sequence[Relay]
    ledgers: StoryLedgers = field(default_factory=StoryLedgers)

    def ward(self, code: str = WARD) -> WardStory:
        """The story of a ward; `heard` lets reporting hear what has been told."""
        return WardStory(code, self.ledgers)

    async def append(self) -> None:
        """Store what has been told, not yet numbered."""
        for source, commit in self.ledgers.untold:
            await self.storage.services[source].event_store.append(commit)
        self.ledgers.untold.clear()

    async def heard(self) -> None:
        """What has been told is appended, numbered, published, folded and summed."""
        await self.relayed()
        async with asyncio.timeout(20):
            while await self._waits():  # noqa: ASYNC110 nothing tells a reader from outside
                await asyncio.sleep(0.02)

    async def relayed(self) -> None:
        """What has been told is appended, numbered and published; reporting follows when it can."""
        await self.append()
        for relay in self.relays:
            while await relay.run_once():
                pass

    async def publish_heads(self) -> None:
        """Heads as of now, as a relay writes them every two seconds."""
        for source in SOURCES:
            heads = await self.storage.services[source].event_store.heads()
            await self.storage.bus.publish_heads(
                [msgspec.structs.replace(head, time=self.clock.now()) for head in heads]
            )

    async def _waits(self) -> bool:
        await self.publish_heads()
        as_of = (await self.read("/province"))["as_of"]
        told = Counter(event.source for event in self.ledgers.published)
        return any(as_of[source]["waiting"] or as_of[source]["events"] != told[source] for source in SOURCES)

    async def read(self, path: str, status: int = 200, **caller: Any) -> dict[str, Any]:
        """The answer of a read by a role, with its ward and volunteer."""
        answer = await self.get(path, **caller)
        assert answer.status_code == status, answer.text
        content: dict[str, Any] = answer.json()
        return content

    async def get(self, path: str, headers: dict[str, str] | None = None, **caller: Any) -> httpx.Response:
        return await self.client.get(
            f"/api/reporting/v1{path}", headers={**self.bearer(**caller), "Accept-Language": "en", **(headers or {})}
        )

    def bearer(self, role: Role = Role.PROVINCE, ward: str = WARD, volunteer_id: str | None = None) -> dict[str, str]:
        wish = TokenWish(role=role, ward=ward, volunteer_id=volunteer_id, hours=12)
        return {"Authorization": f"Bearer {sign_token(self.key, self.clock, wish)}"}


async def _nothing(_events: Sequence[LedgerEvent]) -> None:
    return None


@asynccontextmanager
async def running_reporting(folder: Path) -> AsyncIterator[Reporting]:
    """The service in `folder`, from start to stop."""
    clock = FixedClock()
    storage = await open_folder_storage(folder, dict.fromkeys((*SOURCES, "reporting"), False), clock)
    key = open_signing_key(folder)
    stores = {source: storage.services[source].event_store for source in SOURCES}
    relays = [
        Relay(source, store, storage.bus, storage.services[source].leases, clock, _nothing, clock.new_id())
        for source, store in stores.items()
    ]
    ports = ReportingPorts(storage.services["reporting"].view_store, storage.bus, stores, clock)
    service = reporting_service(ports, TokenReader(KeySet(key.jwks()), ISSUER, AUDIENCE, clock))
    await service.start()
    transport = httpx.ASGITransport(app=service.app)
    try:
        async with httpx.AsyncClient(transport=transport, base_url="http://reporting") as client:
            yield Reporting(service.app, client, clock, key, storage, relays)
    finally:
        await service.stop()
        await storage.close()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.answers = asyncio.Event()

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self.answers.set()


@asynccontextmanager
async def served(app: FastAPI) -> AsyncIterator[str]:
    """The app on a real socket, for streams; gives its address."""
    server = _Server(uvicorn.Config(app, port=0, log_config=None, lifespan="off", timeout_graceful_shutdown=5))
    task = asyncio.create_task(server.serve())
    await server.answers.wait()
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await task
