"""Small numbers below ward level: what of a ward's villages nobody but its coordinator sees.

`hide_small` takes the rows of `verifier.figures.villages` and gives them with None where something is withheld. Counts
1 to 4 of priority groups and of open cases are. As the ward's own figures are public, each of them must be one of at
least two that it could be: it is paired with another village, to which a household (or a case) of it might belong, and
what that would change is withheld in both. The pair is chosen by, in this order: it needs none of the villages' own
figures; no zero takes part in it; it withholds the fewest more; the partner's count is the smallest; it is the first.
If not even the villages' own `visited` and `self_reliant` make a pair possible, two villages are withheld whole: this
one and the smallest other with households. In the end no group's column keeps a single withheld cell, and no
village's row of groups does where another of its counts is above zero: the next smallest goes too.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Row = Mapping[str, Any]
Path = tuple[str, ...]
"""Where a count stands in a row: ("visited",) or ("priority", "poor", "visited")."""
Spot = tuple[int, Path]
"""A count of the n-th village."""

_PARTS = ("registered", "visited", "self_reliant")
_CASES: Path = ("open_cases",)
_WHOLE = (*_PARTS, "assigned", "helped", "self_reliant_already", "no_contact", "adults", "open_cases")
_TOGETHER = {
    "registered": [("visited",), ("self_reliant",), ("visited", "self_reliant")],
    "visited": [("registered",), ("self_reliant",), ("registered", "self_reliant")],
    "self_reliant": [("registered",), ("visited",), ("registered", "visited")],
}
"""With which others of its group a part may change."""


def hide_small(rows: Iterable[Row]) -> list[dict[str, Any]]:
    """The rows as everybody else sees them."""
    villages = [dict(_flat(row)) for row in rows] if (rows := list(rows)) else []
    groups = list(rows[0]["priority"]) if rows else []
    small = [(n, path) for n, counts in enumerate(villages) for path in _private(groups) if 1 <= counts[path] <= 4]
    gone = set(small)
    for spot in small:
        gone.update(_pair(villages, groups, gone, spot))
    while (alone := _left_alone(villages, groups, gone)) is not None:
        gone.add(alone)
    return [_without(row, {path for place, path in gone if place == n}) for n, row in enumerate(rows)]


def _flat(row: Row) -> Iterator[tuple[Path, int]]:
    yield from (((name,), row[name]) for name in _WHOLE)
    for group, reach in row["priority"].items():
        yield from ((("priority", group, part), reach[part]) for part in _PARTS)


def _private(groups: list[str]) -> list[Path]:
    return [("priority", group, part) for part in _PARTS for group in groups] + [_CASES]


def _without(row: Row, gone: set[Path]) -> dict[str, Any]:
    shown = {name: None if (name,) in gone else value for name, value in row.items()}
    shown["priority"] = {
        group: {part: None if ("priority", group, part) in gone else count for part, count in reach.items()}
        for group, reach in row["priority"].items()
    }
    return shown


def _pair(villages: list[dict[Path, int]], groups: list[str], gone: set[Spot], spot: Spot) -> set[Spot]:
    here, path = spot
    for changes in _changes(path):
        best: tuple[Any, set[Spot]] | None = None
        for there in range(len(villages)):
            for change in changes if there != here else []:
                after = _afterwards(villages[here], villages[there], change, groups)
                if not after:
                    continue
                spots = {(village, one) for village in (here, there) for one in change}
                before = [villages[here], villages[there]]
                fine = any(all(counts[one] for counts in (*before, *pair) for one in change) for pair in after)
                cost = (0 if fine else 1, len(spots - gone), villages[there][path])
                if best is None or cost < best[0]:
                    best = (cost, spots)
        if best is not None:
            return best[1]
    return _two_whole(villages, here)


def _changes(path: Path) -> list[list[list[Path]]]:
    if path == _CASES:
        return [[[path]]]
    _, group, part = path
    sets = [[part], *([part, *more] for more in _TOGETHER[part])]
    within: list[list[Path]] = [[("priority", group, one) for one in parts] for parts in sets]
    beyond: list[list[Path]] = [
        [("priority", group, one) for one in parts] + [(one,) for one in parts if one != "registered"] for parts in sets
    ]
    return [within, beyond]


def _afterwards(
    here: dict[Path, int], there: dict[Path, int], change: list[Path], groups: list[str]
) -> list[tuple[dict[Path, int], dict[Path, int]]]:
    possible = []
    for by in (-1, 1):
        one = here | {path: here[path] + by for path in change}
        other = there | {path: there[path] - by for path in change}
        if _could_be(one, groups) and _could_be(other, groups):
            possible.append((one, other))
    return possible


def _could_be(counts: dict[Path, int], groups: list[str]) -> bool:
    everyone = counts["registered",]
    if min(counts.values()) < 0 or counts["self_reliant_already",] > counts["self_reliant",]:
        return False
    if counts[_CASES] and not everyone:
        return False
    for group in groups:
        members = counts["priority", group, "registered"]
        if members > everyone:
            return False
        for part in ("visited", "self_reliant"):
            inside = counts["priority", group, part]
            outside = counts[part,] - inside
            if inside > members or not 0 <= outside <= everyone - members:
                return False
    return True


def _two_whole(villages: list[dict[Path, int]], here: int) -> set[Spot]:
    others = [n for n in range(len(villages)) if n != here]
    inhabited = [n for n in others if villages[n]["registered",]] or others
    if not inhabited:
        return set()
    partner = min(inhabited, key=lambda n: villages[n]["registered",])
    return {(village, path) for village in (here, partner) for path in villages[village]}


def _left_alone(villages: list[dict[Path, int]], groups: list[str], gone: set[Spot]) -> Spot | None:
    every = range(len(villages))
    for part in _PARTS:
        for n in every:
            row = [(n, ("priority", group, part)) for group in groups]
            if (found := _next_smallest(villages, row, gone, zeros=False)) is not None:
                return found
        for group in groups:
            column = [(n, ("priority", group, part)) for n in every]
            if (found := _next_smallest(villages, column, gone, zeros=True)) is not None:
                return found
    return _next_smallest(villages, [(n, _CASES) for n in every], gone, zeros=True)


def _next_smallest(
    villages: list[dict[Path, int]], line: Iterable[Spot], gone: set[Spot], *, zeros: bool
) -> Spot | None:
    """Of a line with one cell gone; zeros only where there is nothing above."""
    line = list(line)
    left = [spot for spot in line if spot not in gone]
    if len(left) != len(line) - 1 or not left:
        return None
    above = [(n, path) for n, path in left if villages[n][path] > 0]
    return min(above or (left if zeros else []), key=lambda spot: villages[spot[0]][spot[1]], default=None)
