"""All signing keys of an installation: a new one is published first, and used ten minutes later.

`keys/signing.pem` is the first; `keys/signing-<instant>.pem` is used from that instant on. All of them are published,
so a token stays good until it expires, whatever key signed it.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from services.access.signing_keys import SigningKey, known_signing_key, open_signing_key, read_signing_key
from shared.adapters.owner_files import make_owner_file
from shared.http.callers import KeySet
from shared.ports.clock import Clock

PUBLISHED_BEFORE = timedelta(minutes=10)
"""How long a key is published before it signs: twice as long as readers keep what they have fetched."""
LOOK_SECONDS = 5.0
"""Between two looks at the folder."""
_NAME = re.compile(r"signing-(\d{8}T\d{6}Z)\.pem")
_INSTANT = "%Y%m%dT%H%M%SZ"
ALWAYS = datetime.fromtimestamp(0, UTC)
"""From when on a key signs of which nothing else is said."""
Keys = Mapping[datetime, SigningKey]
"""Signing keys by the instants from which on they sign."""


class KeyRing:
    """Keys that sign one after the other, read again now and then where `read` is given; what it cannot read stays."""

    def __init__(self, keys: Keys, clock: Clock, read: Callable[[], Keys] | None = None) -> None:
        self._clock = clock
        self._read = read
        self._keys = keys
        self._published = KeySet(self.jwks())
        self._looked_at = clock.monotonic()

    def current(self) -> SigningKey:
        """The key to sign with now. Raises FileRefused for one that cannot be used."""
        self._look()
        now = self._clock.now()
        return self._keys[max(moment for moment in self._keys if moment <= now or moment == min(self._keys))]

    def key(self, kid: str) -> jwt.PyJWK | None:
        """The public key of that id, as TokenReader asks for it."""
        found = self._published.key(kid)
        if found is None:
            self._look()
            found = self._published.key(kid)
        return found

    def jwks(self) -> dict[str, Any]:
        """The JSON Web Key Set that everyone may see, the key that signs last in front."""
        newest_first = [self._keys[moment] for moment in sorted(self._keys, reverse=True)]
        return {"keys": [public for key in newest_first for public in key.jwks()["keys"]]}

    def published(self) -> dict[str, Any]:
        """The key set as it is now."""
        self._look()
        return self.jwks()

    def _look(self) -> None:
        if self._read is None or self._clock.monotonic() < self._looked_at + LOOK_SECONDS:
            return
        self._looked_at = self._clock.monotonic()
        self._keys = self._read() or self._keys
        self._published = KeySet(self.jwks())


def open_key_ring(folder: Path, clock: Clock) -> KeyRing:
    """The folder's keys, the first one made when there is none yet. Raises FileRefused."""
    if not _key_files(folder):
        open_signing_key(folder)
    return KeyRing(_keys_in(folder), clock, lambda: _keys_in(folder))


def known_key_ring(folder: Path, clock: Clock) -> KeyRing:
    """The keys of a folder that has served before. Raises FileRefused, also when there are none."""
    if not _key_files(folder):
        known_signing_key(folder)
    return open_key_ring(folder, clock)


def rotate_keys(folder: Path, clock: Clock, *, at_once: bool = False) -> tuple[SigningKey, datetime]:
    """Add a key to a folder, in use or not; the key and the instant from which on it signs. Raises FileRefused.

    `at_once`: an older key is in strange hands. It signs no more and its tokens are good no more.
    """
    older = _key_files(folder)
    begins = clock.now().replace(microsecond=0) + (timedelta(0) if at_once else PUBLISHED_BEFORE)
    path = folder / "keys" / f"signing-{begins.strftime(_INSTANT)}.pem"
    make_owner_file(path, new_private_key())
    for one in older.values() if at_once else ():
        one.unlink(missing_ok=True)
    return read_signing_key(path), begins


def new_private_key() -> bytes:
    """A fresh key in PEM."""
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def key_files(folder: Path) -> list[str]:
    """The names of all key files below the folder, for backups."""
    return [f"keys/{path.name}" for path in _key_files(folder).values()]


def _keys_in(folder: Path) -> Keys:
    return {moment: read_signing_key(path) for moment, path in _key_files(folder).items()}


def _key_files(folder: Path) -> dict[datetime, Path]:
    found: dict[datetime, Path] = {}
    for path in sorted((folder / "keys").glob("signing*.pem")):
        later = _NAME.fullmatch(path.name)
        if path.name == "signing.pem":
            found[ALWAYS] = path
        elif later is not None:
            found[datetime.strptime(later[1], _INSTANT).replace(tzinfo=UTC)] = path
    return found
