"""Village names as people write them, and the one key that all spellings of a name share (domain.md, Villages)."""

import re
import unicodedata

_PREFIXES = (["thôn"], ["tổ", "dân", "phố"])
_TONES = (
    ("ò", "à", "è", "ù", "ỳ"),
    ("ó", "á", "é", "ú", "ý"),
    ("ỏ", "ả", "ẻ", "ủ", "ỷ"),
    ("õ", "ã", "ẽ", "ũ", "ỹ"),
    ("ọ", "ạ", "ẹ", "ụ", "ỵ"),
)
"""The vowels o, a, e, u, y under each of the five tone marks."""
_SECOND_VOWEL = {
    old: new for o, a, e, u, y in _TONES for old, new in ((f"{o}a", f"o{a}"), (f"{o}e", f"o{e}"), (f"{u}y", f"u{y}"))
}
"""Hòa, hòe, thủy carry the mark on the first vowel, hoà, hoè, thuỷ on the second: both are in use, here the second."""
_FIRST_VOWEL = re.compile("|".join(_SECOND_VOWEL))


def village_name(text: str) -> str:
    """The name as it is kept for reading: NFC, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def village_key(text: str) -> str:
    """The key of a village's name: `Thôn Hòa Bắc` and `hoà  bắc` give `hoà-bắc`; empty when no letter or digit is left.

    Compared after NFC, without case, leading "thôn" or "tổ dân phố" and the placement of tone marks. What is neither
    letter nor digit separates, so a key can stand in a path. The key of a key is the key.
    """
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    words = "".join(letter if unicodedata.category(letter)[0] in "LMN" else " " for letter in folded).split()
    words = [_FIRST_VOWEL.sub(lambda found: _SECOND_VOWEL[found.group()], word) for word in words]
    return "-".join(_without_prefix(words))


def _without_prefix(words: list[str]) -> list[str]:
    for prefix in _PREFIXES:
        count = len(prefix)
        if words[:count] == prefix and len(words) > count:
            return _without_prefix(words[count:])
    return words
