"""`onetwenty doctor`: what is wrong with an installation, and what to do about it."""

import platform
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from services.access.signing_keys import known_signing_key
from services.cli.rebuilding import VIEW_SETS
from services.cli.single_services import examine_servers
from services.cli.standing import MOST_BEHIND, Finding, Standing, Views, standing
from services.embedded import FURTHER_VIEWS, SEALS
from shared.adapters.embedded.assembly import database_path, open_service_storage, vault_path, views_path
from shared.adapters.embedded.erasure_list import ErasureList, erasure_list_path
from shared.adapters.embedded.inspection import faults, serving_process, sqlite_version
from shared.adapters.embedded.storage_failures import VIEWS, remedy_for
from shared.adapters.master_key import master_key_path, read_master_key
from shared.adapters.owner_files import FileRefused
from shared.adapters.system_clock import SystemClock
from shared.settings import Settings, unknown_variables

_ROOM = 500 * 2**20


async def examine(folder: Path, most_behind: int = MOST_BEHIND) -> list[Finding]:
    """Look at everything; a fault in one place does not keep the others from being looked at."""
    findings = [*_machine(), *_sqlite(), *_environment(), *_folder(folder)]
    if folder.is_dir():  # noqa: ASYNC240 nobody else waits for this program
        findings += [*_files(folder), *_keys(folder)]
        findings += await _services(folder, most_behind)
        findings += await _erasures(folder)
    return findings


async def examine_single_services(settings: Settings) -> list[Finding]:
    """Look at this machine and at the servers that the settings name. Raises SettingsRefused."""
    return [*_machine(), *_environment(), *await examine_servers(settings)]


def _machine() -> Iterator[Finding]:
    version = platform.python_version()
    yield Finding("Python", version, "" if sys.version_info >= (3, 11) else "Install Python 3.11 or newer")


def _sqlite() -> Iterator[Finding]:
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
    inside: dict[str, Standing] = {}
    findings = []
    for service, seals in SEALS.items():
        try:
            inside[service] = await _look(folder, service, seals)
        except FileRefused as refusal:
            findings.append(Finding(service, refusal.what, refusal.remedy))
    relayed = [service for service in inside if SEALS[service]]
    running = relayed if serving_process(folder) is not None else []
    return findings + standing(inside, relayed, running, SystemClock().now(), most_behind)


async def _look(folder: Path, service: str, seals: bool) -> Standing:
    further = FURTHER_VIEWS.get(service, ())
    storage = await open_service_storage(folder, service, SystemClock(), further, seals=seals, read_only=True)
    try:
        stores = storage.view_stores.items()
        views = {name: Views(await store.cursors(), await store.parked()) for name, store in stores}
        return Standing(await storage.event_store.heads(), views)
    finally:
        await storage.close()


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
