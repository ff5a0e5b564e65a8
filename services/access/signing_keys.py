"""The installation's signing key: Ed25519 in `keys/signing.pem`, made at first start, readable by its owner alone."""

import os
import stat
from base64 import urlsafe_b64encode
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

_REMEDY = "Put the installation's own key file back; without it, remove the file and everyone signs in again"


class SigningKeyRefused(Exception):
    """A key file that cannot be used: which one, what is wrong, and how to mend it."""

    def __init__(self, path: Path, what: str, remedy: str) -> None:
        super().__init__(f"{path} {what}. {remedy}")
        self.path = path
        self.what = what
        self.remedy = remedy


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key and the id (RFC 7638 thumbprint) that its public half is published under."""

    private: Ed25519PrivateKey
    kid: str

    def jwks(self) -> dict[str, Any]:
        """The JSON Web Key Set that everyone may see."""
        public = {"kty": "OKP", "crv": "Ed25519", "x": _x_of(self.private)}
        return {"keys": [{**public, "kid": self.kid, "alg": "EdDSA", "use": "sig"}]}


def signing_key_path(folder: Path) -> Path:
    """Where the key of a data folder lies."""
    return folder / "keys" / "signing.pem"


def open_signing_key(folder: Path) -> SigningKey:
    """The folder's key, made when there is none yet. Raises SigningKeyRefused."""
    path = signing_key_path(folder)
    if not path.exists():
        _make(path)
    return _read(path)


def _read(path: Path) -> SigningKey:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        content = path.read_bytes()
    except OSError as error:
        raise SigningKeyRefused(path, f"cannot be read ({error.strerror})", _REMEDY) from None
    if mode & 0o077:
        raise SigningKeyRefused(path, f"may be read by others (mode {mode:04o})", f"Run: chmod 600 {path}")
    try:
        private = load_pem_private_key(content, password=None)
    except (ValueError, TypeError):
        raise SigningKeyRefused(path, "is no key in PEM", _REMEDY) from None
    if not isinstance(private, Ed25519PrivateKey):
        raise SigningKeyRefused(path, "holds a key that is not Ed25519", _REMEDY)
    return SigningKey(private, _thumbprint(private))


def _make(path: Path) -> None:
    content = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_durably(draft, content)
        _put_in_place(draft, path)
    except OSError as error:
        remedy = "Check the owner, the mode and the free space of the folder"
        raise SigningKeyRefused(path, f"cannot be made ({error.strerror})", remedy) from None


def _put_in_place(draft: Path, path: Path) -> None:
    """Give the draft its name, unless another process was faster."""
    try:
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
    _sync(path.parent)


def _write_durably(path: Path, content: bytes) -> None:
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(descriptor)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _x_of(private: Ed25519PrivateKey) -> str:
    return _base64url(private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def _thumbprint(private: Ed25519PrivateKey) -> str:
    members = {"crv": "Ed25519", "kty": "OKP", "x": _x_of(private)}
    return _base64url(sha256(msgspec.json.encode(members)).digest())


def _base64url(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
