"""An import as it is answered: the counts, and every row with what is doubtful about it in words."""

from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from services.assignment.api.answers import Answer
from services.assignment.api.imports.judging import Judged
from services.assignment.api.imports.lists import Kind, List
from shared.http.languages import Language
from shared.http.problems import Problems
from shared.kernel.failures import Rejection


class Asked(Protocol):
    """What an answer repeats of the call."""

    @property
    def ward(self) -> str:
        """The ward."""
        ...

    @property
    def kind(self) -> Kind:
        """What the rows are."""
        ...

    @property
    def found(self) -> List:
        """The list."""
        ...

    @property
    def dry_run(self) -> bool:
        """Whether nothing was to be taken."""
        ...


def import_answer(
    asked: Asked, judged: Sequence[Judged], taken: int, version: int, problems: Problems, language: Language
) -> Answer:
    """The answer to an import of which `taken` rows were taken."""
    counts = Counter(one.verdict for one in judged)
    return {
        "kind": asked.kind,
        "dry_run": asked.dry_run,
        "rows": len(judged),
        "new": counts["new"],
        "same": counts["same"],
        "changed": counts["changed"],
        "doubtful": counts["doubtful"],
        "taken": taken,
        "remaining": counts["new"] + counts["changed"] - taken,
        "ignored_columns": asked.found.ignored,
        "stream": f"{asked.ward}/roster",
        "version": version,
        "items": [_row(one, problems, language) for one in judged],
    }


def _row(judged: Judged, problems: Problems, language: Language) -> Answer:
    return {
        "row": judged.row.number,
        "verdict": judged.verdict,
        "id": judged.id,
        "code": judged.row.cells.get("code"),
        "changes": judged.changes,
        "problems": _problems(judged.doubt, problems, language) if judged.doubt else [],
    }


def _problems(doubt: Rejection, problems: Problems, language: Language) -> list[Answer]:
    problem = problems.of(doubt, language)
    fields: list[Answer] = [
        {"pointer": one.pointer, "code": one.code, "message": one.message} for one in problem.errors
    ]
    return fields or [{"pointer": "", "code": problem.slug, "message": f"{problem.detail} {problem.remedy}"}]
