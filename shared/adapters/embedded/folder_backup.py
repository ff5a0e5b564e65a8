"""A backup of a data folder, taken while it is in use: the ledgers in one file, the keys in a second one."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import msgspec

from shared.adapters.embedded.assembly import (
    ADDED_LATER,
    backup_database,
    database_path,
    holds_anything,
    refuse_lost_files,
    vault_path,
)
from shared.adapters.embedded.erasure_list import ErasureList
from shared.adapters.embedded.sqlite_credentials import credentials_path
from shared.adapters.master_key import master_key_path, next_master_key_path
from shared.adapters.owner_files import FileRefused
from shared.kernel.days import rfc3339
from shared.ports.clock import Clock

MANIFEST = "manifest.json"
KEY_FILES = ("keys/master.key", "keys/signing.pem")
LATER_KEY_FILES = ("keys/derivation.key",)
"""There only once another master key has taken the first one's place."""
Advance = Callable[[int], None]
"""Told how many more files are done."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a backup file holds. `sha256` by the name of each part."""

    format: int
    part: str
    installation: str
    made_at: str
    sha256: Mapping[str, str]


def vault_file(file: Path) -> Path:
    """The second file of a backup: whoever has it can read names, so it is kept apart and 30 days at most."""
    return file.with_name(f"{file.name}.keys")


def file_count(services: Sequence[str]) -> int:
    """How many files a backup of these services holds."""
    return 2 * len(services) + len(KEY_FILES)


def back_up(
    folder: Path,
    file: Path,
    services: Sequence[str],
    erasures: ErasureList,
    clock: Clock,
    advance: Advance = lambda _files: None,
) -> tuple[Path, Path]:
    """Write both files of a backup of `folder`; neither may exist. Raises FileRefused, leaving neither.

    `services` are those whose ledgers are the truth; everything else in a folder is folded from them. Ledgers are
    copied before vaults, so every sealed field of the copy finds its key.
    """
    keys = vault_file(file)
    for target in (file, keys):
        if target.exists():
            raise FileRefused(target, "exists already", "Choose another name for the backup")
    refuse_lost_files(folder, services)
    master_key = _settled_master_key(folder)
    kept = [service for service in services if service not in ADDED_LATER or holds_anything(folder, service)]
    ledgers = [database_path(folder, service) for service in kept]
    vaults = [vault_path(folder, service) for service in kept]
    vaults += [credentials_path(folder)] if "access" in kept else []
    key_files = _key_files(folder)
    installation, made_at = erasures.installation(), rfc3339(clock.now())
    try:
        with tempfile.TemporaryDirectory(dir=file.absolute().parent) as scratch:
            _pack(file, "ledgers", installation, made_at, _copies(ledgers, Path(scratch)), advance)
            _pack(keys, "keys", installation, made_at, chain(_copies(vaults, Path(scratch)), key_files), advance)
        if _settled_master_key(folder) != master_key:
            raise FileRefused(master_key_path(folder), "was replaced during the backup", "Make the backup again")
    except BaseException as error:
        for target in (file, keys):
            target.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise FileRefused(file, f"cannot be written ({error.strerror})", "Check space, owner and mode") from None
        raise
    return file, keys


def _key_files(folder: Path) -> list[tuple[str, Path]]:
    """The keys that are there, each by its name in the backup; signing keys are as many as were ever added."""
    later = sorted(f"keys/{path.name}" for path in (folder / "keys").glob("signing-*.pem"))
    names = (*KEY_FILES, *LATER_KEY_FILES, *later)
    return [(name, folder / name) for name in names if (folder / name).exists()]


def _settled_master_key(folder: Path) -> bytes | None:
    """The digest of the master key, so that keys and what they open belong together. Raises FileRefused while another
    one is taking its place."""
    if next_master_key_path(folder).exists():
        remedy = "Run `onetwenty keys rewrap` with that key to its end, then make the backup"
        raise FileRefused(next_master_key_path(folder), "is taking the master key's place", remedy)
    path = master_key_path(folder)
    return hashlib.sha256(path.read_bytes()).digest() if path.exists() else None


def _copies(databases: Sequence[Path], scratch: Path) -> Iterator[tuple[str, Path]]:
    for database in databases:
        copy = scratch / database.name
        backup_database(database, copy)
        yield copy.name, copy
        copy.unlink()


def _pack(
    target: Path,
    part: str,
    installation: str,
    made_at: str,
    parts: Iterable[tuple[str, Path]],
    advance: Advance,
) -> None:
    digests: dict[str, str] = {}
    descriptor = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as raw:
        with ZipFile(raw, "w", ZIP_DEFLATED, compresslevel=1) as archive:
            for name, path in parts:
                archive.write(path, name)
                digests[name] = digest_of(path)
                advance(1)
            manifest = Manifest(format=1, part=part, installation=installation, made_at=made_at, sha256=digests)
            archive.writestr(MANIFEST, msgspec.json.encode(manifest))
        raw.flush()
        os.fsync(raw.fileno())


def digest_of(path: Path) -> str:
    """SHA-256 of a file's content, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
