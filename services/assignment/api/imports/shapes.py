"""What an import answers, as OpenAPI tells it."""

from typing import Literal

from shared.http.shapes import Count, FieldErrorShape, Id, Shape


class ImportedRow(Shape, kw_only=True):
    """A row as spreadsheets number it, and what it does. `changes`: the columns in which it differs. `problems`: why it
    is doubtful; their `pointer` is a column, empty where the whole row is meant. A doubtful row is not taken."""

    row: Count
    verdict: Literal["new", "same", "changed", "doubtful"]
    id: Id | None
    code: str | None
    changes: list[str]
    problems: list[FieldErrorShape]


class ImportAnswer(Shape, kw_only=True):
    """A list compared with the roster. `taken`: rows taken by this call; `remaining`: new and changed ones that
    are still to be taken, by the same call again. `stream` and `version`: where the roster stands then."""

    kind: Literal["households", "volunteers"]
    dry_run: bool
    rows: Count
    new: Count
    same: Count
    changed: Count
    doubtful: Count
    taken: Count
    remaining: Count
    ignored_columns: list[str]
    stream: str
    version: Count
    items: list[ImportedRow]
