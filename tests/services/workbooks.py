"""XLSX workbooks as spreadsheets write them, small enough to read here."""

from collections.abc import Sequence
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
PACKAGE = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'

SHEET = '<sheet name="a" sheetId="7" r:id="rId2"/>'
RELATION = '<Relationship Id="rId2" Target="worksheets/sheet9.xml"/>'


def workbook(rows: Sequence[Sequence[str | int]], **parts: str) -> bytes:
    """A workbook whose second sheet in the zip is the first of the book. `parts` replace its own."""
    texts = list(dict.fromkeys(cell for row in rows for cell in row if isinstance(cell, str) and cell))
    content = {
        "xl/workbook.xml": f"<workbook {MAIN} {OFFICE}><sheets>{SHEET}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships {PACKAGE}>{RELATION}</Relationships>",
        "xl/sharedStrings.xml": f"<sst {MAIN}>{''.join(f'<si><t>{escape(text)}</t></si>' for text in texts)}</sst>",
        "xl/worksheets/sheet9.xml": f"<worksheet {MAIN}><sheetData>{_rows(rows, texts)}</sheetData></worksheet>",
        **parts,
    }
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as book:
        for name, text in content.items():
            book.writestr(name, text)
    return file.getvalue()


def _rows(rows: Sequence[Sequence[str | int]], texts: Sequence[str]) -> str:
    return "".join(f'<row r="{number}">{_cells(number, row, texts)}</row>' for number, row in enumerate(rows, start=1))


def _cells(number: int, row: Sequence[str | int], texts: Sequence[str]) -> str:
    return "".join(_cell(at, number, cell, texts) for at, cell in enumerate(row) if cell != "")


def _cell(at: int, row: int, cell: str | int, texts: Sequence[str]) -> str:
    place = f"{chr(ord('A') + at)}{row}"
    if isinstance(cell, int):
        return f'<c r="{place}"><v>{cell}.0</v></c>'
    return f'<c r="{place}" t="s"><v>{texts.index(cell)}</v></c>'
