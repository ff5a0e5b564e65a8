"""A service as it is started: its app, and what runs beside it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from fastapi import FastAPI
from starlette.types import ASGIApp


@dataclass(frozen=True, slots=True)
class Service:
    """`start` begins what runs beside the app and returns once it may answer; `stop` finishes what was accepted and
    writes what is unwritten. `broken` waits until something beside the app fails for good, and raises that: the process
    had better end. The ports stay the starter's to close.
    """

    name: str
    app: FastAPI
    start: Callable[[], Awaitable[None]]
    stop: Callable[[], Awaitable[None]]
    broken: Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Running:
    """What a process serves. `broken` waits until something beside the app fails for good, and raises that."""

    app: ASGIApp
    broken: Callable[[], Awaitable[object]]


@asynccontextmanager
async def running(service: Service, *broken: Callable[[], Awaitable[object]]) -> AsyncIterator[Running]:
    """The service from its start until the block ends; then it finishes what was accepted. `broken`: what else may fail
    for good, and raises then."""

    async def any_broken() -> None:
        await asyncio.gather(service.broken(), *(wait() for wait in broken))

    await service.start()
    try:
        yield Running(service.app, any_broken)
    finally:
        await service.stop()
