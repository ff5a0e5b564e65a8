"""Opening a ward's views: cursor, era, parked events, and the documents that a batch needs."""

from collections.abc import Mapping, Sequence

from shared.flows.folding import Folding, OpenDocument, Target
from shared.flows.generations import renew_ward
from shared.flows.ward_sums import WardSums
from shared.flows.ward_views import Step, WardViews
from shared.kernel.messages import LedgerEvent
from shared.ports.event_store import Ledger
from shared.ports.view_store import Cursor, Document, Mark, ViewStore

_AT_ONCE = 500


class WardOpening:
    """Knows the sources' eras; a ward of an older era is made anew, from the ledgers, before it is opened."""

    def __init__(
        self, folding: Folding, store: ViewStore, ledgers: Mapping[str, Ledger], sums: WardSums | None
    ) -> None:
        self._folding = folding
        self._store = store
        self._ledgers = ledgers
        self._sums = sums
        self.eras: dict[str, str] = {}

    async def learn_era(self, source: str) -> str:
        """Ask the source's ledger for its era."""
        era = await self._ledgers[source].era()
        self.eras[source] = max(era, self.eras.get(source, ""))
        return self.eras[source]

    def outdated(self, cursor: Cursor) -> bool:
        """Whether a source has begun a new era since the ward's documents were folded."""
        return any(mark.era < self.eras.get(source, "") for source, mark in cursor.numbers.items())

    async def open(self, ward: str) -> WardViews:
        """The ward as the store has it. Raises Conflict or Unavailable."""
        for source in self._ledgers:
            if source not in self.eras:
                await self.learn_era(source)
        cursor = await self._cursor(ward)
        parked = [
            (parked.source, parked.sequence)
            for parked in await self._store.parked()
            if parked.ward == ward and parked.generation == cursor.generation
        ]
        state = WardViews(cursor, parked)
        if self._sums is not None:
            await self._sums.open(state)
        return state

    async def summed(self, cursor: Cursor) -> bool:
        """Whether the ward's stored sum counts everything that its cursor says is written."""
        return self._sums is None or await self._sums.reaches(cursor)

    async def fold(self, state: WardViews, entries: Sequence[LedgerEvent], moment: float) -> bool:
        """Fold what follows of `entries`, skip what was folded. False: a number is missing between them.

        Raises Unfoldable, or what the store raises; the ward must then be dropped.
        """
        steps, reached = state.plan(self._folding, entries)
        await self._open_documents(state, steps)
        state.fold(steps, moment)
        state.advance(reached, entries)
        return entries[-1].sequence <= state.numbers[entries[-1].source]

    async def _open_documents(self, state: WardViews, steps: Sequence[Step]) -> None:
        """Open every document that `steps` are to be folded into."""
        targets = {target[1]: target for _, _, targets in steps for target in targets}
        missing = [name for name in targets if name not in state.documents]
        for start in range(0, len(missing), _AT_ONCE):
            names = missing[start : start + _AT_ONCE]
            stored = await self._store.get(state.ward, state.generation, names)
            state.open_documents([self._opened(state, stored.get(name), targets[name]) for name in names])

    def _opened(self, state: WardViews, stored: Document | None, target: Target) -> OpenDocument:
        return self._folding.opened(stored) if stored is not None else self._folding.empty(state.ward, target)

    async def _cursor(self, ward: str) -> Cursor:
        cursor = await self._store.cursor(ward)
        if cursor is not None and self.outdated(cursor):
            await renew_ward(self._folding, self._store, self._ledgers, ward)
            cursor = await self._store.cursor(ward)
        if cursor is not None and cursor.numbers.keys() >= self._ledgers.keys():
            return cursor
        begun = cursor or Cursor(ward=ward, generation=1, numbers={}, rev=0)
        marks = {source: Mark(era, 0) for source, era in self.eras.items()}
        first = Cursor(
            ward=ward,
            generation=begun.generation,
            numbers={**marks, **begun.numbers},
            rev=begun.rev + 1,
            roster=begun.roster,
        )
        await self._store.put_cursor(first)
        return first
