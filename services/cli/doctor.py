"""`onetwenty doctor`: what is wrong with an installation, and what to do about it."""

import platform
import shutil
import sys
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from services.access.signing_keys import known_signing_key
from services.cli.rebuilding import VIEW_SETS
from services.embedded import FURTHER_VIEWS, SEALS
from shared.adapters.embedded.assembly import database_path, open_service_storage, vault_path, views_path
from shared.adapters.embedded.erasure_list import ErasureList, erasure_list_path
from shared.adapters.embedded.inspection import faults, serving_process, sqlite_version
from shared.adapters.embedded.storage_failures import VIEWS, remedy_for
from shared.adapters.master_key import master_key_path, read_master_key
from shared.adapters.owner_files import FileRefused
from shared.adapters.system_clock import SystemClock
from shared.ports.event_store import LedgerHead
from shared.ports.view_store import Cursor, Parked
from shared.settings import unknown_variables

_ROOM = 500 * 2**20
_OLD_PENDING = 60.0
MOST_BEHIND = 5_000
"""Events that views may be behind while `serve` runs: an import folds many at once."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `remedy` is empty when it is in order."""

    what: str
    found: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class _Views:
    """Where a view set stands, and the events that could not be folded."""

    cursors: Sequence[Cursor]
    parked: Sequence[Parked]


@dataclass(frozen=True, slots=True)
class _Inside:
    """What a service's files hold: where its ledgers stand, and its view sets by name."""

    heads: Sequence[LedgerHead]
    views: Mapping[str, _Views]


async def examine(folder: Path, most_behind: int = MOST_BEHIND) -> list[Finding]:
    """Look at everything; a fault in one place does not keep the others from being looked at."""
    findings = [*_machine(), *_environment(), *_folder(folder)]
    if folder.is_dir():  # noqa: ASYNC240 nobody else waits for this program
        findings += [*_files(folder), *_keys(folder)]
        findings += await _services(folder, most_behind)
        findings += await _erasures(folder)
    return findings


def _machine() -> Iterator[Finding]:
    version = platform.python_version()
    yield Finding("Python", version, "" if sys.version_info >= (3, 11) else "Install Python 3.11 or newer")
    newer = "Use a Python that comes with SQLite 3.38 or newer" if sqlite_version() < (3, 38) else ""
    yield Finding("SQLite", ".".join(map(str, sqlite_version())), newer)


def _environment() -> Iterator[Finding]:
    for name, meant in unknown_variables().items():
        yield Finding(name, "sets nothing", f"Did you mean {meant}? Unset it otherwise" if meant else "Unset it")


def _folder(folder: Path) -> Iterator[Finding]:
    if not folder.is_dir():
        yield Finding("data folder", f"{folder} does not exist", "Start `onetwenty serve` once, or check --data")
        return
    open_to_others = folder.stat().st_mode & 0o077
    yield Finding("data folder", str(folder), f"Run: chmod 700 {folder}" if open_to_others else "")
    free = shutil.disk_usage(folder).free
    yield Finding("free disk space", f"{free // 2**20} MiB", "" if free > _ROOM else "Make room: 500 MiB at least")
    process = serving_process(folder)
    yield Finding("serve", f"running as process {process}" if process else "not running")


def _files(folder: Path) -> Iterator[Finding]:
    paths = [database_path(folder, service) for service in SEALS]
    paths += [views_path(folder, view_set) for view_set in VIEW_SETS]
    paths += [vault_path(folder, service) for service, seals in SEALS.items() if seals]
    for path in paths:
        if not path.exists():
            yield Finding(path.name, "is missing", _remedy_for_missing(path))
            continue
        wrong = faults(path)
        yield Finding(path.name, wrong[0] if wrong else "sound", remedy_for(path) if wrong else "")


def _remedy_for_missing(path: Path) -> str:
    if path.name.endswith(VIEWS) or path.name == "reporting.db":
        return "Start `onetwenty serve` once: it is made anew from the ledgers"
    return "Restore a backup, or start `onetwenty serve` on a new folder"


