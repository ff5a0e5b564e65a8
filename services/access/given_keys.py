"""Signing keys that the settings give, any number of them in PEM one after another, for any number of replicas.

All are published. A line `Signs from 2026-11-24T10:30:00Z` before a key says when it begins to sign; of those without
one the first signs until then. So every replica that is given the same file changes over at the same moment.
"""

import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from services.access.key_ring import ALWAYS, PUBLISHED_BEFORE, KeyRing, new_private_key
from services.access.signing_keys import SigningKey, signing_key_of
from shared.adapters.owner_files import replace_file
from shared.kernel.days import rfc3339
from shared.ports.clock import Clock
from shared.settings import Settings, SettingsRefused, require, variable

_log = logging.getLogger(__name__)
_REMEDY = "Give the private Ed25519 keys that access signs tokens with, in PEM: openssl genpkey -algorithm ed25519"
_KEY = re.compile(
    rb"(?:^Signs from (?P<from>.*?)\s*$\s*)?(?P<pem>-----BEGIN (?P<label>[A-Z ]+)-----.*?-----END (?P=label)-----)",
    re.MULTILINE | re.DOTALL,
)


def given_key_ring(settings: Settings, clock: Clock) -> KeyRing:
    """The keys of ONETWENTY_SIGNING_KEY, or of the file that ONETWENTY_SIGNING_KEY_FILE names, which is read again when
    it changes. Raises SettingsRefused."""
    require(settings, {"signing_key": _REMEDY})
    if settings.signing_key_file is not None:
        file = _KeyFile(settings.signing_key_file)
        return KeyRing(file.read(), clock, file.read_again)
    pem = settings.signing_key.get_secret_value() if settings.signing_key is not None else ""
    return KeyRing(_refused_by_name(pem.encode()), clock)


def rotate_given(file: Path, clock: Clock, *, at_once: bool = False) -> tuple[SigningKey, datetime]:
    """Add a key to such a file; the key, and the instant from which on it signs. Raises FileRefused, SettingsRefused.

    `at_once`: an older key is in strange hands, and is taken away.
    """
    older = _KeyFile(file)
    older.read()
    begins = clock.now().replace(microsecond=0) + (timedelta(0) if at_once else PUBLISHED_BEFORE)
    pem = new_private_key()
    added = b"Signs from %s\n%s" % (rfc3339(begins).encode(), pem)
    replace_file(file, added if at_once else older.content.rstrip() + b"\n" + added)
    return signing_key_of(pem), begins


def keys_of(content: bytes) -> Mapping[datetime, SigningKey]:
    """The keys by the instants from which on they sign. Raises ValueError that says what cannot be one."""
    found: dict[datetime, SigningKey] = {}
    for place, each in enumerate(_KEY.finditer(content)):
        begins = ALWAYS - timedelta(seconds=place) if each["from"] is None else _instant(each["from"])
        found[begins] = signing_key_of(each["pem"])
    if not found:
        raise ValueError("is no key in PEM")
    return found


class _KeyFile:
    """Keys in a file, and what it held when it was last looked at."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.content = b""

    def read(self) -> Mapping[datetime, SigningKey]:
        """Raises SettingsRefused."""
        try:
            self.content = self._path.read_bytes()
        except OSError as error:
            what = f"names {self._path}, which cannot be read ({error.strerror})"
            raise SettingsRefused(f"{variable('signing_key')}_FILE", what, _REMEDY) from None
        return _refused_by_name(self.content)

    def read_again(self) -> Mapping[datetime, SigningKey]:
        """Nothing while it cannot be used: who signs goes on with the keys of before."""
        try:
            return self.read()
        except SettingsRefused as refused:
            _log.warning("signing keys stay as they were: %s", refused)
            return {}


def _refused_by_name(content: bytes) -> Mapping[datetime, SigningKey]:
    try:
        return keys_of(content)
    except ValueError as error:
        raise SettingsRefused(variable("signing_key"), str(error), _REMEDY) from None


def _instant(text: bytes) -> datetime:
    try:
        found = datetime.fromisoformat(text.decode())
    except ValueError:
        raise ValueError("says of no instant that a key signs from it") from None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
