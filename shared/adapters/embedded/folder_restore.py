"""A data folder made from a backup: ledgers and keys as they were, a new era, and nobody who was erased since."""

import asyncio
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import msgspec

from shared.adapters.embedded.assembly import database_path, vault_path
from shared.adapters.embedded.database import connect, open_database
from shared.adapters.embedded.erasure_list import ErasureList, installation_id
from shared.adapters.embedded.folder_backup import MANIFEST, Advance, Manifest, digest_of, vault_file
from shared.adapters.embedded.folder_lock import FolderLock
from shared.adapters.embedded.opened_master_keys import open_master_keys
from shared.adapters.embedded.schema import VAULT_FILE
from shared.adapters.embedded.sqlite_key_vault import SqliteKeyVault
from shared.adapters.owner_files import FileRefused
from shared.ports.clock import Clock

_PASSING = ("positions", "heads", "leases")


def restore(
    file: Path,
    folder: Path,
    services: Sequence[str],
    erasures: ErasureList,
    clock: Clock,
    advance: Advance = lambda _files: None,
) -> int:
    """Make `folder` from the backup `file` and its key file; return how many erasures were applied again.

    For a program without an event loop of its own. `folder` must not hold anything yet. Raises FileRefused for a
    damaged or foreign backup, and for a list of erasures that is missing or of another installation; the folder is
    then as it was.
    """
    listed = erasures.erasures()
    if folder.exists() and any(folder.iterdir()):
        raise FileRefused(folder, "is not empty", "Restore into a new folder, or move this one away first")
    with tempfile.TemporaryDirectory(dir=folder.absolute().parent) as scratch:
        draft = Path(scratch, "folder")
        draft.mkdir(mode=0o700)
        for part, source in (("ledgers", file), ("keys", vault_file(file))):
            _unpack(source, part, erasures.installation(), draft, advance)
        for service in [one for one in services if database_path(draft, one).exists()]:
            _begin_new_era(database_path(draft, service), clock.new_id())
            asyncio.run(_erase_again(draft, service, [erasure.subject for erasure in listed]))
        installation_id(draft, erasures.installation())
        lock = FolderLock(folder)
        try:
            shutil.copytree(draft, folder, dirs_exist_ok=True)
        finally:
            lock.release()
    return len(listed)


def _unpack(source: Path, part: str, installation: str, draft: Path, advance: Advance) -> None:
    try:
        with ZipFile(source) as archive:
            manifest = msgspec.json.decode(archive.read(MANIFEST), type=Manifest)
            for name in manifest.sha256:
                (draft / name).parent.mkdir(mode=0o700, exist_ok=True)
                archive.extract(name, draft)
                (draft / name).chmod(0o600)
                advance(1)
    except OSError as error:
        raise FileRefused(
            source, f"cannot be read ({error.strerror})", "Give both files of the backup, FILE and FILE.keys"
        ) from None
    except (BadZipFile, KeyError, msgspec.MsgspecError) as error:
        raise FileRefused(
            source, f"is not a backup file ({error})", "Choose a file made by `onetwenty backup`"
        ) from None
    if manifest.part != part or manifest.installation != installation:
        raise FileRefused(
            source, "belongs to another part or installation", "Give the backup together with its own list of erasures"
        )
    for name, digest in manifest.sha256.items():
        if digest_of(draft / name) != digest:
            raise FileRefused(source, f"is damaged: {name} does not match its digest", "Use another backup")


def _begin_new_era(path: Path, era: str) -> None:
    """Where readers stood in the old era goes, so everything published is read again: views are folded anew, and a
    policy whose command was lost makes it again, under the same id."""
    connection = connect(path)
    try:
        connection.execute("BEGIN IMMEDIATE")
        for table in _PASSING:
            connection.execute(f"DELETE FROM {table}")  # noqa: S608 names from the list above
        connection.execute("INSERT OR REPLACE INTO meta (name, value) VALUES ('era', ?)", (era,))
        connection.execute("COMMIT")
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()
    finally:
        connection.close()


async def _erase_again(draft: Path, service: str, subjects: list[str]) -> None:
    database = open_database(vault_path(draft, service), VAULT_FILE)
    try:
        vault = SqliteKeyVault(database, open_master_keys(draft, read_only=True))
        await vault.check()
        for subject in subjects:
            await vault.destroy(subject)
    finally:
        await database.close()
