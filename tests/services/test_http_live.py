"""Changes are pushed, at most one event an interval, and a client that was away goes on where it was."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from shared.http.change_feed import ChangeFeed
from shared.http.limits import Limits
from shared.http.live import add_live
from shared.http.service_app import service_router
from shared.kernel.scope import Role
from tests.services.toy_service import OTHER_WARD, WARD, SteppingClock, Toy, toy_service

PATIENCE = 5


@dataclass
class Live:
    """The toy behind a real server, its feed, and a client."""

    toy: Toy
    feed: ChangeFeed
    client: httpx.AsyncClient
    server: uvicorn.Server

    @asynccontextmanager
    async def stream(self, role: Role = Role.PROVINCE, last_id: str = "") -> AsyncIterator["Events"]:
        """An open stream of a caller."""
        headers = {**self.toy.token(role), **({"Last-Event-ID": last_id} if last_id else {})}
        async with self.client.stream("GET", "/api/toy/v1/live", headers=headers) as answer:
            assert answer.status_code == 200
            assert answer.headers["Content-Type"].startswith("text/event-stream")
            yield Events(answer.aiter_lines())


class Events:
    """Events as they come."""

    def __init__(self, lines: AsyncIterator[str]) -> None:
        self._lines = lines

    async def next(self) -> dict[str, Any]:
        """The next event, comments left out."""
        event: dict[str, Any] = {}
        async with asyncio.timeout(PATIENCE):
            async for line in self._lines:
                if not line and event:
                    return event
                name, _, value = line.partition(": ")
                if name:
                    event[name] = json.loads(value) if name == "data" else value
        return {"event": "end"}


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.answers = asyncio.Event()

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self.answers.set()


@asynccontextmanager
async def serving(folder: Path, clients: int = 10, interval: float = 0.0) -> AsyncIterator[Live]:
    feed, router = ChangeFeed(SteppingClock()), service_router("toy")
    add_live(router, feed, limits=Limits(live_clients=clients), interval=interval)
    async with toy_service(folder, routers=[router]) as toy:
        config = uvicorn.Config(toy.app, port=0, log_config=None, lifespan="off", timeout_graceful_shutdown=PATIENCE)
        server = _Server(config)
        task = asyncio.create_task(server.serve())
        await server.answers.wait()
        port = server.servers[0].sockets[0].getsockname()[1]
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            yield Live(toy, feed, client, server)
            feed.close()
        server.should_exit = True
        await task


@pytest.fixture
async def live(tmp_path: Path) -> AsyncIterator[Live]:
    async with serving(tmp_path) as running:
        yield running


async def test_changed_wards_are_named_as_they_change(live: Live) -> None:
    async with live.stream() as events:
        assert (await events.next())["event"] == "ready"
        live.feed.changed(WARD)
        assert (await events.next())["data"] == {"wards": [WARD]}
        live.feed.changed(OTHER_WARD)
        live.feed.changed(WARD)
        live.feed.changed(OTHER_WARD)
        event = await events.next()
    assert (event["event"], sorted(event["data"]["wards"])) == ("wards", sorted([WARD, OTHER_WARD]))


async def test_a_client_that_was_away_hears_what_it_missed_and_no_more(live: Live) -> None:
    live.feed.changed(OTHER_WARD)
    async with live.stream() as events:
        seen = (await events.next())["id"]
    live.feed.changed(WARD)
    async with live.stream(last_id=seen) as events:
        assert (await events.next())["event"] == "ready"
        missed = await events.next()
    assert missed["data"] == {"wards": [WARD]}
    async with live.stream(last_id=missed["id"]) as events:
        assert (await events.next())["id"] == missed["id"]
        live.feed.changed(OTHER_WARD)
        assert (await events.next())["data"] == {"wards": [OTHER_WARD]}


@pytest.mark.parametrize("last_id", ["another-process:1", "spam", "{name}:999", "{name}:-1", "{name}:x"])
async def test_a_client_from_before_a_restart_loads_everything_again(live: Live, last_id: str) -> None:
    async with live.stream(last_id=last_id.format(name=live.feed.name)) as events:
        assert (await events.next())["event"] == "reset"
        live.feed.changed(WARD)
        assert (await events.next())["data"] == {"wards": [WARD]}


async def test_a_coordinator_is_told_of_the_own_ward_alone(live: Live) -> None:
    async with live.stream(Role.COORDINATOR) as events, live.stream() as others:
        await events.next()
        await others.next()
        for _ in range(3):
            live.feed.changed(OTHER_WARD)
            assert (await others.next())["data"] == {"wards": [OTHER_WARD]}
        live.feed.changed(WARD)
        assert (await events.next())["data"] == {"wards": [WARD]}


async def test_a_burst_is_one_event_an_interval(tmp_path: Path) -> None:
    async with serving(tmp_path, interval=0.2) as live, live.stream() as events:
        await events.next()
        loop = asyncio.get_running_loop()
        live.feed.changed(WARD)
        first, began = await events.next(), loop.time()
        for _ in range(100):
            live.feed.changed(OTHER_WARD)
            live.feed.changed(WARD)
        second, ended = await events.next(), loop.time()
    assert first["data"] == {"wards": [WARD]}
    assert second["data"] == {"wards": [WARD, OTHER_WARD]}
    assert ended - began > 0.1


async def test_only_so_many_streams_are_open_and_a_left_one_frees_its_place(tmp_path: Path) -> None:
    async with serving(tmp_path, clients=1) as live:
        async with live.stream() as events:
            await events.next()
            refused = await live.client.get("/api/toy/v1/live", headers=live.toy.token(Role.PROVINCE))
            assert (refused.status_code, refused.json()["type"]) == (429, "/problems/too-many-requests")
            assert refused.headers["Retry-After"] == "30"
        await _free_place(live)


async def _free_place(live: Live) -> None:
    """The server notices that a client left as soon as its connection closes; ask until it has."""
    async with asyncio.timeout(PATIENCE):
        while True:
            headers = live.toy.token(Role.PROVINCE)
            async with live.client.stream("GET", "/api/toy/v1/live", headers=headers) as answer:
                if answer.status_code == 200:
                    return


async def test_streams_end_when_the_feed_is_closed(live: Live) -> None:
    async with live.stream() as events:
        await events.next()
        live.feed.close()
        assert (await events.next())["event"] == "end"


async def test_streams_end_when_the_server_stops(live: Live) -> None:
    async with live.stream() as events:
        await events.next()
        live.server.should_exit = True
        assert (await events.next())["event"] == "end"


async def test_a_stream_needs_a_token(live: Live) -> None:
    assert (await live.client.get("/api/toy/v1/live")).status_code == 401


async def test_a_request_s_time_limit_does_not_end_a_stream(tmp_path: Path) -> None:
    feed, router = ChangeFeed(SteppingClock()), service_router("toy")
    add_live(router, feed, interval=0.0)
    async with toy_service(tmp_path, limits=Limits(seconds=0.05), routers=[router]) as toy:
        asyncio.get_running_loop().call_later(0.2, feed.changed, WARD)
        asyncio.get_running_loop().call_later(0.3, feed.close)
        answer = await toy.client.get("/api/toy/v1/live", headers=toy.token(Role.PROVINCE))
    assert answer.status_code == 200
    assert f'"{WARD}"' in answer.text


async def test_waiting_for_news_has_an_end() -> None:
    feed = ChangeFeed(SteppingClock())
    assert await feed.beyond(0, 0.01) is False
    feed.changed(WARD)
    assert await feed.beyond(0, 10) is True
