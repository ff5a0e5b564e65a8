"""CSV as spreadsheets write it: UTF-8, with or without its mark, separated by comma, semicolon or tab."""

import csv
from io import StringIO

from services.assignment.api.imports.refusals import ImportUnreadable

_SEPARATORS = ",;\t"


def csv_rows(file: bytes) -> list[list[str]]:
    """The rows of a CSV file as texts. Raises ImportUnreadable."""
    try:
        text = file.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ImportUnreadable() from None
    if "\x00" in text:
        raise ImportUnreadable()
    first = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=first.count)
    try:
        return [[cell.strip() for cell in row] for row in csv.reader(StringIO(text), delimiter=separator)]
    except csv.Error:
        raise ImportUnreadable() from None