def _keys(folder: Path) -> Iterator[Finding]:
    try:
        read_master_key(master_key_path(folder))
        yield Finding("master key", "readable by its owner alone")
    except FileRefused as refusal:
        yield Finding("master key", refusal.what, refusal.remedy)
    try:
        known_signing_key(folder)
        yield Finding("signing key", "readable by its owner alone")
    except FileRefused as refusal:
        yield Finding("signing key", refusal.what, refusal.remedy)


async def _services(folder: Path, most_behind: int) -> list[Finding]:
    inside: dict[str, _Inside] = {}
    findings = []
    for service, seals in SEALS.items():
        try:
            inside[service] = await _look(folder, service, seals)
        except FileRefused as refusal:
            findings.append(Finding(service, refusal.what, refusal.remedy))
    running = serving_process(folder) is not None
    findings += [_pending(service, found.heads, running=running) for service, found in inside.items() if SEALS[service]]
    heads = [head for found in inside.values() for head in found.heads]
    for name, found in (views for one in inside.values() for views in one.views.items()):
        behind = _behind(heads, found.cursors, VIEW_SETS[name].sources)
        stuck = running and behind > most_behind
        remedy = "They are not folded any more: look into the log of `serve`, then restart it" if stuck else ""
        findings += [Finding(f"views of {name}", f"{behind} events behind", remedy), *_parked(name, found.parked)]
    return findings


async def _look(folder: Path, service: str, seals: bool) -> _Inside:
    further = FURTHER_VIEWS.get(service, ())
    storage = await open_service_storage(folder, service, SystemClock(), further, seals=seals, read_only=True)
    try:
        stores = storage.view_stores.items()
        views = {name: _Views(await store.cursors(), await store.parked()) for name, store in stores}
        return _Inside(await storage.event_store.heads(), views)
    finally:
        await storage.close()


def _behind(heads: Sequence[LedgerHead], cursors: Sequence[Cursor], sources: Container[str]) -> int:
    """Events with a number that the views are not surely written up to; of another era they hold nothing."""
    folded = {
        (source, cursor.ward, mark.era): mark.number for cursor in cursors for source, mark in cursor.numbers.items()
    }
    return sum(
        max(0, head.number - folded.get((head.source, head.ward, head.era), 0))
        for head in heads
        if head.source in sources
    )


def _parked(service: str, parked: Sequence[Parked]) -> Iterator[Finding]:
    for ward in sorted({one.ward for one in parked}):
        count = sum(one.ward == ward for one in parked)
        remedy = f"Run: onetwenty rebuild --ward {ward} --switch"
        yield Finding(f"{service}, ward {ward}", f"{count} events could not be folded", remedy)


def _pending(service: str, heads: Sequence[LedgerHead], *, running: bool) -> Finding:
    waiting = sum(head.pending for head in heads)
    oldest = min((head.oldest_pending for head in heads if head.oldest_pending), default=None)
    text = f"{sum(head.number for head in heads)} events, {waiting} waiting to be published"
    late = running and oldest is not None and (SystemClock().now() - oldest).total_seconds() > _OLD_PENDING
    return Finding(f"ledger of {service}", text, "The relay stands still: look into the log of `serve`" if late else "")


async def _erasures(folder: Path) -> list[Finding]:
    listed = ErasureList(erasure_list_path(folder))
    try:
        subjects = {erasure.subject for erasure in listed.erasures()}
        storage = await open_service_storage(folder, "assignment", SystemClock(), read_only=True)
    except FileRefused as refusal:
        return [Finding("list of erasures", refusal.what, refusal.remedy)]
    try:
        alive = subjects - set(await storage.vault.erased())
    finally:
        await storage.close()
    text = f"{len(subjects)} people, in {listed.path.name}"
    remedy = f"{len(alive)} of them still have a key: restore the folder again with this list" if alive else ""
    return [Finding("list of erasures", text, remedy)]
