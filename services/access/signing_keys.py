"""The installation's signing key: Ed25519 in `keys/signing.pem`, made at first start, readable by its owner alone."""

from base64 import urlsafe_b64encode
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

from shared.adapters.owner_files import FileRefused, make_owner_file, read_owner_file

_REMEDY = "Put the installation's own key file back; without it, remove the file and everyone signs in again"


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
    """The folder's key, made when there is none yet. Raises FileRefused."""
    path = signing_key_path(folder)
    if not path.exists():
        fresh = Ed25519PrivateKey.generate()
        make_owner_file(path, fresh.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return read_signing_key(path)


def known_signing_key(folder: Path) -> SigningKey:
    """The key of a folder that has served before. Raises FileRefused, also when there is none."""
    path = signing_key_path(folder)
    if not path.exists():
        raise FileRefused(path, "does not exist", "Start `onetwenty serve` on this folder once, or check --data")
    return read_signing_key(path)


def signing_key_of(pem: bytes) -> SigningKey:
    """The key in PEM; raises ValueError that says what else it is."""
    try:
        private = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError):
        raise ValueError("is no key in PEM") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise ValueError("holds a key that is not Ed25519")
    return SigningKey(private, _thumbprint(private))


def read_signing_key(path: Path) -> SigningKey:
    """The key in a file of its owner's. Raises FileRefused."""
    content = read_owner_file(path, _REMEDY)
    try:
        return signing_key_of(content)
    except ValueError as error:
        raise FileRefused(path, str(error), _REMEDY) from None


def _x_of(private: Ed25519PrivateKey) -> str:
    return _base64url(private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))


def _thumbprint(private: Ed25519PrivateKey) -> str:
    members = {"crv": "Ed25519", "kty": "OKP", "x": _x_of(private)}
    return _base64url(sha256(msgspec.json.encode(members)).digest())


def _base64url(content: bytes) -> str:
    return urlsafe_b64encode(content).rstrip(b"=").decode()
