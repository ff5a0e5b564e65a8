"""The master keys of a folder as it is opened: made at the first start, and never anew for vaults in use."""

from pathlib import Path

from shared.adapters.embedded.master_key_ring import MasterKeyRing
from shared.adapters.embedded.sqlite_key_vault import vault_in_use, vault_opens_with
from shared.adapters.master_key import (
    MasterKey,
    make_master_key,
    master_key_path,
    next_master_key_path,
    read_master_key,
)
from shared.adapters.owner_files import FileRefused, make_owner_file
from shared.settings import SettingsRefused, variable

VAULT = ".vault.db"
"""How the names of vault files end."""


def open_master_keys(folder: Path, *, read_only: bool = False) -> MasterKeyRing:
    """The folder's master key, made at first start; never made anew while a vault holds keys that it cannot open."""
    path = master_key_path(folder)
    if path.exists() or read_only:
        return MasterKeyRing(folder)
    in_use = [vault.name for vault in _vaults_in_use(folder)]
    if in_use:
        raise FileRefused(
            path,
            f"is missing, and {', '.join(in_use)} cannot be opened without it",
            "Put the key file back, or restore a backup together with its key",
        )
    make_master_key(path)
    return MasterKeyRing(folder)


def take_given_key(folder: Path, given: bytes) -> None:
    """Make the master key of the settings that of a folder which has none yet, or has lost its own. Raises
    SettingsRefused for another one than the folder's, and FileRefused."""
    key, path = MasterKey(given), master_key_path(folder)
    if path.exists():
        known = [read_master_key(one).id for one in (path, next_master_key_path(folder)) if one.exists()]
        if key.id not in known:
            raise _other_key(folder)
    elif all(vault_opens_with(vault, key) for vault in _vaults_in_use(folder)):
        make_owner_file(path, given)
    else:
        raise _other_key(folder)


def _other_key(folder: Path) -> SettingsRefused:
    return SettingsRefused(variable("master_key"), f"is not the key of {folder}", "Give the folder's own, or unset it")


def _vaults_in_use(folder: Path) -> list[Path]:
    return [vault for vault in sorted(folder.glob(f"*{VAULT}")) if vault_in_use(vault)]
