"""What stands before every route: limits, ids, measures, logs, and how a crash is answered."""

import asyncio
import io
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Literal

import httpx
import pytest
import structlog
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response
from structlog.testing import capture_logs

from shared.http.limits import Limits
from shared.http.logs import configure_logs, log
from shared.http.service_app import service_router
from tests.services.toy_service import Toy, toy_service

TALLY = "0190b6a0-0000-7000-8000-0000000000b1"
SECRET = "Nguyễn Thị Bí, 0905 123 456"


def troublesome() -> APIRouter:
    """Calls that crash, hang, or read what they are sent."""
    router = service_router("toy")

    async def crash() -> Response:
        raise RuntimeError(SECRET)

    async def hang() -> Response:
        await asyncio.Event().wait()
        raise AssertionError

    async def own_timeout() -> Response:
        raise TimeoutError(SECRET)

    async def echo(request: Request) -> Response:
        return Response(str(len(await request.body())))

    for name, endpoint in {"crash": crash, "hang": hang, "own-timeout": own_timeout, "echo": echo}.items():
        router.add_api_route(f"/{name}", endpoint, methods=["GET", "POST"], response_class=Response)
    return router


async def troubled(folder: Path, limits: Limits) -> AsyncIterator[Toy]:
    async with toy_service(folder, limits=limits, routers=[troublesome()]) as toy:
        yield toy


@pytest.fixture
async def small(tmp_path: Path) -> AsyncIterator[Toy]:
    """A service that takes 1,000 bytes, and 50 milliseconds."""
    async for toy in troubled(tmp_path, Limits(body=1000, seconds=0.05)):
        yield toy


async def test_a_body_up_to_the_limit_is_taken(small: Toy) -> None:
    answer = await small.client.post("/api/toy/v1/echo", content=b"x" * 1000)
    assert (answer.status_code, answer.text) == (200, "1000")


async def test_a_larger_body_is_refused_by_its_declared_length(small: Toy) -> None:
    answer = await small.client.post("/api/toy/v1/echo", content=b"x" * 1001)
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/body-too-large")
    assert "1000" in answer.json()["detail"]


async def test_a_larger_body_without_a_length_is_refused_while_it_comes(small: Toy) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(50):
            yield b"x" * 100

    answer = await small.client.post("/api/toy/v1/echo", content=chunks())
    assert "content-length" not in answer.request.headers
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/body-too-large")


async def test_the_limit_holds_for_commands_too(small: Toy) -> None:
    answer = await small.client.post("/api/toy/v1/commands", content=b" " * 2000, headers=small.token())
    assert answer.status_code == 413


async def test_a_request_that_takes_too_long_is_answered(small: Toy) -> None:
    answer = await small.client.get("/api/toy/v1/hang", headers={"Accept-Language": "en"})
    assert (answer.status_code, answer.json()["type"]) == (503, "/problems/timed-out")
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize("path", ["crash", "own-timeout"])
async def test_a_crash_says_nothing_but_where_to_look(small: Toy, path: str) -> None:
    with capture_logs() as logs:
        answer = await small.client.get(f"/api/toy/v1/{path}", headers={"X-Correlation-Id": "call-17"})
    assert answer.status_code == 500
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert (answer.json()["type"], answer.json()["correlation_id"]) == ("/problems/internal-error", "call-17")
    assert "call-17" in answer.json()["detail"]
    assert SECRET not in answer.text
    assert "Error" not in answer.text
    crashed = next(entry for entry in logs if entry["log_level"] == "error")
    assert crashed["event"] == "request crashed"


@pytest.fixture
def written() -> Any:
    """What is logged, as JSON lines."""
    yield from _written("INFO")


@pytest.fixture
def written_in_full() -> Any:
    """Everything that is logged, requests that went well too."""
    yield from _written("DEBUG")


def _written(log_level: Literal["DEBUG", "INFO"]) -> Any:
    out = io.StringIO()
    handlers, level = logging.root.handlers[:], logging.root.level
    configure_logs("json", log_level, out)
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)


async def test_a_crash_is_in_the_log_under_its_correlation_id_without_its_words(small: Toy, written: Any) -> None:
    await small.client.get("/api/toy/v1/crash", headers={"X-Correlation-Id": "call-18"})
    crashed, request = written()
    assert crashed["correlation_id"] == request["correlation_id"] == "call-18"
    assert crashed["crash"][0]["type"] == "builtins.RuntimeError"
    assert any("test_http_front.py" in place for place in crashed["crash"][0]["at"])
    assert (request["route"], request["status"], request["method"]) == ("/api/toy/v1/crash", 500, "GET")
    assert "Nguy" not in json.dumps([crashed, request], ensure_ascii=False)


async def test_ids_queries_and_bodies_stay_out_of_the_log(small: Toy, written_in_full: Any) -> None:
    await small.raise_tally(TALLY, 99)
    await small.client.get(f"/nowhere/{TALLY}?q=Nguyen")
    lines = [line for line in written_in_full() if line["event"] == "request"]
    assert [line["route"] for line in lines] == ["/api/toy/v1/wards/{ward}/tallies/{id}/raises", "unmatched"]
    assert TALLY not in json.dumps(lines)
    assert "Nguyen" not in json.dumps(lines)


