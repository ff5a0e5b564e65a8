"""A ward's documents made anew from the ledgers, as a generation beside the live one, then switched to."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.flows.fold_ledgers import FoldedWard, fold_ledgers
from shared.flows.folding import Folding, OpenDocument
from shared.flows.view_kinds import Summary, encode_body
from shared.kernel.failures import Conflict
from shared.ports.event_store import Ledger
from shared.ports.view_store import Cursor, Document, Mark, Parked, ViewStore

_AT_ONCE = 500
_ATTEMPTS = 50
"""How often the cursor is read again because the live views moved it just then."""


async def renew_ward(folding: Folding, store: ViewStore, ledgers: Mapping[str, Ledger], ward: str) -> Cursor:
    """Fold the ward anew from its ledgers' first to their last event and make that the live generation.

    Raises Conflict when somebody else switches meanwhile; what was written of the new generation stays unseen then.
    """
    return await switch_to(await fold_ledgers(FoldedWard(folding, ward), ledgers), store, ledgers)


async def switch_to(folded: FoldedWard, store: ViewStore, ledgers: Mapping[str, Ledger]) -> Cursor:
    """Write `folded` as a new generation, with what has come since, and make it the live one. Raises Conflict."""
    ward = folded.ward
    live = await store.cursor(ward) or Cursor(ward=ward, generation=1, numbers={}, rev=0)
    generation = await _unused_generation(store, live)
    await _write_documents(folded, store, generation)
    latest = await fold_ledgers(folded, ledgers)
    if latest is not folded:
        raise Conflict(what="an event that cannot be folded came meanwhile")
    await _write_documents(folded, store, generation)
    await store.park(_parked(folded, generation))
    await _write_sum(folded, store, generation)
    cursor = await _flip(folded, store, live, generation)
    for old in range(live.generation, generation):
        await store.drop_generation(ward, old)
    return cursor


def sum_of(summary: Summary[Any, Any], ward: str, documents: Mapping[str, Any]) -> Any:
    """The sum of documents (contents by name), from nothing."""
    parts = {name: summary.part(name, content) for name, content in documents.items()}
    return summary.whole(ward, {name: part for name, part in parts.items() if part is not None})


async def _unused_generation(store: ViewStore, live: Cursor) -> int:
    """Above the live one and untouched: what another rebuild left or is writing is never mixed with ours."""
    generation = live.generation + 1
    while await store.names(live.ward, generation):
        generation += 1
    return generation


async def _write_documents(folded: FoldedWard, store: ViewStore, generation: int) -> None:
    changed = [document for document in folded.documents.values() if document.unwritten]
    for start in range(0, len(changed), _AT_ONCE):
        await _write_some(changed[start : start + _AT_ONCE], folded, store, generation)


async def _write_some(documents: Sequence[OpenDocument], folded: FoldedWard, store: ViewStore, generation: int) -> None:
    await store.put([document.stored(folded.ward, generation, folded.eras) for document in documents])
    for document in documents:
        document.written()


async def _write_sum(folded: FoldedWard, store: ViewStore, generation: int) -> None:
    summary = folded.folding.view_set.summary
    if summary is None:
        return
    content = sum_of(summary, folded.ward, {name: d.content for name, d in folded.documents.items()})
    document = Document(
        kind=summary.kind,
        ward=folded.ward,
        name=summary.name(folded.ward),
        generation=generation,
        rev=1,
        marks=_marks(folded),
        body=encode_body(content),
    )
    await store.put([document])


async def _flip(folded: FoldedWard, store: ViewStore, live: Cursor, generation: int) -> Cursor:
    for _ in range(_ATTEMPTS):
        stored = await store.cursor(folded.ward)
        if (stored.generation if stored is not None else live.generation) != live.generation:
            break
        cursor = Cursor(
            ward=folded.ward,
            generation=generation,
            numbers=_marks(folded),
            rev=(stored.rev if stored is not None else 0) + 1,
            roster=folded.roster,
        )
        try:
            await store.put_cursor(cursor)
        except Conflict:
            continue
        return cursor
    raise Conflict(what="generation", ward=folded.ward)


def _marks(folded: FoldedWard) -> dict[str, Mark]:
    return {source: Mark(folded.eras[source], number) for source, number in folded.numbers.items()}


def _parked(folded: FoldedWard, generation: int) -> list[Parked]:
    return [
        Parked(
            ward=folded.ward,
            generation=generation,
            source=entry.source,
            sequence=entry.sequence,
            event_id=entry.id,
            type=entry.type,
            reason=reason,
        )
        for entry, reason in folded.left_out.values()
    ]
