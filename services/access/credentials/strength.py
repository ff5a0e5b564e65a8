"""Whether a password would be guessed: zxcvbn's estimate over at most 72 characters, which bounds its time."""

from typing import Any

from zxcvbn import zxcvbn  # type: ignore[import-untyped] # it has no types

from services.access.credentials.refusals import (
    PasswordCommon,
    PasswordNamesYou,
    PasswordPatterned,
    PasswordTooShort,
    PasswordTooWeak,
)

LEAST = 10
MOST = 128
"""Characters of a password."""
_LOOKED_AT = 72
_STRONG = 3
"""Of zxcvbn's scores 0 to 4: safely unguessable at 10^8 guesses, offline against a slow hash at 10^10."""
_PATTERNS = {"dictionary": PasswordCommon, "repeat": PasswordPatterned, "sequence": PasswordPatterned}
_SYSTEM = ("onetwenty", "danang", "haivan", "tinhnguyen", "matkhau", "vietnam")
"""Words that everybody here would try first."""


def require_strong(password: str, name: str, pointer: str) -> None:
    """Raises the PasswordTooWeak that says why."""
    if len(password) < LEAST:
        raise PasswordTooShort(pointer, least=LEAST)
    parts = [part for part in (name, *name.replace("@", ".").split(".")) if len(part) > 2]
    estimate: dict[str, Any] = zxcvbn(password[:_LOOKED_AT], user_inputs=[*parts, *_SYSTEM])
    if estimate["score"] < _STRONG:
        raise _weakness(estimate["sequence"])(pointer)


def _weakness(parts: list[dict[str, Any]]) -> type[PasswordTooWeak]:
    longest = max(parts, key=lambda part: len(part["token"]))
    if longest.get("dictionary_name") == "user_inputs":
        return PasswordNamesYou
    return _PATTERNS.get(longest["pattern"], PasswordPatterned)
