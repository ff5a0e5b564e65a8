"""Room on the disk, looked at before a folder is opened: a full disk is better told at the start than at a door."""

import shutil
from pathlib import Path

from shared.adapters.owner_files import FileRefused

LEAST_BYTES = 1 << 20
"""Below this a start could not even write its write-ahead logs."""


def require_room(folder: Path) -> None:
    """Raises FileRefused when the disk of `folder`, which need not exist yet, is full."""
    place = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    free = shutil.disk_usage(place).free
    if free < LEAST_BYTES:
        raise FileRefused(
            folder, f"lies on a full disk ({free // 1024} KiB left)", "Make room there, or put the folder elsewhere"
        )
