"""What one process holds of one ward's views: open documents, how far they go, and what is still to be written."""

from collections.abc import Collection, Mapping
from typing import Any

import msgspec

from shared.flows.folding import Folding, OpenDocument, Target, reason_of
from shared.kernel.messages import Event, LedgerEvent
from shared.ports.view_store import Cursor, Mark, Parked

LATE_EVENTS = 2_000
LATE_SECONDS = 30.0
"""A large document is written at the latest after so many events, or so long after the first of them."""


_OVERHEAD = 500
"""Bytes that an open document costs beside its body, roughly."""


class WardSum:
    """The ward's sum as it lies in the store, and what each document added to it."""

    __slots__ = ("content", "marks", "numbers", "parts", "rev", "told_at", "told_rev", "written_at")

    def __init__(self) -> None:
        self.parts: dict[str, Any] | None = None
        self.numbers: dict[str, int] = {}
        self.marks: dict[str, Mark] = {}
        self.rev = 0
        self.written_at = float("-inf")
        self.told_at = float("-inf")
        self.told_rev = 0
        """The sum that the stored cursor's `rev` tells other processes of."""
        self.content: Any = None


Step = tuple[LedgerEvent, Event, list[Target]]


class Unfoldable(Exception):
    """A fold failed half-way, so what is in memory of this ward cannot be trusted any more."""

    def __init__(self, entry: LedgerEvent, failure: Exception) -> None:
        super().__init__(entry.id)
        self.entry = entry
        self.reason = reason_of(failure)


class WardViews:
    """One ward, folded up to `numbers` in memory; `cursor` is what the store says.

    `readable` and `readable_roster` say what a reader of the store already finds.
    """

    def __init__(self, cursor: Cursor, parked: Collection[tuple[str, int]]) -> None:
        self.ward = cursor.ward
        self.generation = cursor.generation
        self.cursor = cursor
        self.eras = {source: mark.era for source, mark in cursor.numbers.items()}
        self.numbers = {source: mark.number for source, mark in cursor.numbers.items()}
        self.roster = cursor.roster
        self.readable = dict(self.numbers)
        self.readable_roster = cursor.roster
        self.documents: dict[str, OpenDocument] = {}
        self._open_bytes = 0
        self.changed: dict[str, OpenDocument] = {}
        self.touched: set[str] = set()
        """Names of documents folded into since the ward was last summed."""
        self.sum = WardSum()
        self.parked = set(parked)
        self.parking: list[Parked] = []

    def plan(self, folding: Folding, entries: Collection[LedgerEvent]) -> tuple[list[Step], dict[str, int]]:
        """What to fold, and the numbers reached by it. It ends before a number that does not follow."""
        steps: list[Step] = []
        reached = dict(self.numbers)
        for entry in entries:
            last = reached[entry.source]
            if entry.sequence <= last:
                continue
            if entry.sequence > last + 1:
                break
            reached[entry.source] = entry.sequence
            if folding.kinds_for(entry.type) and (entry.source, entry.sequence) not in self.parked:
                self._plan_one(folding, entry, steps)
        return steps, reached

    def _plan_one(self, folding: Folding, entry: LedgerEvent, steps: list[Step]) -> None:
        try:
            fact = folding.fact(entry)
            targets = folding.targets(entry, fact)
        except Exception as failure:  # whatever it is, it concerns this event alone
            self.park(entry, reason_of(failure))
        else:
            steps.append((entry, fact, targets))

    def park(self, entry: LedgerEvent, reason: str) -> Parked:
        """Take the event out of this ward's folding."""
        parked = Parked(
            ward=self.ward,
            generation=self.generation,
            source=entry.source,
            sequence=entry.sequence,
            event_id=entry.id,
            type=entry.type,
            reason=reason,
        )
        self.parked.add((entry.source, entry.sequence))
        self.parking.append(parked)
        return parked

    def fold(self, steps: Collection[Step], moment: float) -> None:
        """Fold into the open documents; every target must be open. Raises Unfoldable."""
        documents, changed, touched = self.documents, self.changed, self.touched
        for entry, fact, targets in steps:
            try:
                for _, name, _ in targets:
                    document = documents[name]
                    if not document.fold(entry, fact):
                        continue
                    touched.add(name)
                    if name not in changed:
                        document.waits_since = moment
                        changed[name] = document
            except Exception as failure:  # whatever it is, it concerns this event alone
                raise Unfoldable(entry, failure) from failure

    def advance(self, reached: Mapping[str, int], entries: Collection[LedgerEvent]) -> None:
        """Everything up to `reached` is folded now."""
        self.numbers.update(reached)
        roster = f"{self.ward}/roster"
        for entry in entries:
            if entry.stream == roster and entry.sequence <= reached[entry.source] and entry.commit > self.roster:
                self.roster = entry.commit

    def due(self, moment: float, everything: bool) -> list[OpenDocument]:
        """Changed documents whose time to be written has come."""
        return [
            document
            for document in self.changed.values()
            if everything
            or not document.kind.large
            or document.pending >= LATE_EVENTS
            or moment >= document.waits_since + LATE_SECONDS
        ]

    def wrote(self, document: OpenDocument, body_bytes: int) -> None:
        """`document` lies in the store as it is in memory."""
        self._open_bytes += body_bytes - document.size
        document.size = body_bytes
        document.written()
        del self.changed[document.name]

    def surely_written(self) -> dict[str, int]:
        """One below the first number folded into anything unwritten, for each source."""
        numbers = dict(self.numbers)
        for document in self.changed.values():
            for source, first in document.unwritten.items():
                numbers[source] = min(numbers[source], first - 1)
        return numbers

    def next_cursor(self, tells: bool = False) -> Cursor | None:
        """The cursor to be written, when it says more than the stored one, or is to tell of something new."""
        numbers = {source: Mark(self.eras[source], number) for source, number in self.surely_written().items()}
        if not tells and numbers == self.cursor.numbers and self.readable_roster == self.cursor.roster:
            return None
        return msgspec.structs.replace(
            self.cursor, numbers=numbers, roster=self.readable_roster, rev=self.cursor.rev + 1
        )

    def marks(self) -> dict[str, Mark]:
        """Up to where everything has been folded in memory."""
        return {source: Mark(self.eras[source], number) for source, number in self.numbers.items()}

    @property
    def open_bytes(self) -> int:
        """Bytes of the open documents' bodies, roughly."""
        return self._open_bytes

    def open_documents(self, documents: Collection[OpenDocument]) -> None:
        """Keep these documents open."""
        for document in documents:
            self.documents[document.name] = document
            self._open_bytes += document.size + _OVERHEAD

    def close_documents(self) -> None:
        """Close the documents that are as they are in the store, and summed."""
        kept = [d for d in self.documents.values() if d.name in self.changed or d.name in self.touched]
        self.documents = {}
        self._open_bytes = 0
        self.open_documents(kept)


def close_documents(states: Collection[WardViews], limit: int) -> None:
    """Close documents until `limit` bytes are open; `states` begin with the least recently used."""
    open_bytes = sum(state.open_bytes for state in states)
    for state in states:
        if open_bytes <= limit:
            return
        open_bytes -= state.open_bytes
        state.close_documents()
        open_bytes += state.open_bytes
