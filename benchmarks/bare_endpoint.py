"""The least that a durable `POST /visits` can be: a FastAPI endpoint that checks the body and appends it as one row.

It has our body model, group commit and server, and nothing else: no token, no rules, no seal, no events.
"""

import asyncio
import socket
import sqlite3
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import uvicorn
import uvloop
from fastapi import Body, FastAPI, Request
from pydantic import BaseModel, BeforeValidator

from services.cli.listening import bind
from services.visits.api.bodies import VisitBody
from shared.adapters.embedded.database import connect
from shared.adapters.embedded.writer import JobKind, Writer
from shared.kernel.failures import Failure


def _append(connection: sqlite3.Connection, bodies: Sequence[str]) -> list[int | Failure]:
    values = ", ".join(["(?)"] * len(bodies))
    connection.execute(f"INSERT INTO visits (body) VALUES {values}", bodies)  # noqa: S608 only placeholders vary
    return [0] * len(bodies)


_APPEND: JobKind[str, int] = JobKind(_append, one_statement=True)


class Saved(BaseModel):
    """What the endpoint answers."""

    id: str


def _read(value: object) -> VisitBody:
    """FastAPI hands over decoded JSON, in which an id or a time is a text; the model is strict about those."""
    return VisitBody.model_validate(value, strict=False)


def bare_app(writer: Writer) -> FastAPI:
    """`POST /visits` as FastAPI's guide writes it; `POST /visits-by-hand` reads the body straight from its bytes."""
    app = FastAPI(openapi_url=None)

    @app.post("/visits", status_code=201)
    async def visits(body: Annotated[VisitBody, BeforeValidator(_read), Body()]) -> Saved:
        await writer.submit(_APPEND, body.model_dump_json())
        return Saved(id=str(body.visit_id))

    @app.post("/visits-by-hand", status_code=201)
    async def visits_by_hand(request: Request) -> Saved:
        body = VisitBody.model_validate_json(await request.body())
        await writer.submit(_APPEND, body.model_dump_json())
        return Saved(id=str(body.visit_id))

    return app


class _Server(uvicorn.Server):
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        assert sockets is not None
        print(f"ready http://127.0.0.1:{sockets[0].getsockname()[1]}", flush=True)


async def _serve(file: Path) -> None:
    connection = connect(file)
    for statement in (
        "PRAGMA journal_mode = WAL",
        "PRAGMA synchronous = FULL",
        "CREATE TABLE visits (id INTEGER PRIMARY KEY, body TEXT NOT NULL)",
    ):
        connection.execute(statement)
    writer = Writer(file, connection)
    config = uvicorn.Config(
        bare_app(writer), loop="none", http="httptools", access_log=False, log_config=None, server_header=False
    )
    with bind("127.0.0.1", 0) as listening:
        await _Server(config).serve(sockets=[listening])
    await writer.close()


if __name__ == "__main__":
    sys.setswitchinterval(0.001)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(Path(sys.argv[1])))
