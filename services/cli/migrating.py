"""`onetwenty migrate`: a data folder's ledgers and keys, moved into MongoDB and proved to be the same there."""

import asyncio
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from rich.table import Table

from services.cli.terminal import OUT, failed, progress
from shared.adapters.system_clock import SystemClock
from shared.kernel.failures import Unavailable
from shared.settings import read_settings


def run(folder: Path) -> None:
    """Copy, compare and print; exit code 1 when something differs. Raises FileRefused, SettingsRefused."""
    # Loaded by name, so that nobody else loads the drivers that it needs.
    moves, stores = import_module("services.migration.folder_move"), import_module("services.migration.stores")
    try:
        compared = asyncio.run(_moved(moves, folder))
    except moves.OtherData as other:
        raise failed(f"{other}.", f"{other.remedy}.") from None
    except stores.InUse as used:
        raise failed(
            f"{used}.", "Stop every process of the new installation; one that was killed counts for ten seconds more."
        ) from None
    except Unavailable as away:
        raise failed(f"the move stopped: {away}.", "Mend that and run the same command again: it goes on.") from None
    _show(compared)
    if not all(one.equal for one in compared):
        raise failed("something is not as it was.", "Keep the folder, and move into empty databases.")
    OUT.print(_AFTERWARDS.format(folder=folder))


async def _moved(moves: Any, folder: Path) -> Sequence[Any]:
    async with moves.folder_move(folder, read_settings(), SystemClock()) as move:
        with progress("commits copied", move.commits) as advance:
            await move.copy(advance)
        compared: Sequence[Any] = await move.compare()
        return compared


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
