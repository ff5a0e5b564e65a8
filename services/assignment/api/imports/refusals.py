"""Why a file, or a row of it, is not taken."""

from shared.kernel.failures import Invalid, Rejection


class ImportUnreadable(Rejection):
    """The file is neither an XLSX workbook nor CSV in UTF-8."""


class ImportTooLong(Rejection):
    """The file has more than `limit` rows or columns, or a sheet larger than what is read."""


class ImportColumnMissing(Rejection):
    """The first row has no title for `column`."""


class CodeMissing(Rejection):
    """The row has no list code, by which it would be known again."""


class CodeRepeated(Rejection):
    """An earlier row, `row`, has the same list code."""


class CodeChanged(Rejection):
    """The row's household was imported under this code, and has the code `code` now."""


class LooksLikeAnother(Rejection):
    """The ward's list has the household `code` in the same village, with the same head or phone."""


class ValueUnclear(Invalid):
    """A cell's text is none of the words that its column takes."""
