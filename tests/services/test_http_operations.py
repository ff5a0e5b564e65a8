"""Alive, ready, several services behind one address, and settings from the environment."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.responses import PlainTextResponse
from starlette.types import Message

from services.access.assembly import access_app
from services.access.signing_keys import open_signing_key
from shared.http import readiness as ready
from shared.http.joined_apps import JoinedApps
from shared.http.metrics import ServiceMetrics
from shared.http.readiness import Check, readiness
from shared.kernel.failures import Unavailable
from shared.settings import Settings, SettingsRefused, read_settings, unknown_variables
from tests.services.toy_service import SteppingClock, Toy, toy_service


async def test_a_service_is_alive_and_ready(toy: Toy) -> None:
    for place in ("", "/api/toy"):
        assert (await toy.client.get(f"{place}/healthz")).json() == {"status": "alive"}
        answer = await toy.client.get(f"{place}/readyz")
        assert (answer.status_code, answer.json()) == (200, {"ready": True, "waiting_for": {}})


async def test_readiness_says_what_it_waits_for(tmp_path: Path) -> None:
    async def fine() -> None:
        return None

    async def behind() -> str:
        return "views are catching up"

    async with toy_service(tmp_path, checks={"store": fine, "views": behind}) as toy:
        answer = await toy.client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"ready": False, "waiting_for": {"views": "views are catching up"}}


async def test_what_it_can_work_without_is_named_and_keeps_nobody_away(tmp_path: Path) -> None:
    async def away() -> str:
        return "Kafka does not answer"

    async with toy_service(tmp_path, checks={"kafka": away}, tolerated=["kafka"]) as toy:
        answer = await toy.client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "waiting_for": {"kafka": "Kafka does not answer"}}


async def test_values_that_cannot_be_read_now_are_left_out() -> None:
    async def away() -> Mapping[tuple[str, ...], float]:
        raise Unavailable(what="MongoDB")

    metrics = ServiceMetrics()
    metrics.watch("lag", "How far behind", (), away)
    metrics.answered("GET", "/x", 503, 0.1)
    text = (await metrics.text()).decode()
    assert 'status="503"' in text
    assert "\nlag" not in text


async def test_a_check_that_fails_or_hangs_counts_as_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ready, "PATIENCE", 0.01)

    async def broken() -> str | None:
        raise ConnectionError("mongodb://user:secret@host")

    async def hanging() -> str | None:
        await asyncio.Event().wait()
        return None

    async def refusing() -> str | None:
        raise Unavailable(storage="MongoDB", what="does not answer")

    checks: dict[str, Check] = {"store": broken, "bus": hanging, "mongo": refusing}
    told = {"store": "fails (ConnectionError)", "bus": "no answer", "mongo": "MongoDB does not answer"}
    assert await readiness(checks) == told


@pytest.fixture
async def joined(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    """The toy and access behind one address, with pages beside them."""
    access = access_app(open_signing_key(tmp_path), SteppingClock(), Settings())
    async with toy_service(tmp_path) as toy:
        apps = {"toy": toy.app, "access": access}
        app = JoinedApps(apps, otherwise=PlainTextResponse("the pages"))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://all") as client:
            yield client


@pytest.mark.parametrize(
    ("path", "status", "holds"),
    [
        ("/api/toy/healthz", 200, "alive"),
        ("/api/toy/openapi.json", 200, "Tallies"),
        ("/api/toy/metrics", 200, "onetwenty_http"),
        ("/api/access/readyz", 200, "ready"),
        ("/api/access/v1/jwks", 200, "OKP"),
        ("/.well-known/jwks.json", 200, "OKP"),
        ("/api/nothing/v1/x", 404, "route-unknown"),
        ("/api/toy/v1/nothing", 404, "route-unknown"),
        ("/api/", 404, "route-unknown"),
        ("/", 200, "the pages"),
        ("/ward", 200, "the pages"),
    ],
)
async def test_each_path_goes_to_the_service_it_names(
    joined: httpx.AsyncClient, path: str, status: int, holds: str
) -> None:
    answer = await joined.get(path)
    assert (answer.status_code, holds in answer.text) == (status, True)


def _living(name: str, said: list[str], failing: bool = False) -> FastAPI:
    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        if failing:
            raise OSError("disk full")
        said.append(f"{name} starts")
        yield
        said.append(f"{name} stops")

    return FastAPI(lifespan=lifespan)


async def _live(app: JoinedApps) -> list[str]:
    sent: list[str] = []
    messages = iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

    async def receive() -> Message:
        return next(messages)

    async def send(message: Message) -> None:
        sent.append(message["type"])

    await app({"type": "lifespan"}, receive, send)
    return sent


async def test_joined_services_start_in_order_and_stop_in_reverse() -> None:
    said: list[str] = []
    sent = await _live(JoinedApps({"a": _living("a", said), "b": _living("b", said)}))
    assert said == ["a starts", "b starts", "b stops", "a stops"]
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]


async def test_a_service_that_cannot_start_stops_those_before_it() -> None:
    said: list[str] = []
    with pytest.raises(OSError, match="disk full"):
        await _live(JoinedApps({"a": _living("a", said), "b": _living("b", said, failing=True)}))
    assert said == ["a starts", "a stops"]


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ONETWENTY_{name.upper()}", raising=False)


def test_nothing_needs_to_be_set() -> None:
    settings = read_settings()
    assert (settings.data, settings.reporting_month_start) == (Path("data"), 15)
    assert (settings.body_limit, settings.request_seconds) == (1024 * 1024, 30.0)


def test_the_environment_sets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONETWENTY_DATA", "/srv/onetwenty")
    monkeypatch.setenv("ONETWENTY_REPORTING_MONTH_START", "1")
    monkeypatch.setenv("ONETWENTY_LOG_FORMAT", "")
    settings = read_settings()
    assert (settings.data, settings.reporting_month_start) == (Path("/srv/onetwenty"), 1)
    assert settings.log_format == "json"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REPORTING_MONTH_START", "29"),
        ("REPORTING_MONTH_START", "mid"),
        ("BODY_LIMIT", "0"),
        ("LOG_FORMAT", "xml"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"ONETWENTY_{name}", value)
    with pytest.raises(SettingsRefused) as caught:
        read_settings()
    assert name in str(caught.value)
    assert caught.value.remedy


def test_a_misspelt_variable_is_found_with_what_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONETWENTY_LOGFORMAT", "console")
    monkeypatch.setenv("ONETWENTY_ZZZZZZ", "1")
    monkeypatch.setenv("ONETWENTY_TEST_WITHOUT", "kafka")
    found: Any = unknown_variables()
    assert (found["ONETWENTY_LOGFORMAT"], found["ONETWENTY_ZZZZZZ"]) == ("ONETWENTY_LOG_FORMAT", None)
    assert "ONETWENTY_TEST_WITHOUT" not in found
