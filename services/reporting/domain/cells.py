"""Counts by name: what stocks and flows are made of. A count that is zero is absent, so equal counts are equal maps."""

from collections.abc import Iterable, Iterator

Cells = dict[str, int]
"""Counts by the path of what is counted, as `open/birth-registration` or `visits/outcome/helped`."""


def add(cells: Cells, name: str, count: int) -> None:
    """Add `count`, of either sign, to one cell."""
    total = cells.get(name, 0) + count
    if total:
        cells[name] = total
    else:
        cells.pop(name, None)


def add_each(cells: Cells, names: Iterable[str], count: int) -> None:
    """Add `count` to every cell named."""
    for name in names:
        total = cells.get(name, 0) + count
        if total:
            cells[name] = total
        else:
            del cells[name]


def add_all(cells: Cells, others: Cells) -> None:
    """Add all counts of `others`."""
    for name, count in others.items():
        add(cells, name, count)


def summed(parts: Iterable[Cells]) -> Cells:
    """A new map with the sum of all parts."""
    total: Cells = {}
    known = total.get
    for part in parts:
        for name, count in part.items():
            total[name] = known(name, 0) + count
    return {name: count for name, count in total.items() if count}


def under(cells: Cells, prefix: str) -> Iterator[tuple[str, int]]:
    """The cells below `prefix`, each named by the rest of its path."""
    start = f"{prefix}/"
    for name, count in cells.items():
        if name.startswith(start):
            yield name[len(start) :], count
