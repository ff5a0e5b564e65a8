"""Opens what a service keeps in a data folder, and copies it while it is in use."""

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

from shared.adapters.embedded.database import Database, connect, open_database
from shared.adapters.embedded.erasure_list import installation_path
from shared.adapters.embedded.folder_lock import FolderLock
from shared.adapters.embedded.opened_master_keys import VAULT, open_master_keys
from shared.adapters.embedded.schema import SERVICE_FILE, VAULT_FILE, VIEWS_FILE, FileKind
from shared.adapters.embedded.sqlite_credentials import credentials_path
from shared.adapters.embedded.sqlite_event_bus import SqliteEventBus
from shared.adapters.embedded.sqlite_event_store import SqliteEventStore
from shared.adapters.embedded.sqlite_key_vault import SqliteKeyVault
from shared.adapters.embedded.sqlite_leases import SqliteLeases
from shared.adapters.embedded.sqlite_view_store import SqliteViewStore
from shared.adapters.embedded.storage_failures import VIEWS, translated
from shared.adapters.owner_files import FileRefused
from shared.ports.clock import Clock

NO_MORE: Mapping[str, Sequence[str]] = {}

ADDED_LATER = frozenset({"access"})
"""Services that a folder of an earlier version does not have; once they hold anything, a missing file is a loss."""


@dataclass(frozen=True, slots=True)
class ViewStorage:
    """The store of one view set, in a file of its own."""

    store: SqliteViewStore
    database: Database

    async def close(self) -> None:
        """Finish everything queued and close the file."""
        await self.database.close()


@dataclass(frozen=True, slots=True)
class ServiceStorage:
    """The stores of one service in one folder. `database` holds the commits and what was published of them; `views`
    are by the name of the view set, the first of them the service's own."""

    event_store: SqliteEventStore
    views: Mapping[str, ViewStorage]
    leases: SqliteLeases
    database: Database
    sealed: SqliteKeyVault | None
    vault_database: Database | None

    @property
    def view_store(self) -> SqliteViewStore:
        """The store of the service's own views."""
        return next(iter(self.views.values())).store

    @property
    def view_stores(self) -> Mapping[str, SqliteViewStore]:
        """All view stores, by the name of the view set."""
        return {name: views.store for name, views in self.views.items()}

    @property
    def vault(self) -> SqliteKeyVault:
        """The vault; raises LookupError for a service that was opened without one."""
        if self.sealed is None:
            raise LookupError(f"{self.event_store.source} has no vault")
        return self.sealed

    async def close(self) -> None:
        """Finish everything queued and close the files."""
        await self.database.close()
        for views in self.views.values():
            await views.close()
        if self.vault_database is not None:
            await self.vault_database.close()


@dataclass(frozen=True, slots=True)
class FolderStorage:
    """Everything that one `serve` keeps in its folder: the services by name, and the bus between them."""

    services: Mapping[str, ServiceStorage]
    bus: SqliteEventBus
    lock: FolderLock

    async def close(self) -> None:
        """Finish everything queued, close the files and give the folder up."""
        for storage in self.services.values():
            await storage.close()
        self.lock.release()


async def open_folder_storage(
    folder: Path, services: Mapping[str, bool], clock: Clock, further_views: Mapping[str, Sequence[str]] = NO_MORE
) -> FolderStorage:
    """Take the folder and open its services; the mapping says which of them seal personal data, `further_views` which
    view sets they have beside their own.

    Raises FileRefused, also while another process holds the folder; nothing stays open then.
    """
    lock = FolderLock(folder)
    opened: dict[str, ServiceStorage] = {}
    try:
        refuse_lost_files(folder, [service for service, seals in services.items() if seals])
        for service, seals in services.items():
            more = further_views.get(service, ())
            opened[service] = await open_service_storage(folder, service, clock, more, seals=seals)
            # The lock says that whoever held them is gone, so nobody waits until they expire.
            await opened[service].leases.release_all()
    except BaseException:
        for storage in opened.values():
            await storage.close()
        lock.release()
        raise
    return FolderStorage(opened, SqliteEventBus([storage.event_store for storage in opened.values()]), lock)


