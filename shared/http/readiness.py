"""Whether a service is alive, and whether it can work: `/healthz` and `/readyz`."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

from shared.kernel.failures import Failure

Check = Callable[[], Awaitable[str | None]]
"""Gives None when that part works, else what it waits for, in a few words."""

PATIENCE = 2.0
"""Seconds that a check may take."""


async def readiness(checks: Mapping[str, Check]) -> dict[str, str]:
    """What each part waits for; empty when everything can work. A check that fails or hangs counts as waiting."""
    names = list(checks)
    results = await asyncio.gather(*(_result(checks[name]) for name in names))
    return {name: result for name, result in zip(names, results, strict=True) if result is not None}


async def _result(check: Check) -> str | None:
    try:
        async with asyncio.timeout(PATIENCE):
            return await check()
    except TimeoutError:
        return "no answer"
    except Failure as failure:
        return failure.in_words
    except Exception as error:  # a broken part must not hide the others, and its own words may hold a password
        return f"fails ({type(error).__name__})"
