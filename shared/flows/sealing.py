"""Sealed fields: AES-256-GCM with a key per person, bound to ward, subject, event and field.

Who holds a box but not the key reads nothing; who moves a box to another place gets an error. A destroyed key turns
every box of that person into "erased".
"""

import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping, Sequence

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.kernel.free_text import mask_digit_runs
from shared.kernel.messages import SealedText
from shared.ports.key_vault import KeyVault

ERASED = "erased"
"""What stands in place of a box, or of an opened text, once the person's key is destroyed."""

_NONCE = 12
_POOL = 256
_AS_GIVEN = frozenset(
    {"phone", "dossier_code", "authorisation", "consent_slip", "guardian_consent", "location", "language", "languages"}
)
"""Fields that are numbers or codes by their nature; every other sealed field is free text."""


class _Nonces:
    """Random nonces, fetched from the system a pool at a time: each call to it gives up the interpreter's lock. A
    forked child begins a pool of its own."""

    def __init__(self) -> None:
        self._pool: Iterator[bytes] = iter(())
        self._process = 0

    def next(self) -> bytes:
        """Twelve random bytes, never given before."""
        nonce = next(self._pool, None)
        if nonce is None or self._process != os.getpid():
            self._process, fresh = os.getpid(), secrets.token_bytes(_NONCE * _POOL)
            self._pool = iter([fresh[start : start + _NONCE] for start in range(0, len(fresh), _NONCE)])
            nonce = next(self._pool)
        return nonce


_NONCES = _Nonces()


class UnknownKey(Exception):
    """Something sealed belongs to a subject that never had a key here: the store and the vault do not match."""


class Sealer:
    """Seals with the vault of one service. Keys are fetched for each call and kept nowhere."""

    def __init__(self, vault: KeyVault) -> None:
        self._vault = vault

    async def seal(self, ward: str, subject: str, event: str, texts: Mapping[str, str]) -> dict[str, str]:
        """Boxes for `texts`, by field; long digit runs in free text are masked first."""
        if not texts:
            return {}
        key = await self._vault.key_for_sealing(f"{ward}/{subject}")
        if key is None:
            return dict.fromkeys(texts, ERASED)
        cipher = AESGCM(key)
        return {
            field: _box(cipher, _readable(field, text), _binding(ward, subject, event, field))
            for field, text in texts.items()
        }


def _readable(field: str, text: str) -> str:
    return text if field.rsplit("/", 1)[-1] in _AS_GIVEN else mask_digit_runs(text)


def _binding(ward: str, subject: str, event: str, field: str) -> bytes:
    return "\x1f".join((ward, subject, event, field)).encode()


def _box(cipher: AESGCM, text: str, binding: bytes) -> str:
    nonce = _NONCES.next()
    return urlsafe_b64encode(nonce + cipher.encrypt(nonce, text.encode(), binding)).decode()


def unsealed(
    ward: str, subject: str, texts: Mapping[str, SealedText], keys: Mapping[str, bytes | None]
) -> dict[str, str]:
    """The texts of one subject by name, with the keys of its vault; for Openings alone, which record it.

    Raises UnknownKey, or cryptography's InvalidTag for a box that was moved or changed.
    """
    needed = {name: text for name, text in texts.items() if text.box != ERASED}
    if not needed:
        return dict.fromkeys(texts, ERASED)
    try:
        key = keys[f"{ward}/{subject}"]
    except KeyError:
        raise UnknownKey(f"{ward}/{subject}") from None
    if key is None:
        return dict.fromkeys(texts, ERASED)
    cipher = AESGCM(key)
    opened = {name: _open(cipher, text, ward, subject) for name, text in needed.items()}
    return {name: opened.get(name, ERASED) for name in texts}


def _open(cipher: AESGCM, text: SealedText, ward: str, subject: str) -> str:
    box = urlsafe_b64decode(text.box)
    return cipher.decrypt(box[:_NONCE], box[_NONCE:], _binding(ward, subject, text.event, text.field)).decode()


def sealed_texts(
    event_id: str, sealed: Mapping[str, str], fields: Sequence[str] | None = None
) -> dict[str, SealedText]:
    """The boxes of an event as views keep them; only `fields`, when given."""
    return {
        field: SealedText(event_id, field, box) for field, box in sealed.items() if fields is None or field in fields
    }


def erased_texts(sealed: Mapping[str, SealedText]) -> dict[str, SealedText]:
    """The same fields without their boxes: each opens as "erased"."""
    return {field: SealedText(text.event, text.field, ERASED) for field, text in sealed.items()}
