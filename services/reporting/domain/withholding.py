"""Small numbers (domain.md): which counts below ward level only the ward's coordinator sees.

A count of 1 to 4 is withheld. A row or column with a single withheld cell would give it away through its sum, so its
next smallest is withheld too, until no such row or column is left.
"""

from collections.abc import Iterable, Mapping

from services.reporting.domain.figures import Row
from services.reporting.domain.indicators import GROUPS

SMALL = range(1, 5)
Cell = tuple[str, str]
Table = Mapping[str, Mapping[str, int]]
Withheld = dict[str, dict[str, int | None]]


def withhold(table: Table) -> Withheld:
    """The table with None for what is withheld; rows may lack columns. Of equals the first is taken."""
    counts = {(row, column): count for row, cells in table.items() for column, count in cells.items()}
    hidden = {cell for cell, count in counts.items() if count in SMALL}
    lines = _lines(counts)
    while (single := _beside_a_single_one(lines, hidden)) is not None:
        hidden.add(min(single, key=lambda cell: counts[cell]))
    return {
        row: {column: None if (row, column) in hidden else count for column, count in cells.items()}
        for row, cells in table.items()
    }


def _lines(cells: Iterable[Cell]) -> list[list[Cell]]:
    """The cells of every row, then of every column, in the order of the table."""
    rows: dict[str, list[Cell]] = {}
    columns: dict[str, list[Cell]] = {}
    for cell in cells:
        rows.setdefault(cell[0], []).append(cell)
        columns.setdefault(cell[1], []).append(cell)
    return [*rows.values(), *columns.values()]


def _beside_a_single_one(lines: Iterable[list[Cell]], hidden: set[Cell]) -> list[Cell] | None:
    """What is shown in the first line that has exactly one hidden cell and others."""
    for line in lines:
        shown = [cell for cell in line if cell not in hidden]
        if shown and len(line) - len(shown) == 1:
            return shown
    return None


def for_others(rows: Iterable[Row]) -> list[Row]:
    """Rows of villages as everybody but the ward's coordinator sees them.

    Each part of the priority groups' reach, and the open cases, is a table of its own.
    """
    rows = list(rows)
    reach = {row["village"]: row["priority"] for row in rows}
    parts = {part: withhold(_part(reach, part)) for part in ("registered", "visited", "self_reliant")}
    cases = withhold({row["village"]: {"open_cases": row["open_cases"]} for row in rows})
    return [
        {
            **row,
            "open_cases": cases[row["village"]]["open_cases"],
            "priority": {
                group: {part: table[row["village"]][group] for part, table in parts.items()} for group in GROUPS
            },
        }
        for row in rows
    ]


def _part(reach: Mapping[str, Mapping[str, Mapping[str, int]]], part: str) -> Table:
    return {village: {group: cells[part] for group, cells in groups.items()} for village, groups in reach.items()}
