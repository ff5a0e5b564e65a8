"""`make bench`: run all benchmarks, or those named, and write their tables into RESULTS.md.

    python -m benchmarks.run [--folder DIR] [NAME …]

Only what stands between `<!-- begin NAME -->` and `<!-- end NAME -->` is written; the rest of the page is kept.
"""

import argparse
import os
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks import (
    command_speed,
    distributed_delay,
    distributed_report,
    figure_delay,
    pipeline_speed,
    province_size,
    rebuild_speed,
    recovery,
    report,
    visits_throughput,
)
from benchmarks.machine import describe
from benchmarks.report import Row
from shared.adapters.system_clock import SystemClock
from tests.engines.without import EngineMissing

RESULTS = Path(__file__).with_name("RESULTS.md")
_HEAD = ("| what | reached | against, in the same run | wanted |", "|---|---|---|---|")


@dataclass(frozen=True)
class Benchmark:
    """`measure` takes the folder in which large generated data is kept."""

    name: str
    measure: Callable[[Path], Any]
    rows: Callable[[Any], list[Row]]


BENCHMARKS = (
    Benchmark("visits_throughput", lambda _: visits_throughput.measure(), report.throughput_rows),
    Benchmark("command_speed", lambda _: command_speed.measure(), report.command_rows),
    Benchmark("figure_delay", lambda _: figure_delay.measure(), report.delay_rows),
    Benchmark("province_size", province_size.measure, report.province_rows),
    Benchmark("rebuild_speed", rebuild_speed.measure, report.rebuild_rows),
    Benchmark("distributed_delay", lambda _: distributed_delay.measure(), distributed_report.delay_rows),
    Benchmark("recovery", lambda _: recovery.measure(), distributed_report.recovery_rows),
    Benchmark("pipeline_speed", lambda _: pipeline_speed.measure(), distributed_report.pipeline_rows),
)


def run(chosen: Sequence[Benchmark], folder: Path) -> None:
    """Run and write each as soon as it is done."""
    _write("machine", [f"- {line}" for line in describe()])
    for benchmark in chosen:
        print(f"\n{benchmark.name}", flush=True)
        before = os.getloadavg()[0]
        rows = _rows(benchmark, folder)
        now = SystemClock().now()
        measured = f"Measured {now:%Y-%m-%d %H:%M} UTC; load average {before:.1f} before."
        _write(benchmark.name, [measured, "", *_HEAD, *(row.text() for row in rows)])
        print("\n".join(row.text() for row in rows), flush=True)


def _rows(benchmark: Benchmark, folder: Path) -> list[Row]:
    """What was measured, or what this machine lacks for it."""
    try:
        return benchmark.rows(benchmark.measure(folder))
    except EngineMissing as missing:
        return [Row(f"all of `{benchmark.name}`", f"**not measured**: {missing}")]


def _write(name: str, lines: Sequence[str]) -> None:
    page = RESULTS.read_text(encoding="utf-8")
    place = re.compile(rf"(<!-- begin {name} -->\n).*?(<!-- end {name} -->)", re.DOTALL)
    text = "\n".join(lines)
    written, count = place.subn(lambda found: f"{found[1]}{text}\n{found[2]}", page)
    if count != 1:
        raise RuntimeError(f"{RESULTS.name} has {count} places for {name}")
    RESULTS.write_text(written, encoding="utf-8")


def _main() -> None:
    known = {benchmark.name: benchmark for benchmark in BENCHMARKS}
    options = argparse.ArgumentParser(description="Measure and write RESULTS.md.")
    options.add_argument("names", nargs="*", choices=[[], *known], metavar="NAME", help=", ".join(known))
    options.add_argument("--folder", type=Path, help="where the province of the benchmarks is kept for the next run")
    given = options.parse_args()
    chosen = [known[name] for name in given.names or known]
    if given.folder is not None:
        given.folder.mkdir(parents=True, exist_ok=True)
        run(chosen, given.folder)
        return
    with tempfile.TemporaryDirectory() as folder:
        run(chosen, Path(folder))


if __name__ == "__main__":
    _main()
