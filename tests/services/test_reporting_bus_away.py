"""Figures while the bus is away, also in a process that has never heard from it."""

from datetime import timedelta
from pathlib import Path

import pytest

from shared.kernel.failures import Unavailable
from tests.services.running_reporting import SOURCES, WARD, Reporting, running_reporting


async def away() -> None:
    raise Unavailable(what="read heads")


async def told(folder: Path) -> None:
    """A ward of which all has been folded but one visit, as a process that is gone leaves it."""
    async with running_reporting(folder) as before:
        ward = before.ward()
        ward.household("h1")
        ward.visit("v1", "h1", "2026-11-20")
        await before.heard()
        ward.visit("v2", "h1", "2026-11-21")
        await before.append()


def without_bus(reporting: Reporting, patch: pytest.MonkeyPatch, *ledgers: str) -> None:
    """The bus tells no heads, nor do these ledgers."""
    patch.setattr(reporting.storage.bus, "heads", away)
    for source in ledgers:
        patch.setattr(reporting.storage.services[source].event_store, "heads", away)


async def test_the_ledgers_tell_what_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    await told(tmp_path)
    async with running_reporting(tmp_path) as reporting:
        without_bus(reporting, monkeypatch)
        as_of = (await reporting.read("/province"))["as_of"]
        assert (as_of["visits"]["events"], as_of["visits"]["waiting"]) == (1, 1)
        assert (as_of["assignment"]["events"], as_of["assignment"]["waiting"]) == (1, 0)
        freshness = await reporting.read("/freshness")
        (row,) = [one for one in freshness["items"] if one["ward"] == WARD]
        assert (row["visits"]["folded"], row["visits"]["waiting"]) == (1, 1)


async def test_where_nobody_tells_a_figure_stands_as_of_what_was_folded_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await told(tmp_path)
    async with running_reporting(tmp_path) as reporting:
        without_bus(reporting, monkeypatch, *SOURCES)
        folded_at = "2026-11-24T03:00:00Z"
        reporting.clock.time += timedelta(hours=3)
        for path in ("/province", "/freshness", f"/wards/{WARD}"):
            as_of = (await reporting.read(path))["as_of"]
            assert (as_of["visits"]["events"], as_of["visits"]["time"]) == (1, folded_at), path
