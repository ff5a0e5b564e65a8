"""The installation's master key: 32 bytes in `keys/master.key`, readable by its owner alone."""

import os
import stat
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from shared.adapters.embedded.storage_failures import StorageRefused

KEY_BYTES = 32
_NONCE_BYTES = 12
_REMEDY = "Put the installation's own key file back, or restore a backup together with its key"


class WrongKey(Exception):
    """What was unwrapped was not wrapped by this key for this purpose."""


class MasterKey:
    """Wraps data keys with AES-256-GCM; `bound_to` is what a wrapped key belongs to and cannot leave."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def wrap(self, plain: bytes, bound_to: str) -> bytes:
        """A random nonce and the sealed bytes."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, bound_to.encode())

    def unwrap(self, wrapped: bytes, bound_to: str) -> bytes:
        """The plain bytes; raises WrongKey."""
        try:
            return self._cipher.decrypt(wrapped[:_NONCE_BYTES], wrapped[_NONCE_BYTES:], bound_to.encode())
        except (InvalidTag, ValueError) as error:
            raise WrongKey(bound_to) from error


def new_data_key() -> bytes:
    """A random 32-byte key."""
    return AESGCM.generate_key(bit_length=256)


def master_key_path(folder: Path) -> Path:
    """Where the key of a data folder lies."""
    return folder / "keys" / "master.key"


def read_master_key(path: Path) -> MasterKey:
    """The key in the file; raises StorageRefused when it cannot be read, is not a key, or others may read it."""
    try:
        mode = path.stat().st_mode
        key = path.read_bytes()
    except OSError as error:
        raise StorageRefused(path, f"cannot be read ({error.strerror})", _REMEDY) from None
    if stat.S_IMODE(mode) & 0o077:
        raise StorageRefused(path, f"may be read by others (mode {stat.S_IMODE(mode):04o})", f"Run: chmod 600 {path}")
    if len(key) != KEY_BYTES:
        raise StorageRefused(path, f"holds {len(key)} bytes where a key has {KEY_BYTES}", _REMEDY)
    return MasterKey(key)


def derived_key(folder: Path, purpose: str) -> bytes:
    """A 32-byte key for one purpose, the same at every start, from which the master key cannot be found."""
    path = master_key_path(folder)
    read_master_key(path)
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=f"onetwenty {purpose}".encode()).derive(path.read_bytes())


def make_master_key(path: Path) -> MasterKey:
    """Make the key file, durably and for its owner alone; when another process was faster, read that one's."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        _write_durably(draft, AESGCM.generate_key(bit_length=256))
        os.link(draft, path)
        _sync_folder(path.parent)
    except FileExistsError:
        return read_master_key(path)
    except OSError as error:
        raise StorageRefused(path, f"cannot be made ({error.strerror})", "Check the folder's owner and mode") from None
    finally:
        draft.unlink(missing_ok=True)
    return read_master_key(path)


def _write_durably(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
