"""At most one `serve` on a data folder: a lock that the kernel takes back when its process dies."""

import fcntl
import os
from pathlib import Path

from shared.adapters.owner_files import FileRefused


class FolderLock:
    """Held from construction until `release`; raises FileRefused while another process holds it."""

    def __init__(self, folder: Path) -> None:
        path = folder / "serve.lock"
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        except OSError as error:
            raise FileRefused(
                folder, f"cannot be written ({error.strerror})", "Check the folder's owner and mode, or choose another"
            ) from None
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(self._file, 32).decode(errors="replace").strip()
            os.close(self._file)
            raise FileRefused(
                folder,
                f"is in use by process {holder or 'unknown'}",
                "Stop that `onetwenty serve`, or choose another folder",
            ) from None
        os.ftruncate(self._file, 0)
        os.pwrite(self._file, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Give the folder up. Repeating it changes nothing."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1
