"""Waiting for what happens beside the test, where nothing else tells that it has."""

import asyncio
from collections.abc import Callable

PATIENCE = 10
_LOOK_SECONDS = 0.005


async def until(reached: Callable[[], bool]) -> None:
    """Let others run until `reached` says yes."""
    async with asyncio.timeout(PATIENCE):
        while not reached():  # noqa: ASYNC110 nothing tells
            await asyncio.sleep(_LOOK_SECONDS)
