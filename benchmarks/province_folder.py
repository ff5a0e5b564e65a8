"""A data folder at province size, made once and kept: `python -m benchmarks.province_folder FOLDER`."""

import shutil
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import msgspec

from benchmarks.province_plan import HOUSEHOLDS, VISITS, VOLUNTEERS
from benchmarks.province_roster import CLOCK, write_rosters
from benchmarks.province_visits import write_visits
from shared.adapters.embedded.opened_master_keys import open_master_keys

EVENTS_FILE = "events.json"


@dataclass(frozen=True)
class ProvinceFolder:
    """A folder whose ledgers lie unnumbered until the first `serve`: its events by service, the seconds it took to
    write it, and those that the first `serve` took to fold it (0: not yet)."""

    data: Path
    events: dict[str, int]
    seconds: float
    folded_seconds: float = 0.0


def province_folder(place: Path, say: Callable[[str], None] = print) -> ProvinceFolder:
    """The folder under `place`; an unfinished one is made anew."""
    data, done = place / "province", place / EVENTS_FILE
    if done.exists():
        return ProvinceFolder(data, *msgspec.json.decode(done.read_bytes(), type=tuple[dict[str, int], float]))
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(parents=True, mode=0o700)
    open_master_keys(data)
    say(f"writing {HOUSEHOLDS:,} households, {VOLUNTEERS:,} volunteers, {VISITS:,} visits")
    started, now = time.perf_counter(), CLOCK.now()
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        written = {
            "assignment": pool.submit(write_rosters, data, now),
            "visits": pool.submit(write_visits, data, now),
        }
        events = {service: future.result() for service, future in written.items()}
    seconds = time.perf_counter() - started
    done.write_bytes(msgspec.json.encode((events, seconds)))
    say(f"{sum(events.values()):,} events in {seconds:.0f} s")
    return ProvinceFolder(data, events, seconds)


if __name__ == "__main__":
    print(province_folder(Path(sys.argv[1])))
