"""The master keys of a data folder: the present one, and while it is being replaced the next one too."""

from pathlib import Path

from shared.adapters.master_key import MasterKey, WrongKey, master_key_path, next_master_key_path, read_master_key
from shared.adapters.owner_files import FileRefused


class MasterKeyRing:
    """Reads the key files at the start, and again when it meets a key that it does not know: another process may have
    begun to replace the master key, or ended it. A key that was read is kept, for what it wrapped may still be met."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.current = read_master_key(master_key_path(folder))
        """The master key as of the start."""
        self._known: dict[str, MasterKey] = {self.current.id: self.current}
        self._read_next()

    def named(self, key_id: str) -> MasterKey:
        """The key of that id. Raises FileRefused when the folder does not have it."""
        if key_id not in self._known:
            self._read_again()
        if key_id not in self._known:
            raise FileRefused(
                master_key_path(self._folder),
                "is not the key that this folder's vaults were wrapped with",
                "Put the installation's own key file back, or restore a backup together with its key",
            )
        return self._known[key_id]

    def unwrap(self, wrapped: bytes, bound_to: str, wrapped_by: str | None) -> bytes:
        """What one of the keys has wrapped; `wrapped_by` says which, None that it is not known. Raises WrongKey."""
        if wrapped_by is not None:
            return self.named(wrapped_by).unwrap(wrapped, bound_to)
        try:
            return self._unwrapped_by_any(wrapped, bound_to)
        except WrongKey:
            self._read_again()
            return self._unwrapped_by_any(wrapped, bound_to)

    def _unwrapped_by_any(self, wrapped: bytes, bound_to: str) -> bytes:
        for key in self._known.values():
            try:
                return key.unwrap(wrapped, bound_to)
            except WrongKey:
                continue
        raise WrongKey(bound_to)

    def _read_again(self) -> None:
        present = read_master_key(master_key_path(self._folder))
        self._known[present.id] = present
        self._read_next()

    def _read_next(self) -> None:
        try:
            following = read_master_key(next_master_key_path(self._folder))
        except FileRefused:
            return
        self._known[following.id] = following
