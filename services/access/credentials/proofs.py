"""Keyed hashes over texts: names are found by them, and secrets that the server gave out are recognised by them."""

import hmac
import re
import secrets

from shared.http.box64 import to_text

_SALT_BYTES = 16
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_NAME = re.compile(r"[a-z][a-z0-9.@+_-]{2,63}")
_LONG_NUMBER = re.compile(r"\d(?:[._-]?\d){8}")


class Proofs:
    """One installation's proofs. `key` is derived from its master key and stands in no store."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, purpose: str, *parts: str) -> str:
        """The proof of some texts for one purpose, 43 characters of a URL; none of `parts` holds a line's end."""
        return to_text(self._digest(purpose, *parts))

    def digits(self, purpose: str, *parts: str) -> str:
        """Six digits, as the code that goes with a printed invitation."""
        return f"{int.from_bytes(self._digest(purpose, *parts)) % 1_000_000:06d}"

    def letters(self, purpose: str, *parts: str) -> str:
        """Sixteen letters and digits in groups of four, none easily taken for another: 79 bits to guess."""
        chosen = "".join(_LETTERS[byte % len(_LETTERS)] for byte in self._digest(purpose, *parts)[:16])
        return "-".join(chosen[start : start + 4] for start in range(0, 16, 4))

    def of_name(self, name: str) -> str:
        """What a name to sign in with is found by."""
        return self.of("name", name)

    def _digest(self, purpose: str, *parts: str) -> bytes:
        return hmac.digest(self._key, "\n".join((purpose, *parts)).encode(), "sha256")


def same(one: str, another: str) -> bool:
    """Whether two proofs are equal, in a time that tells nothing of where they differ."""
    return hmac.compare_digest(one.encode(), another.encode())


def new_salt() -> str:
    """Random text for one record."""
    return to_text(secrets.token_bytes(_SALT_BYTES))


def sign_in_name(text: str) -> str | None:
    """The name as it is compared: lower case, letters that cannot be mistaken for others; None for what is no name."""
    lowered = text.strip().lower()
    if _NAME.fullmatch(lowered) is None or _LONG_NUMBER.search(lowered):
        return None
    return lowered
