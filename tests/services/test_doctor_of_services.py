"""What `onetwenty doctor` says of single services: who answers, what nobody publishes, how topics are mended."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from services.cli.neighbours import ask_neighbours
from services.cli.single_services import RELAYED, remedy_for_topic
from services.cli.standing import Standing, standing
from shared.ports.event_store import LedgerHead
from shared.settings import Settings
from tests.engines.loopback import free_port

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@asynccontextmanager
async def answering(status: str, body: str) -> AsyncIterator[tuple[str, list[str]]]:
    """A server that says the same to everyone; its address and the paths it was asked for."""
    paths: list[str] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        paths.append((await reader.readuntil(b"\r\n\r\n")).split()[1].decode())
        head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write((head + body).encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", paths
    finally:
        server.close()


async def test_each_service_is_asked_where_the_settings_name_it() -> None:
    away = f"http://127.0.0.1:{free_port()}"
    async with (
        answering("200 OK", '{"ready":true,"waiting_for":{}}') as (works, asked),
        answering("503 Away", '{"ready":false,"waiting_for":{"mongo":"MongoDB does not answer"}}') as (waits, _),
    ):
        settings = Settings(keys_url=f"{works}/.well-known/jwks.json", ledgers=f"assignment={waits},visits={away}")
        access, assignment, visits = await ask_neighbours(settings)
    assert asked == ["/api/access/readyz"]
    assert (access.what, access.remedy) == ("access", "")
    assert "mongo: MongoDB does not answer" in assignment.found
    assert "log of `onetwenty serve assignment`" in assignment.remedy
    assert "does not answer" in visits.found
    assert "ONETWENTY_LEDGERS" in visits.remedy


@pytest.mark.parametrize(("status", "body"), [("404 Not Found", "no such page"), ("503 Away", "[]"), ("502 Bad", "")])
async def test_another_program_at_the_address_is_a_fault(status: str, body: str) -> None:
    async with answering(status, body) as (address, _):
        (found,) = await ask_neighbours(Settings(keys_url=address))
    assert found.remedy


async def test_who_is_not_named_is_not_asked() -> None:
    assert await ask_neighbours(Settings()) == []


@pytest.mark.parametrize(
    ("seconds", "running", "remedy"),
    [
        (31, (), "start `onetwenty serve visits`"),
        (31, RELAYED, "The relay stands still"),
        (29, (), ""),
        (None, (), ""),
    ],
)
def test_what_nobody_publishes_is_a_fault(seconds: int | None, running: tuple[str, ...], remedy: str) -> None:
    oldest = None if seconds is None else NOW - timedelta(seconds=seconds)
    head = LedgerHead(
        source="visits", ward="20194", era="e", number=7, time=NOW, pending=2 if oldest else 0, oldest_pending=oldest
    )
    services = {service: Standing([head] if service == "visits" else [], {}) for service in RELAYED}
    findings = {one.what: one for one in standing(services, RELAYED, running, NOW, may_rest=False)}
    found = findings["ledger of visits"]
    assert remedy in found.remedy
    assert bool(found.remedy) == bool(remedy)
    assert not findings["ledger of assignment"].remedy


def test_a_folder_may_rest() -> None:
    head = LedgerHead(
        source="visits", ward="20194", era="e", number=7, time=NOW, pending=2, oldest_pending=NOW - timedelta(days=1)
    )
    (found,) = standing({"visits": Standing([head], {})}, ["visits"], (), NOW)
    assert not found.remedy


def test_partitions_are_never_added_to_mend_a_topic() -> None:
    assert remedy_for_topic("missing", "") == "Run: onetwenty topics"
    assert "Kafka's own tools" in remedy_for_topic("differs", "retention.ms")
    assert "Never add any" in remedy_for_topic("differs", "partitions")
    assert "ONETWENTY_KAFKA_PARTITIONS" in remedy_for_topic("setting differs", "partitions")
