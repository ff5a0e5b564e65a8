"""A ward folded in memory from its ledgers alone: what a rebuild compares, and what a new generation is made of."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from shared.flows.folding import Folding, OpenDocument, reason_of
from shared.flows.view_kinds import ViewKind
from shared.kernel.messages import Event, LedgerEvent
from shared.ports.event_store import Ledger

BATCH_EVENTS = 4_000

Progress = Callable[[int], None]
"""Called with the number of events read since the last call."""
Cut = Callable[[LedgerEvent], bool]
"""Whether an event still counts; once it says no, the rest of that ledger does not either."""


def everything(_entry: LedgerEvent) -> bool:
    """The cut that cuts nothing."""
    return True


class FoldedWard:
    """All documents of a ward, folded up to `limits` (by source) at most, those named in `further` up to their own.

    An event that cannot be folded is left out of every document, as in the live views. Since a fold may stop half-way,
    the documents it touched are set aside and everything is folded once more without that event: see `spoilt`.
    """

    def __init__(
        self,
        folding: Folding,
        ward: str,
        limits: Mapping[str, int] | None = None,
        further: Mapping[str, Mapping[str, int]] | None = None,
        left_out: Mapping[tuple[str, int], tuple[LedgerEvent, str]] | None = None,
    ) -> None:
        self.folding = folding
        self.ward = ward
        self.limits = limits
        self.further = further or {}
        self.left_out = dict(left_out or {})
        self.documents: dict[str, OpenDocument] = {}
        self.numbers: dict[str, int] = {}
        self.eras: dict[str, str] = {}
        self.roster = 0
        self.events = 0
        self.spoilt: set[str] = set()

    def fold(self, entries: Sequence[LedgerEvent]) -> None:
        """Fold the next events of one source."""
        folding, ward, roster = self.folding, self.ward, f"{self.ward}/roster"
        for entry in entries:
            if entry.stream == roster and entry.commit > self.roster:
                self.roster = entry.commit
            kinds = folding.kinds_for(entry.type)
            if not kinds or (self.left_out and (entry.source, entry.sequence) in self.left_out):
                continue
            try:
                fact = folding.fact(entry)
                targets = [(kind, id_) for kind in kinds for id_ in kind.ids(entry, fact)]
            except Exception as failure:  # whatever it is, it concerns this event alone
                self._leave_out(entry, failure)
                continue
            for kind, id_ in targets:
                self._fold_one(kind, kind.kind + "/" + id_, id_, entry, fact)
        last = entries[-1]
        self.numbers[last.source] = last.sequence
        self.events += len(entries)
        if ward != last.ward:
            raise ValueError(f"the ledger of {ward} answered with events of {last.ward}")

    def _fold_one(self, kind: ViewKind[Any], name: str, id_: str, entry: LedgerEvent, fact: Event) -> None:
        source, number = entry.source, entry.sequence
        if self.limits is not None and number > self.limits[source] and not self._goes_further(name, source, number):
            return
        document = self.documents.get(name)
        if document is None:
            document = self.documents[name] = self.folding.empty(self.ward, (kind, name, id_))
        try:
            document.fold(entry, fact)
        except Exception as failure:  # whatever it is, it concerns this event alone
            if name not in self.spoilt:
                self._leave_out(entry, failure)
            self._spoil(kind_targets(self.folding, entry, fact))

    def _goes_further(self, name: str, source: str, number: int) -> bool:
        further = self.further.get(name)
        return further is not None and number <= further.get(source, 0)

    def _leave_out(self, entry: LedgerEvent, failure: Exception) -> None:
        self.left_out[entry.source, entry.sequence] = (entry, reason_of(failure))

    def _spoil(self, names: Sequence[str]) -> None:
        self.spoilt.update(names)


def kind_targets(folding: Folding, entry: LedgerEvent, fact: Event) -> list[str]:
    """Names of the documents that an event concerns."""
    return [name for _, name, _ in folding.targets(entry, fact)]


async def fold_ledgers(
    ward: FoldedWard, ledgers: Mapping[str, Ledger], cut: Cut = everything, progress: Progress = lambda _events: None
) -> FoldedWard:
    """Fold the ward from where it stands to the end of its ledgers, its limits or the cut; the answer is the ward
    whose documents are whole, which is another one when something had to be left out."""
    for source, ledger in sorted(ledgers.items()):
        ward.eras[source] = await ledger.era()
        await _read_on(ward, source, ledger, cut, progress)
    if not ward.spoilt:
        return ward
    again = FoldedWard(ward.folding, ward.ward, ward.limits, ward.further, ward.left_out)
    return await fold_ledgers(again, ledgers, cut, progress)


async def _read_on(ward: FoldedWard, source: str, ledger: Ledger, cut: Cut, progress: Progress) -> None:
    last = _last_wanted(ward, source)
    number = ward.numbers.setdefault(source, 0)
    while last is None or number < last:
        entries = await ledger.read_ledger(ward.ward, number, BATCH_EVENTS)
        wanted = [entry for entry in entries if (last is None or entry.sequence <= last) and cut(entry)]
        if wanted:
            ward.fold(wanted)
            progress(len(wanted))
        if len(wanted) < len(entries) or not entries:
            return
        number = ward.numbers[source]
        await asyncio.sleep(0)


def _last_wanted(ward: FoldedWard, source: str) -> int | None:
    if ward.limits is None:
        return None
    return max([ward.limits[source], *(numbers.get(source, 0) for numbers in ward.further.values())])