async def test_what_went_well_and_fast_is_not_logged(small: Toy, written: Any) -> None:
    assert (await small.raise_tally(TALLY, 1)).status_code == 201
    assert written() == []


def test_libraries_log_the_same_way(written: Any) -> None:
    try:
        raise KeyError(SECRET)
    except KeyError:
        logging.getLogger("uvicorn.error").exception("failed")
        log.exception("failed too")
    logging.getLogger("uvicorn.error").debug("not heard")
    lines = written()
    assert [(line["event"], line["level"]) for line in lines] == [("failed", "error"), ("failed too", "error")]
    assert [line["crash"][0]["type"] for line in lines] == ["builtins.KeyError"] * 2
    assert SECRET not in json.dumps(lines, ensure_ascii=False)


def test_the_causes_of_a_crash_are_told(written: Any) -> None:
    try:
        try:
            raise KeyError(SECRET)
        except KeyError as error:
            raise RuntimeError(SECRET) from error
    except RuntimeError:
        log.exception("failed")
    assert [cause["type"] for cause in written()[0]["crash"]] == ["builtins.RuntimeError", "builtins.KeyError"]


def test_a_console_reads_lines() -> None:
    out = io.StringIO()
    handlers, level = logging.root.handlers[:], logging.root.level
    configure_logs("console", "WARNING", out)
    log.info("quiet")
    log.warning("loud", ward="20197")
    structlog.reset_defaults()
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    assert "loud" in out.getvalue()
    assert "ward=20197" in out.getvalue()
    assert "quiet" not in out.getvalue()


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"X-Correlation-Id": "call-1"}, "call-1"),
        ({"traceparent": f"00-{'a' * 32}-{'b' * 16}-01"}, "a" * 32),
        ({"X-Correlation-Id": "call-1", "traceparent": f"00-{'a' * 32}-{'b' * 16}-01"}, "call-1"),
    ],
)
async def test_a_caller_s_correlation_id_is_kept(toy: Toy, headers: dict[str, str], expected: str) -> None:
    answer = await toy.raise_tally(TALLY, 1, **headers)
    assert answer.headers["X-Correlation-Id"] == expected
    commit = await toy.storage.event_store.find_commit(answer.json()["stream"], 1)
    assert commit is not None
    assert (commit.correlation_id, commit.traceparent) == (expected, headers.get("traceparent", ""))


@pytest.mark.parametrize("given", ["", "Nguyễn".encode().decode("latin-1"), "a" * 65, "a b", "<script>"])
async def test_a_strange_correlation_id_is_replaced(toy: Toy, given: str) -> None:
    request = httpx.Request("GET", "http://toy/healthz", headers={"X-Correlation-Id": given.encode("latin-1")})
    answer = await toy.client.send(request)
    assert answer.headers["X-Correlation-Id"] not in ("", given)


async def test_answers_are_not_kept_nor_guessed_at(toy: Toy) -> None:
    for answer in (await toy.raise_tally(TALLY, 1), await toy.client.get("/nowhere"), await toy.raise_tally(TALLY, 99)):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"


async def test_requests_are_measured_by_route(small: Toy) -> None:
    await small.raise_tally(TALLY, 1)
    await small.client.get("/api/toy/v1/crash")
    await small.client.get("/nowhere/1")
    await small.client.get("/nowhere/2")
    text = (await small.client.get("/metrics")).text
    assert 'status="201"} 1.0' in text
    assert 'onetwenty_http_seconds_count{method="GET",route="/api/toy/v1/crash",status="500"} 1.0' in text
    assert 'onetwenty_http_seconds_count{method="GET",route="unmatched",status="404"} 2.0' in text
    assert "onetwenty_http_open 1.0" in text


async def test_lags_are_read_when_they_are_asked_for(toy: Toy) -> None:
    lag: dict[tuple[str, ...], float] = {("20197",): 3.0}

    async def read() -> dict[tuple[str, ...], float]:
        return lag

    toy.metrics.watch("onetwenty_view_lag_events", "Events not yet folded", ["ward"], read)
    assert 'onetwenty_view_lag_events{ward="20197"} 3.0' in (await toy.client.get("/metrics")).text
    lag[("20197",)] = 0.0
    assert 'onetwenty_view_lag_events{ward="20197"} 0.0' in (await toy.client.get("/api/toy/metrics")).text


@pytest.mark.parametrize("path", ["/healthz", "/api/toy/v1/crash", "/api/toy/v1/nowhere", "/api/toy/v1/echo"])
async def test_every_answer_is_data_and_no_page(small: Toy, path: str) -> None:
    headers = (await small.client.get(path)).headers
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert (headers["X-Content-Type-Options"], headers["Cross-Origin-Resource-Policy"]) == ("nosniff", "same-origin")
    assert "Access-Control-Allow-Origin" not in headers
