"""Medians from histograms."""

from collections.abc import Iterable

Spread = dict[str, int | float | None]


def spread(histogram: Iterable[tuple[str, int]]) -> Spread:
    """How many values there are, and their median: the mean of the middle two for an even number, None for none.

    `histogram` pairs each value, as text, with how often it occurs; a value may stand there more than once.
    """
    counts = sorted((int(value), count) for value, count in histogram)
    n = sum(count for _, count in counts)
    if n == 0:
        return {"n": 0, "median": None}
    lower, upper = _at(counts, (n - 1) // 2), _at(counts, n // 2)
    return {"n": n, "median": lower if lower == upper else (lower + upper) / 2}


def _at(counts: list[tuple[int, int]], index: int) -> int:
    """The value at an index of the sorted values."""
    for value, count in counts:
        if index < count:
            return value
        index -= count
    raise IndexError(index)
