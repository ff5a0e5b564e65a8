"""What must not stay in free text, even sealed: long runs of digits that are no phone number."""

import re

_DIGITS = re.compile(r"(?<!\d)\+?\d(?:[ .-]?\d){8,}(?!\d)")
_PHONE = re.compile(r"(?:\+?84|0)[2-9]\d{8,9}")
MASK = "•••"


def mask_digit_runs(text: str) -> str:
    """`text` with every run of nine or more digits masked that is no Vietnamese phone number (domain.md, Rules).

    Blanks, dots and hyphens between digits do not hide a run.
    """
    return _DIGITS.sub(_masked, text)


def _masked(found: re.Match[str]) -> str:
    digits = re.sub(r"[ .-]", "", found.group())
    return found.group() if _PHONE.fullmatch(digits) else MASK
