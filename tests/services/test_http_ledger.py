"""The ledger that another service reads over HTTP is the ledger that lies in the store."""

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest

from services.access.tokens import TokenWish, sign_token
from shared.adapters.distributed.http_ledger import PAGE_EVENTS, HttpLedger, LedgerAway, ServiceToken
from shared.adapters.embedded.assembly import open_service_storage
from shared.kernel.messages import LedgerEvent
from shared.kernel.scope import Role
from tests.services.running_system import CLOCK, OTHER_WARD, WARD, System, running_system


class Line(httpx.AsyncBaseTransport):
    """To the running system, unless it is cut or the answer is another's."""

    def __init__(self, system: System) -> None:
        self._inside = httpx.ASGITransport(system.running.app)
        self.cut = False
        self.instead: httpx.Response | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.cut:
            raise httpx.ConnectTimeout("cut", request=request)
        return self.instead or await self._inside.handle_async_request(request)


@pytest.fixture
async def system(tmp_path: Path) -> AsyncIterator[System]:
    async with running_system(tmp_path / "data") as running:
        yield running


@pytest.fixture
async def line(system: System) -> Line:
    return Line(system)


@pytest.fixture
async def client(line: Line) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=line, base_url="http://system") as opened:
        yield opened


def signed(system: System, role: Role = Role.SERVICE) -> str:
    return sign_token(system.running.key, CLOCK, TokenWish(role=role))


def told(events: Sequence[LedgerEvent]) -> list[dict[str, Any]]:
    return [{**msgspec.structs.asdict(event), "data": bytes(event.data)} for event in events]


@pytest.mark.parametrize("source", ["assignment", "visits"])
async def test_it_gives_what_the_store_has(
    system: System, client: httpx.AsyncClient, tmp_path: Path, source: str
) -> None:
    for ward in (WARD, OTHER_WARD):
        await system.place(ward)
        await system.known_everywhere(ward)
    ledger = HttpLedger(source, client, ServiceToken(signed(system), None))
    storage = await open_service_storage(tmp_path / "data", source, CLOCK, seals=False, read_only=True)
    store = storage.event_store
    try:
        assert await ledger.wards() == await store.wards() == [WARD, OTHER_WARD]
        assert await ledger.era() == await store.era()
        heads, stored = await ledger.heads(), await store.heads()
        assert [(h.source, h.ward, h.era, h.number) for h in heads] == [
            (h.source, h.ward, h.era, h.number) for h in stored
        ]
        for after, limit in ((0, PAGE_EVENTS), (0, 1), (1, 1), (0, 10 * PAGE_EVENTS), (10_000, 5)):
            answered = await ledger.read_ledger(WARD, after, limit)
            assert told(answered) == told(await store.read_ledger(WARD, after, limit))
    finally:
        await storage.close()


async def test_away_is_a_failure_that_can_be_waited_for(system: System, line: Line, client: httpx.AsyncClient) -> None:
    ledger = HttpLedger("visits", client, ServiceToken(signed(system), None))
    assert await ledger.ready() is None
    line.cut = True
    with pytest.raises(LedgerAway):
        await ledger.read_ledger(WARD, 0, 10)
    assert await ledger.ready() == "the ledger of visits: ConnectTimeout"
    line.cut, line.instead = False, httpx.Response(200, text="<html>")
    with pytest.raises(LedgerAway):
        await ledger.era()
    line.instead = httpx.Response(502, text="no gateway")
    assert await ledger.ready() == "the ledger of visits: answered 502"


@pytest.mark.parametrize("role", [Role.PROVINCE, None])
async def test_a_token_that_may_not_read_is_away_too(
    system: System, client: httpx.AsyncClient, role: Role | None
) -> None:
    token = signed(system, role) if role else "no token"
    ledger = HttpLedger("visits", client, ServiceToken(token, None))
    with pytest.raises(LedgerAway, match="403" if role else "401"):
        await ledger.heads()


async def test_a_new_token_in_the_file_is_used_without_a_restart(
    system: System, client: httpx.AsyncClient, tmp_path: Path
) -> None:
    file = tmp_path / "token"
    file.write_text("an old one\n")
    ledger = HttpLedger("visits", client, ServiceToken(None, file))
    with pytest.raises(LedgerAway, match="401"):
        await ledger.heads()
    file.write_text(f"{signed(system)}\n")
    assert await ledger.heads() == []
    file.unlink()
    with pytest.raises(LedgerAway, match="No such file"):
        await ledger.heads()
