"""The master keys of a folder as it is opened: made at the first start, and never anew for vaults in use."""

from pathlib import Path

from shared.adapters.embedded.master_key_ring import MasterKeyRing
from shared.adapters.embedded.sqlite_key_vault import vault_in_use
from shared.adapters.master_key import make_master_key, master_key_path
from shared.adapters.owner_files import FileRefused

VAULT = ".vault.db"
"""How the names of vault files end."""


def open_master_keys(folder: Path, *, read_only: bool = False) -> MasterKeyRing:
    """The folder's master key, made at first start; never made anew while a vault holds keys that it cannot open."""
    path = master_key_path(folder)
    if path.exists() or read_only:
        return MasterKeyRing(folder)
    in_use = [vault.name for vault in sorted(folder.glob(f"*{VAULT}")) if vault_in_use(vault)]
    if in_use:
        raise FileRefused(
            path,
            f"is missing, and {', '.join(in_use)} cannot be opened without it",
            "Put the key file back, or restore a backup together with its key",
        )
    make_master_key(path)
    return MasterKeyRing(folder)
