"""The first sheet of an XLSX workbook (ECMA-376), read by the standard library alone.

A workbook is a zip of XML from a stranger: no part is read beyond a limit, a document type (and so every entity) is
refused, and nothing but text is taken: formulas give the value that was saved with them.
"""

import re
import zlib
from collections.abc import Mapping
from io import BytesIO
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import BadZipFile, ZipFile

from services.assignment.api.imports.refusals import ImportTooLong, ImportUnreadable

MOST_BYTES = 24 * 1024 * 1024
"""Of one part of the workbook, unpacked."""
MOST_ROWS = 10_000
MOST_COLUMNS = 64
_WORKBOOK, _RELATIONS, _STRINGS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/sharedStrings.xml"
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_WHOLE = re.compile(r"(-?[0-9]+)\.0+")

_BROKEN = (BadZipFile, ExpatError, LookupError, ValueError, RuntimeError, EOFError, StopIteration, zlib.error)
"""What reading a damaged or odd workbook may meet, encryption and unknown packing (RuntimeErrors) among them."""


def xlsx_rows(file: bytes) -> list[list[str]]:
    """The rows of the first sheet as texts, empty ones too. Raises ImportUnreadable or ImportTooLong."""
    try:
        with ZipFile(BytesIO(file)) as book:
            names = set(book.namelist())
            strings = _Strings()
            if _STRINGS in names:
                _parse(_part(book, _STRINGS), strings)
            sheet = _Sheet(strings.texts)
            _parse(_part(book, _first_sheet(book)), sheet)
            return sheet.rows
    except _BROKEN:
        raise ImportUnreadable() from None


class _Reader:
    """Told of a part's elements and texts, names without their prefixes."""

    def started(self, name: str, attributes: Mapping[str, str], /) -> None:
        """An element begins."""

    def ended(self, name: str) -> None:
        """An element ends."""

    def said(self, text: str) -> None:
        """Text within an element."""


class _Strings(_Reader):
    """The texts that cells share; what shows how to read one aloud (`rPh`) is left out."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._parts: list[str] = []
        self._within: list[str] = []

    def started(self, name: str, _attributes: Mapping[str, str]) -> None:
        self._within.append(name)
        if name == "si":
            self._parts = []

    def ended(self, name: str) -> None:
        self._within.pop()
        if name == "si":
            self.texts.append("".join(self._parts))

    def said(self, text: str) -> None:
        if self._within[-1:] == ["t"] and "rPh" not in self._within:
            self._parts.append(text)


class _Sheet(_Reader):
    """The rows of a sheet; cells that are left out are empty."""

    def __init__(self, strings: list[str]) -> None:
        self.rows: list[list[str]] = []
        self._strings = strings
        self._row: list[str] = []
        self._number = 0
        self._kind = "n"
        self._at = 0
        self._text: list[str] = []
        self._takes = False

    def started(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "row":
            self._number = int(attributes.get("r", self._number + 1))
            self._row = []
            if self._number > MOST_ROWS + 1:
                raise ImportTooLong(limit=MOST_ROWS)
        elif name == "c":
            found = _REFERENCE.fullmatch(attributes.get("r", ""))
            self._at = _column(found[1]) if found else len(self._row)
            self._kind, self._text = attributes.get("t", "n"), []
            if self._at >= MOST_COLUMNS:
                raise ImportTooLong(limit=MOST_COLUMNS)
        self._takes = name in ("v", "t")

    def said(self, text: str) -> None:
        if self._takes:
            self._text.append(text)

    def ended(self, name: str) -> None:
        self._takes = False
        if name == "c":
            self._row += [""] * (self._at + 1 - len(self._row))
            self._row[self._at] = self._value("".join(self._text)).strip()
        elif name == "row":
            self.rows += [[] for _ in range(self._number - 1 - len(self.rows))]
            self.rows.append(self._row)

    def _value(self, text: str) -> str:
        if self._kind == "s":
            return self._strings[int(text)]
        if self._kind == "n" and (whole := _WHOLE.fullmatch(text)):
            return whole[1]
        return text


class _Names(_Reader):
    """Attributes of the elements of one name, in order."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.found: list[Mapping[str, str]] = []

    def started(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == self._name:
            self.found.append(attributes)


def _first_sheet(book: ZipFile) -> str:
    sheets, relations = _Names("sheet"), _Names("Relationship")
    _parse(_part(book, _WORKBOOK), sheets)
    _parse(_part(book, _RELATIONS), relations)
    wanted = next(value for name, value in sheets.found[0].items() if name.rsplit(":", 1)[-1] == "id")
    target = next(one["Target"] for one in relations.found if one["Id"] == wanted)
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _part(book: ZipFile, name: str) -> bytes:
    with book.open(name) as part:
        content = part.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise ImportTooLong(limit=MOST_ROWS)
    return content


def _parse(content: bytes, reader: _Reader) -> None:
    def refuse(*_: object) -> None:
        raise ImportUnreadable()

    parser = ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    parser.StartElementHandler = lambda name, attributes: reader.started(name.rsplit(":", 1)[-1], attributes)
    parser.EndElementHandler = lambda name: reader.ended(name.rsplit(":", 1)[-1])
    parser.CharacterDataHandler = reader.said
    parser.Parse(content, True)


def _column(letters: str) -> int:
    at = 0
    for letter in letters:
        at = at * 26 + ord(letter) - ord("A") + 1
    return at - 1
