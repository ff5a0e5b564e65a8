"""The machine that a measurement ran on, in words."""

import os
import platform
import sqlite3
import statistics
import tempfile
import time
from pathlib import Path


def describe() -> list[str]:
    """Lines for RESULTS.md: processor, cores, memory, system, versions, and what a durable write costs here."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return [
        f"{_processor()}, {os.cpu_count()} cores, {memory:.0f} GiB",
        f"{platform.system()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        f"fsync of a 4 KiB append: median {fsync_milliseconds():.2f} ms",
    ]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def fsync_milliseconds(rounds: int = 50) -> float:
    """Median time of an append and its fsync in the folder of temporary files."""
    times = []
    with tempfile.TemporaryFile() as file:
        for _ in range(rounds):
            file.write(b"x" * 4096)
            file.flush()
            started = time.perf_counter()
            os.fsync(file.fileno())
            times.append(time.perf_counter() - started)
    return statistics.median(times) * 1000
