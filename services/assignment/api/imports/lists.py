"""From a file to its rows: which columns it has, and the cells of each row that are not empty."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from services.assignment.api.imports.columns import HOUSEHOLD_TITLES, VOLUNTEER_TITLES, titles_of
from services.assignment.api.imports.csv_files import csv_rows
from services.assignment.api.imports.refusals import ImportColumnMissing, ImportTooLong
from services.assignment.api.imports.xlsx_files import MOST_COLUMNS, MOST_ROWS, xlsx_rows
from services.assignment.api.searching import plain

Kind = Literal["households", "volunteers"]

_TITLES = {"households": HOUSEHOLD_TITLES, "volunteers": VOLUNTEER_TITLES}
_NEEDED = {"households": ("code", "village"), "volunteers": ("code", "name")}
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row as spreadsheets number it, the titles being row 1. `cells`: by column, without empty ones."""

    number: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class List:
    """A file's rows that hold anything, and the titles of columns that no import knows."""

    rows: tuple[ListRow, ...]
    ignored: tuple[str, ...]


def read_list(kind: Kind, file: bytes) -> List:
    """The list in a file. Raises ImportUnreadable, ImportTooLong or ImportColumnMissing."""
    table = xlsx_rows(file) if file.startswith(_ZIP) else csv_rows(file)
    if len(table) > MOST_ROWS + 1:
        raise ImportTooLong(limit=MOST_ROWS)
    titles, *rows = table or [[]]
    if len(titles) > MOST_COLUMNS:
        raise ImportTooLong(limit=MOST_COLUMNS)
    known = titles_of(_TITLES[kind])
    columns = [known.get(plain(title)) for title in titles]
    for needed in _NEEDED[kind]:
        if needed not in columns:
            raise ImportColumnMissing(column=_TITLES[kind][needed][0])
    listed = [ListRow(number, _cells(columns, row)) for number, row in enumerate(rows, start=2)]
    ignored = tuple(title for title, column in zip(titles, columns, strict=True) if title and column is None)
    return List(tuple(row for row in listed if row.cells), ignored)


def _cells(columns: list[str | None], row: list[str]) -> dict[str, str]:
    return {column: text for column, text in zip(columns, row, strict=False) if column is not None and text}
