"""A ward with two volunteers and two households, one of them assigned: where visits' lists are tried."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.services.visits_bench import Bench, visits_bench


@asynccontextmanager
async def two_doors(folder: Path) -> AsyncIterator[Bench]:
    """Lan helps household bi in Tà Lang; nobody helps nam in Giàn Bí."""
    async with visits_bench(folder) as running:
        for volunteer in ("lan", "minh"):
            await running.desk.enroll(volunteer)
        for household, village in (("bi", "Tà Lang"), ("nam", "Giàn Bí")):
            await running.desk.register(household, village=village)
        running.seen = await running.desk.assign("bi", "lan")
        await running.read("/follow-ups")
        yield running


def ago(bench: Bench, **span: float) -> str:
    """A moment before now, as a phone writes it."""
    return (bench.clock.now() - timedelta(**span)).isoformat()


async def record(bench: Bench, name: str, household: str, by: str | None = "lan", **fields: Any) -> None:
    """A visit, accepted."""
    await bench.accepted("/visits", bench.visit(name, household, **fields), by=by)
