"""A reader who works out what small numbers hide: from a whole table of villages and the ward's own figures.

Everything that must hold of villages is used: a group is a part of its village, visited and self-reliant households
are parts of both, and the villages add up to the ward. All that could be true is gone through, nothing is guessed.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from random import Random
from typing import Any

Row = Mapping[str, Any]
Cell = tuple[str, str, str]
"""village, group, part; open cases are ("…", "all", "open_cases")."""
PARTS = ("registered", "visited", "self_reliant")
Plain = Mapping[str, Sequence[int]]
"""A guess at the villages' own figures: part → one count a village."""


class Reader:
    """`rows` as shown, `sums` as the ward shows them: (group, part) → count."""

    def __init__(self, rows: Sequence[Row], sums: Mapping[tuple[str, str], int], groups: Sequence[str]) -> None:
        self._rows, self._sums, self._groups = rows, sums, groups

    def certain(self, cells: set[Cell]) -> dict[Cell, int]:
        """Those of `cells` that can have one value alone, with it."""
        possible: dict[Cell, set[int]] = {cell: set() for cell in cells}
        for plain in self._plains():
            values = self._values(plain)
            for cell in cells if values else ():
                possible[cell] |= values[cell]
            if all(len(found) > 1 for found in possible.values()):
                return {}
        return {cell: found.pop() for cell, found in possible.items() if len(found) == 1}

    def _plains(self) -> Iterator[Plain]:
        columns = [list(self._columns("all", part)) for part in PARTS]
        for column in columns:
            Random(1).shuffle(column)
        for counts in product(*columns):
            plain = dict(zip(PARTS, counts, strict=True))
            if self._fits(plain):
                yield plain

    def _fits(self, plain: Plain) -> bool:
        able, everyone = plain["self_reliant"], plain["registered"]
        already = [row["self_reliant_already"] for row in self._rows]
        if any(count is not None and count > most for count, most in zip(already, able, strict=True)):
            return False
        return all(count <= most for part in PARTS[1:] for count, most in zip(plain[part], everyone, strict=True))

    def _columns(self, group: str, part: str) -> Iterator[Sequence[int]]:
        """Every way to fill what is withheld of a column so that it adds up."""
        shown = [row[part] if group == "all" else row["priority"][group][part] for row in self._rows]
        gaps = shown.count(None)
        rest = self._sums[group, part] - sum(count for count in shown if count is not None)
        for filled in _splits(rest, gaps):
            parts = iter(filled)
            yield [next(parts) if count is None else count for count in shown]

    def _values(self, plain: Plain) -> dict[Cell, set[int]]:
        """What each count may be with these figures of the villages; empty where they cannot be."""
        values = self._open_cases(plain["registered"])
        for group in self._groups:
            of_group = self._of_group(group, plain)
            if not of_group:
                return {}
            values |= of_group
        return values

    def _of_group(self, group: str, plain: Plain) -> dict[Cell, set[int]]:
        values: dict[Cell, set[int]] = {}
        for members in self._columns(group, "registered"):
            if any(count > most for count, most in zip(members, plain["registered"], strict=True)):
                continue
            ranges = {part: self._ranges(group, part, members, plain) for part in PARTS[1:]}
            if not all(ranges.values()):
                continue
            for place, row in enumerate(self._rows):
                values.setdefault((row["village"], group, "registered"), set()).add(members[place])
                for part, found in ranges.items():
                    values.setdefault((row["village"], group, part), set()).update(found[place])
        return values

    def _ranges(self, group: str, part: str, members: Sequence[int], plain: Plain) -> list[range]:
        """What each village's count may be, given its members of the group; empty where they cannot add up."""
        bounds = []
        for row, inside, everyone, of_all in zip(self._rows, members, plain["registered"], plain[part], strict=True):
            shown = row["priority"][group][part]
            low, high = max(0, inside + of_all - everyone), min(inside, of_all)
            if shown is not None and not low <= shown <= high:
                return []
            bounds.append((low, high) if shown is None else (shown, shown))
        return _adding_up(bounds, self._sums[group, part])

    def _open_cases(self, registered: Sequence[int]) -> dict[Cell, set[int]]:
        total = self._sums["all", "open_cases"]
        bounds = []
        for row, households in zip(self._rows, registered, strict=True):
            shown = row["open_cases"]
            bounds.append((0, total if households else 0) if shown is None else (shown, shown))
        ranges = _adding_up(bounds, total)
        return {
            (row["village"], "all", "open_cases"): set(found) for row, found in zip(self._rows, ranges, strict=False)
        }


def _adding_up(bounds: Sequence[tuple[int, int]], total: int) -> list[range]:
    """What each may be within its bounds when all add up to `total`; empty where they cannot."""
    least, most = sum(low for low, _ in bounds), sum(high for _, high in bounds)
    if not least <= total <= most:
        return []
    return [range(max(low, total - most + high), min(high, total - least + low) + 1) for low, high in bounds]


def _splits(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    if parts == 0:
        if total == 0:
            yield ()
        return
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        yield from ((first, *rest) for rest in _splits(total - first, parts - 1))
