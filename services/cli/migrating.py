"""`onetwenty migrate`, `restored` and `erasures`: what an operator does to all that lies in MongoDB at once."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from rich.table import Table

from services.cli.terminal import OUT, failed, progress, reason_of
from shared.adapters.system_clock import SystemClock
from shared.kernel.failures import Unavailable
from shared.settings import read_settings


def migrate(folder: Path) -> None:
    """Copy, compare and print; exit code 1 when something differs. Raises FileRefused, SettingsRefused."""
    with _refusals():
        compared = asyncio.run(_moved(folder))
    _show(compared)
    if not all(one.equal for one in compared):
        raise failed("something is not as it was.", "Keep the folder, and move into empty databases.")
    OUT.print(_AFTERWARDS.format(folder=folder))


async def _moved(folder: Path) -> Sequence[Any]:
    async with _part("folder_move").folder_move(folder, read_settings(), SystemClock()) as move:
        with progress("commits copied", move.commits) as advance:
            await move.copy(advance)
        compared: Sequence[Any] = await move.compare()
        return compared


def restored(erasures: Path | None) -> None:
    """Go on after a restore, and say what was done. Raises FileRefused, SettingsRefused."""
    with _refusals():
        done = asyncio.run(_part("after_restore").go_on(read_settings(), SystemClock(), erasures))
    OUT.print(
        f"a new era has begun: {done.published} commits are published again, {done.renumbered} get new numbers; "
        f"{done.erased} people stay erased, {done.brought_back} of them the backup had brought back; "
        "views are rebuilt once the services are started"
    )


def list_erasures(path: Path) -> None:
    """Bring the list at `path` up to date. Raises FileRefused, SettingsRefused."""
    with _refusals():
        erased = asyncio.run(_part("after_restore").list_erasures(read_settings(), SystemClock(), path))
    OUT.print(f"{path} lists {len(erased)} people")


def _part(name: str) -> Any:
    """Loaded by name, so that nobody else loads the drivers that it needs."""
    return import_module(f"services.migration.{name}")


@contextmanager
def _refusals() -> Iterator[None]:
    try:
        yield
    except _part("refusals").MigrationRefused as refusal:
        raise failed(f"{refusal}.", f"{refusal.remedy}.") from None
    except Unavailable as away:
        remedy = "Mend that and run the same command again: it goes on."
        raise failed(f"it stopped: {reason_of(away)}.", remedy) from None


def _show(compared: Sequence[Any]) -> None:
    table = Table("service", "ward", "events", "waiting", "digest", "result", box=None)
    for one in compared:
        outcome = "equal" if one.equal else f"differs: {one.digest_there[:16]} there, {one.lost} waiting ones lost"
        table.add_row(one.service, one.ward, str(one.events), str(one.waiting), one.digest[:16], outcome)
    OUT.print(table)


_AFTERWARDS = """everything is there. Now:
1. give access {folder}/keys/signing.pem as ONETWENTY_SIGNING_KEY_FILE, so that who is signed in stays so;
2. keep {folder}.erasures.jsonl: a restore needs it;
3. start the services: they publish the ledgers and fold the views;
4. put {folder} away, and never serve it again: what is written there now is in no ledger."""
