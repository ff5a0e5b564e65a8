"""In which of the two languages a caller is answered."""

from functools import lru_cache
from typing import Literal

Language = Literal["vi", "en"]
DEFAULT: Language = "vi"
LANGUAGES: tuple[Language, ...] = ("vi", "en")


@lru_cache(maxsize=512)
def language_of(accept_language: str | None) -> Language:
    """The language that an `Accept-Language` header prefers (RFC 9110, 12.5.4), Vietnamese when it names neither."""
    if not accept_language:
        return DEFAULT
    wanted = [_weighted(part) for part in accept_language[:512].split(",")]
    scores = {language: max((_score(language, *one) for one in wanted), default=0.0) for language in LANGUAGES}
    best = max(LANGUAGES, key=lambda language: scores[language])
    return best if scores[best] > 0 else DEFAULT


def _weighted(part: str) -> tuple[str, float]:
    tag, *parameters = (piece.strip().lower() for piece in part.split(";"))
    weight = next((value[2:] for value in parameters if value.startswith("q=")), "1")
    try:
        return tag, min(max(float(weight), 0.0), 1.0)
    except ValueError:
        return tag, 0.0


def _score(language: Language, tag: str, weight: float) -> float:
    if tag == "*":
        return weight / 2
    return weight if tag.split("-")[0] == language else 0.0
