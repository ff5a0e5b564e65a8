"""`onetwenty backup` and `onetwenty restore`."""

from pathlib import Path

from services.cli.terminal import OUT, progress
from services.embedded import ACCESS, SEALS, erase_again
from shared.adapters.embedded import folder_backup, folder_restore
from shared.adapters.embedded.erasure_list import ErasureList, erasure_list_path
from shared.adapters.owner_files import FileRefused
from shared.adapters.system_clock import SystemClock

LEDGERS = [*(service for service, seals in SEALS.items() if seals), ACCESS]
"""The services whose ledgers are the truth."""


def back_up(data: Path, file: Path, erasures: Path | None) -> None:
    """Write both files of a backup and name them. Raises FileRefused."""
    if not data.is_dir():
        raise FileRefused(data, "does not exist", "Check --data")
    listed = ErasureList(erasures or erasure_list_path(data))
    with progress("files copied", folder_backup.file_count(LEDGERS)) as advance:
        ledgers, keys = folder_backup.back_up(data, file, LEDGERS, listed, SystemClock(), advance)
    OUT.print(f"{ledgers}\n{keys}")


def restore(data: Path, file: Path, erasures: Path | None) -> None:
    """Make the folder, then erase again in its rosters whoever is on the list."""
    listed = ErasureList(erasures or erasure_list_path(data))
    with progress("files restored", folder_backup.file_count(LEDGERS)) as advance:
        folder_restore.restore(file, data, LEDGERS, listed, SystemClock(), advance)
    listed.copy_to(erasure_list_path(data))
    erased = erase_again(data, [one.subject for one in listed.erasures()])
    OUT.print(f"restored into {data}; {erased} erasures applied again; views are rebuilt at the next `onetwenty serve`")
