"""Views rebuilt from the ledgers beside the live ones: compared document by document, and switched to when asked.

Live goes on meanwhile, so each document is folded exactly to where its live twin stands: to the higher of its own mark
and the ward's cursor. What is compared are sets: a document too few or too many is a difference like a changed one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from shared.contracts.codec import Codec
from shared.flows.fold_ledgers import Cut, FoldedWard, Progress, fold_ledgers
from shared.flows.folding import Folding, OpenDocument
from shared.flows.generations import sum_of, switch_to
from shared.flows.live_documents import LiveWard, digest_of, read_live
from shared.flows.view_kinds import ViewSet, canonical_body
from shared.kernel.failures import Conflict
from shared.ports.clock import Clock
from shared.ports.event_store import Ledger
from shared.ports.view_store import Mark, ViewStore

SHOWN_DIFFERENCES = 20
_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Difference:
    """One document that is not as it should be. `what`: missing (live has none), extra (live alone has it), changed,
    or era (live was folded from an older era)."""

    name: str
    what: str


@dataclass(frozen=True, slots=True)
class WardRebuild:
    """What a rebuild of one ward found. Digests stand for whole sets of documents, sums included."""

    ward: str
    documents: int
    digest_live: str
    digest_rebuilt: str
    differences: tuple[Difference, ...]
    difference_count: int
    parked_live: int
    parked_rebuilt: int
    events: int
    seconds: float
    switched: bool

    @property
    def equal(self) -> bool:
        """Whether live is what the ledgers say."""
        return self.difference_count == 0


async def rebuild_ward(
    view_set: ViewSet,
    store: ViewStore,
    ledgers: Mapping[str, Ledger],
    codecs: Mapping[str, Codec],
    clock: Clock,
    ward: str,
    switch: bool = False,
    progress: Progress = lambda _events: None,
) -> WardRebuild:
    """Rebuild one ward and compare; with `switch`, make what was rebuilt the live generation.

    Raises Conflict when somebody else switches again and again, or Unavailable.
    """
    begun = clock.monotonic()
    folding = Folding(view_set, codecs)
    needed = {source: ledgers[source] for source in sorted(view_set.sources)}
    live = await read_live(folding, store, ward)
    folded, rebuilt = await _rebuilt(folding, needed, live, progress)
    differences = _differences(live, rebuilt, folded.eras)
    events = folded.events
    if switch:
        await _switch(folded, live, store, needed)
    return WardRebuild(
        ward=ward,
        documents=len(rebuilt),
        digest_live=_digest(live.digests),
        digest_rebuilt=_digest(rebuilt),
        differences=tuple(differences[:SHOWN_DIFFERENCES]),
        difference_count=len(differences),
        parked_live=live.parked,
        parked_rebuilt=len(folded.left_out),
        events=events,
        seconds=clock.monotonic() - begun,
        switched=switch,
    )


@dataclass(frozen=True, slots=True)
class WardAsOf:
    """A ward as it was at a cut: contents by name, up to which marks, the sum, and how many events are left out."""

    ward: str
    documents: Mapping[str, Any]
    marks: Mapping[str, Mark]
    summary: Any
    parked: int


async def ward_as_of(
    view_set: ViewSet,
    ledgers: Mapping[str, Ledger],
    codecs: Mapping[str, Codec],
    ward: str,
    cut: Cut,
    progress: Progress = lambda _events: None,
) -> WardAsOf:
    """Fold a ward in memory up to a cut; nothing is written. `cut` says of each event whether it still counts."""
    needed = {source: ledgers[source] for source in sorted(view_set.sources)}
    folded = await fold_ledgers(FoldedWard(Folding(view_set, codecs), ward), needed, cut, progress)
    contents = {name: document.content for name, document in folded.documents.items()}
    summary = view_set.summary
    return WardAsOf(
        ward=ward,
        documents=contents,
        marks={source: Mark(folded.eras[source], number) for source, number in folded.numbers.items()},
        summary=sum_of(summary, ward, contents) if summary is not None else None,
        parked=len(folded.left_out),
    )


async def _rebuilt(
    folding: Folding, ledgers: Mapping[str, Ledger], live: LiveWard, progress: Progress
) -> tuple[FoldedWard, dict[str, bytes]]:
    """The ward folded to where live stands, and the digests of its documents and of its sum."""
    limits = {source: live.numbers.get(source, 0) for source in ledgers}
    folded = await fold_ledgers(FoldedWard(folding, live.ward, limits, live.further), ledgers, progress=progress)
    rebuilt = {name: _digest_of(document) for name, document in folded.documents.items()}
    summary = folding.view_set.summary
    if summary is None or live.sum_numbers is None:
        return folded, rebuilt
    summed = folded
    if live.further or live.sum_numbers != limits:
        at_sum = FoldedWard(folding, live.ward, {source: live.sum_numbers.get(source, 0) for source in ledgers})
        summed = await fold_ledgers(at_sum, ledgers)
    content = sum_of(summary, live.ward, {name: d.content for name, d in summed.documents.items()})
    rebuilt[summary.name(live.ward)] = digest_of(live.sum_numbers, (), "", canonical_body(content))
    return folded, rebuilt


async def _switch(folded: FoldedWard, live: LiveWard, store: ViewStore, ledgers: Mapping[str, Ledger]) -> None:
    ward = folded.ward
    if live.further:
        folded = FoldedWard(folded.folding, ward)
    folded.limits = None
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            await switch_to(await fold_ledgers(folded, ledgers), store, ledgers)
        except Conflict:
            if attempt == _ATTEMPTS:
                raise
            folded = FoldedWard(folded.folding, ward)
        else:
            return


def _digest_of(document: OpenDocument) -> bytes:
    kind, content = document.kind, document.content
    return digest_of(document.numbers, kind.tags(content), kind.sort(content), canonical_body(content))


def _differences(live: LiveWard, rebuilt: Mapping[str, bytes], eras: Mapping[str, str]) -> list[Difference]:
    if any(eras.get(source, era) != era for source, era in live.eras.items()):
        return [Difference(live.ward, "era")]
    missing = [Difference(name, "missing") for name in rebuilt.keys() - live.digests.keys()]
    extra = [Difference(name, "extra") for name in live.digests.keys() - rebuilt.keys()]
    changed = [
        Difference(name, "changed")
        for name in rebuilt.keys() & live.digests.keys()
        if rebuilt[name] != live.digests[name]
    ]
    return sorted([*missing, *extra, *changed], key=lambda difference: difference.name)


def _digest(documents: Mapping[str, bytes]) -> str:
    whole = sha256()
    for name, digest in sorted(documents.items()):
        whole.update(name.encode() + b"\0" + digest)
    return whole.hexdigest()