async def open_service_storage(
    folder: Path,
    service: str,
    clock: Clock,
    further_views: Sequence[str] = (),
    *,
    seals: bool = True,
    read_only: bool = False,
) -> ServiceStorage:
    """Open, or make at first use, the files of `service`. Raises FileRefused for what cannot be trusted.

    It takes no lock on the folder: `rebuild`, `doctor` and `backup` open beside a running `serve`, which holds one.
    """
    if not read_only:
        _make_folder(folder)
    if seals or vault_path(folder, service).exists():
        refuse_lost_files(folder, [service])
    master_keys = open_master_keys(folder, read_only=read_only) if seals else None
    async with AsyncExitStack() as opened:

        def database(path: Path, kind: FileKind) -> Database:
            one = open_database(path, kind, read_only=read_only)
            opened.push_async_callback(one.close)
            return one

        commits = database(database_path(folder, service), SERVICE_FILE)
        views = {name: database(views_path(folder, name), VIEWS_FILE) for name in (service, *further_views)}
        keys, vault = None, None
        if master_keys is not None:
            keys = database(vault_path(folder, service), VAULT_FILE)
            vault = SqliteKeyVault(keys, master_keys)
            await vault.check(read_only=read_only)
        event_store = SqliteEventStore(service, commits, clock)
        await event_store.era()
        opened.pop_all()
    stores = {name: ViewStorage(SqliteViewStore(one), one) for name, one in views.items()}
    return ServiceStorage(event_store, stores, SqliteLeases(commits), commits, vault, keys)


def open_view_storage(folder: Path, name: str, *, read_only: bool = False) -> ViewStorage:
    """Open the file of one view set, beside whoever else has it open. Raises FileRefused."""
    database = open_database(views_path(folder, name), VIEWS_FILE, read_only=read_only)
    return ViewStorage(SqliteViewStore(database), database)


def database_path(folder: Path, service: str) -> Path:
    """The file with a service's commits."""
    return folder / f"{service}.db"


def views_path(folder: Path, view_set: str) -> Path:
    """The file with a view set's documents, which can be folded again from the commits."""
    return folder / f"{view_set}{VIEWS}"


def vault_path(folder: Path, service: str) -> Path:
    """The file with a service's wrapped keys."""
    return folder / f"{service}{VAULT}"


def refuse_lost_files(folder: Path, services: Sequence[str]) -> None:
    """Raise FileRefused when a ledger or vault of these services is missing or empty in a folder that has been in use.

    A first start that was killed leaves some of them unmade, but then the others hold nothing and the next start goes
    on with it.
    """
    paths = (database_path, vault_path)
    known = [one for one in services if one not in ADDED_LATER or holds_anything(folder, one)]
    truth = [path(folder, service) for service in known for path in paths]
    truth += [credentials_path(folder)] if "access" in known else []
    lost = [path for path in truth if not path.exists() or path.stat().st_size == 0]
    if not lost:
        return
    in_use = installation_path(folder).exists() or any(_holds_anything(path) for path in truth if path not in lost)
    if in_use:
        what = "is empty" if lost[0].exists() else "is missing"
        raise FileRefused(
            lost[0],
            f"{what}, though this folder has been in use",
            "Put the file back, or restore the latest backup into a new folder with `onetwenty restore`",
        )


def holds_anything(folder: Path, service: str) -> bool:
    """Whether anything was ever written into the ledger or vault of a service."""
    files = [path(folder, service) for path in (database_path, vault_path)]
    return any(_holds_anything(file) for file in files if file.exists() and file.stat().st_size > 0)


def _holds_anything(path: Path) -> bool:
    table = "subjects" if path.name.endswith(VAULT) else "commits"
    connection = connect(path, read_only=True)
    try:
        return bool(connection.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchall())  # noqa: S608 one of two names
    except sqlite3.Error:  # what is wrong with it is said by whoever opens it
        return False
    finally:
        connection.close()


def backup_database(source: Path, target: Path) -> None:
    """Copy a file, consistent as of one moment, beside a running `serve`. `target` must not exist."""
    if target.exists():
        raise FileRefused(target, "exists already", "Choose another name for the copy")
    try:
        original = connect(source, read_only=True)
        copy = connect(target)
        try:
            original.backup(copy)
        finally:
            copy.close()
            original.close()
    except sqlite3.Error as error:
        target.unlink(missing_ok=True)
        raise translated(error, source) from error


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise FileRefused(
            folder, f"cannot be made ({error.strerror})", "Check the owner of the folder above it, or choose another"
        ) from None
