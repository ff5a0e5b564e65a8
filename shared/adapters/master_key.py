"""The installation's master key: 32 bytes in `keys/master.key`, readable by its owner alone."""

import hmac
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

from shared.adapters.owner_files import FileRefused, make_owner_file, read_owner_file

KEY_BYTES = 32
_NONCE_BYTES = 12
_REMEDY = "Put the installation's own key file back, or restore a backup together with its key"


class WrongKey(Exception):
    """What was unwrapped was not wrapped by this key for this purpose."""


class MasterKey:
    """Wraps data keys with AES-256-GCM; `bound_to` is what a wrapped key belongs to and cannot leave."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)
        self.id = HKDF(SHA256(), 8, salt=None, info=b"onetwenty id of a master key").derive(key).hex()
        """Tells master keys apart, and nothing else about them."""

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


def next_master_key_path(folder: Path) -> Path:
    """Where the key lies that is taking the master key's place."""
    return folder / "keys" / "master.next.key"


def read_master_key(path: Path) -> MasterKey:
    """The key in the file; raises FileRefused when it cannot be read, is not a key, or others may read it."""
    key = read_owner_file(path, _REMEDY)
    if len(key) != KEY_BYTES:
        raise FileRefused(path, f"holds {len(key)} bytes where a key has {KEY_BYTES}", _REMEDY)
    return MasterKey(key)


def derived_key(folder: Path, purpose: str) -> bytes:
    """A 32-byte key for one purpose, the same at every start, from which the master key cannot be found; the same,
    too, after another master key has taken the first one's place."""
    path = master_key_path(folder)
    read_master_key(path)
    kept = derivation_path(folder)
    root = read_owner_file(kept, _REMEDY) if kept.exists() else derivation_root(path.read_bytes())
    return _derived(root, purpose)


def key_from_root(root: bytes, purpose: str) -> bytes:
    """`derived_key` of a root that lies in no folder."""
    return _derived(root, purpose)


def root_id(root: bytes) -> str:
    """Tells roots of derived keys apart, and nothing else about them."""
    return _derived(root, "id of a root of derived keys")[:8].hex()


def derivation_path(folder: Path) -> Path:
    """Where the root of derived keys lies, once the master key that it came from has been replaced."""
    return folder / "keys" / "derivation.key"


def derivation_root(master_key: bytes) -> bytes:
    """What every derived key follows from (HKDF's extracted key, RFC 5869), and the master key does not."""
    return hmac.digest(bytes(KEY_BYTES), master_key, "sha256")


def _derived(root: bytes, purpose: str) -> bytes:
    return HKDFExpand(SHA256(), KEY_BYTES, info=f"onetwenty {purpose}".encode()).derive(root)


def make_master_key(path: Path) -> MasterKey:
    """Make the key file, durably and for its owner alone; when another process was faster, read that one's."""
    make_owner_file(path, AESGCM.generate_key(bit_length=256))
    return read_master_key(path)
