"""What a ward's live documents are at one moment: a digest of each, and how far each has been folded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256

import msgspec

from shared.flows.folding import Folding
from shared.flows.view_kinds import canonical_body
from shared.ports.view_store import Cursor, Document, ViewStore

_AT_ONCE = 500


@dataclass(slots=True)
class LiveWard:
    """`numbers` and `eras` are the cursor's; `further` names documents that stand above it, with their numbers."""

    ward: str
    numbers: dict[str, int] = field(default_factory=dict)
    eras: dict[str, str] = field(default_factory=dict)
    digests: dict[str, bytes] = field(default_factory=dict)
    further: dict[str, dict[str, int]] = field(default_factory=dict)
    sum_numbers: dict[str, int] | None = None
    parked: int = 0


async def read_live(folding: Folding, store: ViewStore, ward: str) -> LiveWard:
    """Read the live generation, again from the start whenever it was switched meanwhile."""
    while True:
        cursor = await store.cursor(ward)
        if cursor is None:
            return LiveWard(ward)
        live = await _read(folding, store, cursor)
        now = await store.cursor(ward)
        if now is not None and now.generation == cursor.generation:
            return live


def digest_of(numbers: Mapping[str, int], tags: tuple[str, ...], sort: str, canonical: bytes) -> bytes:
    """What stands for a document in a comparison: how far it goes, how it is found, and what it says."""
    head = msgspec.json.encode([sorted(numbers.items()), sorted(tags), sort])
    return sha256(head + b"\0" + canonical).digest()


async def _read(folding: Folding, store: ViewStore, cursor: Cursor) -> LiveWard:
    live = LiveWard(
        cursor.ward,
        numbers={source: mark.number for source, mark in cursor.numbers.items()},
        eras={source: mark.era for source, mark in cursor.numbers.items()},
    )
    names = await store.names(cursor.ward, cursor.generation)
    for start in range(0, len(names), _AT_ONCE):
        found = await store.get(cursor.ward, cursor.generation, names[start : start + _AT_ONCE])
        for document in found.values():
            _take(folding, live, document)
    parked = await store.parked()
    live.parked = sum(event.ward == cursor.ward and event.generation == cursor.generation for event in parked)
    return live


def _take(folding: Folding, live: LiveWard, document: Document) -> None:
    numbers = {source: mark.number for source, mark in document.marks.items()}
    summary = folding.view_set.summary
    if summary is not None and document.kind == summary.kind:
        live.sum_numbers = numbers
    elif any(number > live.numbers.get(source, 0) for source, number in numbers.items()):
        live.further[document.name] = numbers
    canonical = _canonical(folding, document)
    live.digests[document.name] = digest_of(numbers, document.tags, document.sort, canonical)


def _canonical(folding: Folding, document: Document) -> bytes:
    """The document's content in canonical form; as it stands where it cannot be read, which makes it a difference."""
    summary = folding.view_set.summary
    try:
        if summary is not None and document.kind == summary.kind:
            return canonical_body(msgspec.json.decode(document.body, type=summary.content))
        if document.kind in folding.view_set.by_kind:
            return canonical_body(folding.view_set.by_kind[document.kind].read(document.body))
    except msgspec.MsgspecError:
        return b"unreadable " + document.body
    return document.body
