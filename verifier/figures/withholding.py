"""Small numbers below ward level: which cells of a table of counts nobody but the ward's coordinator sees.

A count of 1 to 4 is withheld. Where that leaves one withheld cell in a row or a column, a total would give it away, so
the next smallest of that row or column is withheld too, the first of equals; and again, until no row or column is left
with a single one. A row or column of one cell has nothing more to give.
"""

from collections.abc import Mapping

Cell = tuple[str, str]
Table = Mapping[str, Mapping[str, int]]


def withhold(table: Table) -> dict[str, dict[str, int | None]]:
    """The table with None in place of what is withheld; rows may lack columns."""
    counts = {(row, column): count for row, cells in table.items() for column, count in cells.items()}
    hidden = {cell for cell, count in counts.items() if 1 <= count <= 4}
    added = _next_to_hide(counts, hidden)
    while added is not None:
        hidden.add(added)
        added = _next_to_hide(counts, hidden)
    return {
        row: {column: None if (row, column) in hidden else count for column, count in cells.items()}
        for row, cells in table.items()
    }


def _next_to_hide(counts: Mapping[Cell, int], hidden: set[Cell]) -> Cell | None:
    """Rows in their order first, then columns in theirs."""
    rows = [[cell for cell in counts if cell[0] == row] for row in dict.fromkeys(cell[0] for cell in counts)]
    columns = [[cell for cell in counts if cell[1] == name] for name in dict.fromkeys(cell[1] for cell in counts)]
    for line in rows + columns:
        shown = [cell for cell in line if cell not in hidden]
        if len(line) - len(shown) == 1 and shown:
            return min(shown, key=lambda cell: counts[cell])
    return None
