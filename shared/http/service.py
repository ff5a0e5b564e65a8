"""A service as it is started: its app, and what runs beside it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from fastapi import FastAPI


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
    broken: Callable[[], Awaitable[None]]
