"""Everything that a service keeps in a folder and cannot be folded again, page by page, for whoever copies it."""

from collections.abc import Iterator, Sequence

from shared.adapters.embedded.database import Database
from shared.adapters.embedded.sqlite_event_store import COMMIT_COLUMNS, commit_of
from shared.kernel.messages import Commit

_PAGE = 500
WrappedKey = tuple[str, bytes | None]
"""A subject and its key as the master key wrapped it; None where it was erased."""


def commit_count(database: Database) -> int:
    """How many commits the file holds."""
    return int(database.rows("SELECT count(*) FROM commits")[0][0])


def commit_pages(database: Database) -> Iterator[Sequence[Commit]]:
    """All commits in the order in which they were appended, with the numbers that they have."""
    query = f"SELECT c.id, {COMMIT_COLUMNS} FROM commits c JOIN bodies b ON b.id = c.id"  # noqa: S608 constants
    last = 0
    while rows := database.rows(f"{query} WHERE c.id > ? ORDER BY c.id LIMIT ?", (last, _PAGE)):
        yield [commit_of(*columns) for _, *columns in rows]
        last = rows[-1][0]


def key_pages(vault: Database) -> Iterator[Sequence[WrappedKey]]:
    """All subjects of a vault, in order."""
    query = "SELECT subject, wrapped FROM subjects WHERE subject > ? ORDER BY subject LIMIT ?"
    last = ""
    while rows := vault.rows(query, (last, _PAGE)):
        yield [(subject, wrapped) for subject, wrapped in rows]
        last = rows[-1][0]
