"""A commit as a document of MongoDB.

_id          "<stream>/<version, 9 digits>"
stream, n    where it stands
ward         whose ledger it belongs to
command_id   unique
keys         ids it introduces, each unique; absent when there are none, for an index would hold []
recorded_at  microseconds since 1970
events       how many
body         the commit as it was appended, JSON; never written again
rev          0, or 1 once it has its numbers: numbering is all that ever happens to it
pending      its place in the relay's queue; absent once it is published
ledger       "<ward>/<first number, 12 digits>", unique; absent until it is numbered
numbered_at  microseconds since 1970
"""

from typing import Any

import msgspec

from shared.adapters.distributed.mongo_collection import Change, Found, Index
from shared.adapters.instants import from_micros, to_micros
from shared.kernel.messages import Commit
from shared.ports.event_store import Numbering

INDEXES = (
    Index(("command_id",), unique=True),
    Index(("keys",), unique=True, sparse=True),
    Index(("ledger",), unique=True, sparse=True),
    Index(("pending",), sparse=True),
)
PENDING = {"pending": {"$gt": ""}}

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Commit)


def commit_id(stream: str, version: int) -> str:
    """The `_id` of a stream's commit."""
    return f"{stream}/{version:09d}"


def ledger_key(ward: str, number: int) -> str:
    """The place of a first number in the ledgers of the service."""
    return f"{ward}/{number:012d}"


def first_number_of(document: Found) -> int:
    """The first ledger number of a commit; 0 when it has none."""
    key: str = document.get("ledger", "/0")
    return int(key.rpartition("/")[2])


def document_of(commit: Commit) -> dict[str, Any]:
    """The commit, pending, with the numbers that it has."""
    document: dict[str, Any] = {
        "_id": commit.id,
        "stream": commit.stream,
        "n": commit.version,
        "ward": commit.ward,
        "command_id": commit.command_id,
        "recorded_at": to_micros(commit.recorded_at),
        "events": len(commit.events),
        "body": _body(commit),
        "rev": 0,
        "pending": _new_place(to_micros(commit.recorded_at), commit.stream, commit.version),
    }
    if commit.keys:
        document["keys"] = list(commit.keys)
    if commit.first_number and commit.numbered_at is not None:
        document |= _numbers(commit.ward, commit.first_number, to_micros(commit.numbered_at)) | {"rev": 1}
    return document


def commit_of(document: Found) -> Commit:
    """The commit of a document."""
    commit = _DECODER.decode(document["body"])
    msgspec.structs.force_setattr(commit, "rev", document["rev"])
    if "ledger" in document:
        msgspec.structs.force_setattr(commit, "first_number", first_number_of(document))
        msgspec.structs.force_setattr(commit, "numbered_at", from_micros(document["numbered_at"]))
    return commit


def numbering_change(numbering: Numbering) -> Change:
    """The change that numbers a commit, guarded by `rev`."""
    numbers = _numbers(numbering.ward, numbering.first_number, to_micros(numbering.numbered_at))
    return {"_id": numbering.commit_id, "rev": numbering.rev}, {"$set": numbers, "$inc": {"rev": 1}}


def unnumbered_again(numbered: Found) -> Change:
    """The change that takes a commit's number, so that it is new to the relay."""
    pending = _new_place(numbered["recorded_at"], numbered["stream"], numbered["n"])
    return {"_id": numbered["_id"]}, {
        "$set": {"rev": 0, "pending": pending},
        "$unset": {"ledger": "", "numbered_at": ""},
    }


def queued_again(numbered: Found) -> Change:
    """The change that lets a commit be published once more."""
    return {"_id": numbered["_id"]}, {"$set": {"pending": f"0 {numbered['ledger']}"}}


def _new_place(recorded_at: int, stream: str, version: int) -> str:
    return f"1 {recorded_at:017d} {stream} {version:09d}"


def _numbers(ward: str, first_number: int, numbered_at: int) -> dict[str, Any]:
    """What is numbered stands before everything new in the queue, by ward and number."""
    key = ledger_key(ward, first_number)
    return {"ledger": key, "numbered_at": numbered_at, "pending": f"0 {key}"}


def is_copy(stored: Commit, commit: Commit) -> bool:
    """Whether `stored` is this commit; one that had no numbers may have been given some since."""
    numbers = (commit.first_number, commit.numbered_at)
    return _body(stored) == _body(commit) and numbers in ((0, None), (stored.first_number, stored.numbered_at))


def _body(commit: Commit) -> bytes:
    return _ENCODER.encode(msgspec.structs.replace(commit, first_number=0, numbered_at=None, rev=0))
