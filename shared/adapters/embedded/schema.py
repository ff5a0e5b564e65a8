"""The tables of the kinds of files, as steps that are applied in order and never changed once released."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file is: its application id (written in its header) and the steps that made its tables."""

    name: str
    application_id: int
    steps: tuple[tuple[str, ...], ...]
    pragmas: tuple[str, ...] = ()
    page_size: int = 4096
    """In bytes, for a file that is made anew: three commits of an ordinary visit fit on 8192."""


# A commit's row changes twice, when it is numbered and when it is published; its body, many times as long, never does.
_COMMITS = (
    """CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE commits (
        id INTEGER PRIMARY KEY,
        stream TEXT NOT NULL,
        version INTEGER NOT NULL,
        ward TEXT NOT NULL,
        command_id TEXT NOT NULL UNIQUE,
        recorded_at INTEGER NOT NULL,
        event_count INTEGER NOT NULL,
        rev INTEGER NOT NULL,
        pending INTEGER NOT NULL,
        first_number INTEGER,
        numbered_at INTEGER,
        UNIQUE (stream, version))""",
    """CREATE TABLE bodies (id INTEGER PRIMARY KEY, body BLOB NOT NULL)""",
    """CREATE UNIQUE INDEX commits_ledger ON commits (ward, first_number) WHERE first_number IS NOT NULL""",
    """CREATE INDEX commits_unnumbered ON commits (recorded_at, stream, version)
        WHERE pending = 1 AND first_number IS NULL""",
    """CREATE INDEX commits_unpublished ON commits (ward, first_number)
        WHERE pending = 1 AND first_number IS NOT NULL""",
    """CREATE TABLE keys (key TEXT PRIMARY KEY, commit_id INTEGER NOT NULL) WITHOUT ROWID""",
    """CREATE TRIGGER bodies_keys AFTER INSERT ON bodies BEGIN
        INSERT INTO keys SELECT value, NEW.id FROM json_each(CAST(NEW.body AS TEXT), '$.keys'); END""",
)

_BUS = (
    """CREATE TABLE published (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        commit_id INTEGER NOT NULL,
        first_sequence INTEGER NOT NULL,
        last_sequence INTEGER NOT NULL)""",
    """CREATE TABLE positions (reader TEXT PRIMARY KEY, position INTEGER NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE heads (ward TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID""",
)

_VIEWS = (
    """CREATE TABLE documents (
        id INTEGER PRIMARY KEY,
        ward TEXT NOT NULL,
        generation INTEGER NOT NULL,
        name TEXT NOT NULL,
        kind TEXT NOT NULL,
        sort TEXT NOT NULL,
        rev INTEGER NOT NULL,
        marks TEXT NOT NULL,
        tags TEXT NOT NULL,
        body BLOB NOT NULL,
        UNIQUE (ward, generation, name))""",
    """CREATE INDEX documents_listing ON documents (ward, generation, kind, sort, name)""",
    """CREATE TABLE document_tags (
        ward TEXT NOT NULL,
        generation INTEGER NOT NULL,
        kind TEXT NOT NULL,
        tag TEXT NOT NULL,
        sort TEXT NOT NULL,
        name TEXT NOT NULL,
        document_id INTEGER NOT NULL,
        PRIMARY KEY (ward, generation, kind, tag, sort, name)) WITHOUT ROWID""",
    """CREATE TRIGGER documents_written AFTER INSERT ON documents BEGIN
        INSERT OR IGNORE INTO document_tags
        SELECT NEW.ward, NEW.generation, NEW.kind, value, NEW.sort, NEW.name, NEW.id FROM json_each(NEW.tags); END""",
    """CREATE TRIGGER documents_changed AFTER UPDATE ON documents
        WHEN OLD.tags <> NEW.tags OR OLD.sort <> NEW.sort OR OLD.kind <> NEW.kind BEGIN
        DELETE FROM document_tags WHERE ward = OLD.ward AND generation = OLD.generation AND kind = OLD.kind
            AND tag IN (SELECT value FROM json_each(OLD.tags)) AND sort = OLD.sort AND name = OLD.name;
        INSERT OR IGNORE INTO document_tags
        SELECT NEW.ward, NEW.generation, NEW.kind, value, NEW.sort, NEW.name, NEW.id FROM json_each(NEW.tags); END""",
    """CREATE TABLE cursors (ward TEXT PRIMARY KEY, rev INTEGER NOT NULL, body BLOB NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE parked (
        ward TEXT NOT NULL,
        generation INTEGER NOT NULL,
        source TEXT NOT NULL,
        sequence INTEGER NOT NULL,
        event_id TEXT NOT NULL,
        body BLOB NOT NULL,
        PRIMARY KEY (ward, generation, source, sequence, event_id)) WITHOUT ROWID""",
)

_LEASES = (
    """CREATE TABLE leases (
        name TEXT PRIMARY KEY,
        holder TEXT NOT NULL,
        epoch INTEGER NOT NULL,
        expires INTEGER NOT NULL) WITHOUT ROWID""",
)

SERVICE_FILE = FileKind(
    "service", 0x31323001, ((*_COMMITS, *_BUS, *_LEASES),), ("PRAGMA synchronous = FULL",), page_size=8192
)
"""Commits, keys of ids, what was published, and leases of one service: the truth."""

VIEWS_FILE = FileKind("views", 0x31323003, (_VIEWS,), ("PRAGMA synchronous = NORMAL",))
"""Documents and cursors of one service, which can be folded again: a power cut may take the last moments of them, in
the order in which they were written."""

VAULT_FILE = FileKind(
    "vault",
    0x31323002,
    (
        (
            """CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID""",
            """CREATE TABLE subjects (subject TEXT PRIMARY KEY, wrapped BLOB) WITHOUT ROWID""",
            """CREATE INDEX subjects_erased ON subjects (subject) WHERE wrapped IS NULL""",
        ),
        (
            """ALTER TABLE subjects ADD COLUMN wrapped_by TEXT""",
            """CREATE INDEX subjects_wrapped_by ON subjects (wrapped_by) WHERE wrapped IS NOT NULL""",
        ),
    ),
    ("PRAGMA synchronous = FULL", "PRAGMA secure_delete = ON"),
)
"""Wrapped data keys by subject, and which master key wrapped each (none: the first); a subject without one has been
erased."""

CREDENTIALS_FILE = FileKind(
    "credentials",
    0x31323004,
    (
        (
            """CREATE TABLE credentials (
                kind TEXT NOT NULL,
                id TEXT NOT NULL,
                account_id TEXT NOT NULL,
                moment INTEGER NOT NULL,
                body BLOB NOT NULL,
                rev INTEGER NOT NULL,
                PRIMARY KEY (kind, id)) WITHOUT ROWID""",
            """CREATE INDEX credentials_of_account ON credentials (account_id, kind, moment, id)""",
            """CREATE INDEX credentials_by_moment ON credentials (kind, moment, id)""",
        ),
    ),
    ("PRAGMA synchronous = FULL", "PRAGMA secure_delete = ON"),
)
"""What people prove themselves with: hashes of passwords, families of refresh credentials, passkeys, invitations."""
