"""A folder that has served once, copies of it to damage, and a disk that fills."""

import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.journeys.serving import serving, token

WARD = "20194"
DESK = "coordinator"


def household(name: str) -> dict[str, object]:
    """A body of a household whose name is sealed."""
    person = {"head_name": f"B (mẫu) {name}", "address": "đường mòn " * 15}
    return {"village": "Tà Lang", "priority": [], "signal": "good", **person}


def post_household(url: str, bearer: str, name: str = "") -> httpx.Response:
    """Register one more household."""
    return httpx.post(
        f"{url}/api/assignment/v1/wards/{WARD}/households",
        json=household(name),
        headers={"Authorization": f"Bearer {bearer}"},
        timeout=30,
    )


def served_folder(data: Path) -> Path:
    """`data` after a `serve` that was used and stopped."""
    with serving(data) as running:
        assert post_household(running.url, token(data, DESK, WARD)).status_code == 201
    return data


def copy_of(served: Path, data: Path) -> Path:
    """A copy with its list of erasures beside it."""
    shutil.copytree(served, data)
    shutil.copy(f"{served}.erasures.jsonl", f"{data}.erasures.jsonl")
    return data


class Disk:
    """A small file system of its own where that may be mounted; else no file of a process may grow any more."""

    def __init__(self, folder: Path, kilobytes: int) -> None:
        self.folder = folder
        folder.mkdir()
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)], capture_output=True, check=False
        )
        self.is_mounted = mounted.returncode == 0
        self._filler = folder / "filler"

    def fill(self, process: int) -> None:
        """Leave no room for what the process writes."""
        if not self.is_mounted:
            largest = max(path.stat().st_size for path in self.folder.rglob("*") if path.is_file())
            resource.prlimit(process, resource.RLIMIT_FSIZE, (largest, resource.RLIM_INFINITY))
            return
        with self._filler.open("wb", buffering=0) as filler:
            try:
                while filler.write(b"\0" * 65536) == 65536:
                    continue
            except OSError:
                return

    def free(self, process: int) -> None:
        """Make room again."""
        if self.is_mounted:
            self.empty()
        else:
            resource.prlimit(process, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))

    def empty(self) -> None:
        """Make room when no process is left."""
        self._filler.unlink(missing_ok=True)

    def close(self) -> None:
        if self.is_mounted:
            subprocess.run(["umount", "--lazy", str(self.folder)], check=True)


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Disk]:
    """A disk that is gone at the end."""
    disk = Disk(folder, kilobytes)
    try:
        yield disk
    finally:
        disk.close()
