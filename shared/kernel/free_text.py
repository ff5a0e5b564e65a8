"""What must not stay in free text, even sealed: long runs of digits that are no phone number."""

import re

_RUN = re.compile(r"(?<![\d+])\+?\d{9,}(?!\d)")
"""Nine digits or more in one piece."""
_GROUPS = re.compile(r"(?<![\d+])\+?\d{2,6}(?:(?P<gap>[ -])\d{3,4})(?:(?P=gap)\d{3,4})+(?!\d)")
"""A number written in groups: one kind of gap, groups of three or four after the first. Dates and clock times have
shorter groups, amounts are written with dots."""
_PHONE = re.compile(r"(?:\+?84|0)[2-9]\d{8,9}")
_FEWEST = 9
MASK = "•••"


def mask_digit_runs(text: str) -> str:
    """`text` with every number of nine or more digits masked that is no Vietnamese phone number (domain.md, Rules)."""
    return _RUN.sub(_masked, _GROUPS.sub(_masked, text))


def _masked(found: re.Match[str]) -> str:
    digits = re.sub(r"[ -]", "", found.group())
    is_short = len(digits.removeprefix("+")) < _FEWEST
    return found.group() if is_short or _PHONE.fullmatch(digits) else MASK
