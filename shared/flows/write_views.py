"""Writing what has been folded, always in this order: documents, parked events, sums, cursors."""

import asyncio
from collections.abc import Callable, Sequence

from shared.flows.view_waits import ViewWaits
from shared.flows.ward_sums import WardSums
from shared.flows.ward_views import WardViews
from shared.ports.clock import Clock
from shared.ports.view_store import Cursor, ViewStore

TELL_SECONDS = 0.5
"""At most so often a ward's cursor is written only to tell other processes of a new sum."""

Changed = Callable[[str], None]
"""Called with a ward's code when readers can see something new of it."""


class ViewWriter:
    """Writes wards; each is seen by one writer of this process at a time."""

    def __init__(
        self, store: ViewStore, sums: WardSums | None, clock: Clock, waits: ViewWaits, on_changed: Changed
    ) -> None:
        self._store = store
        self._sums = sums
        self._clock = clock
        self._waits = waits
        self._on_changed = on_changed

    async def write(self, states: Sequence[WardViews], everything: bool = False) -> None:
        """Write what is due of these wards, or all that is unwritten. Raises Conflict or Unavailable; it is then not
        known what has been written."""
        moment = self._clock.monotonic()
        await self._write_documents(states, moment, everything)
        parking = [parked for state in states for parked in state.parking]
        if parking:
            await self._store.park(parking)
        seen = await self._write_sums(states, moment, everything)
        for state in states:
            state.parking.clear()
        for state in seen:
            state.readable = dict(state.numbers)
            state.readable_roster = state.roster
        await self._write_cursors(states, moment, everything)
        for state in seen:
            self._waits.look(state.ward)
            self._on_changed(state.ward)

    def next_due(self, states: Sequence[WardViews]) -> float | None:
        """The moment at which a sum may be written that had to wait, or told of, if there is one."""
        if self._sums is None:
            return None
        due = [self._sums.due_at(state) for state in states if self._sums.waits(state)]
        due += [state.sum.told_at + TELL_SECONDS for state in states if state.sum.told_rev != state.sum.rev]
        return min(due, default=None)

    async def _write_documents(self, states: Sequence[WardViews], moment: float, everything: bool) -> None:
        batch = [(state, document) for state in states for document in state.due(moment, everything)]
        if not batch:
            return
        stored = [document.stored(state.ward, state.generation, state.eras) for state, document in batch]
        await self._store.put(stored)
        for (state, document), written in zip(batch, stored, strict=True):
            state.wrote(document, len(written.body))

    async def _write_sums(self, states: Sequence[WardViews], moment: float, everything: bool) -> Sequence[WardViews]:
        """The wards of which readers now see everything folded."""
        sums = self._sums
        if sums is None:
            for state in states:
                state.touched.clear()
            return [state for state in states if state.readable != state.numbers]
        due = [state for state in states if sums.waits(state) and (everything or moment >= sums.due_at(state))]
        await sums.write(due, moment)
        return due

    async def _write_cursors(self, states: Sequence[WardViews], moment: float, everything: bool) -> None:
        moved: list[tuple[WardViews, Cursor]] = []
        for state in states:
            told = state.sum.told_rev == state.sum.rev
            cursor = state.next_cursor(not told and (everything or moment >= state.sum.told_at + TELL_SECONDS))
            if cursor is not None:
                state.sum.told_rev, state.sum.told_at = state.sum.rev, moment
                moved.append((state, cursor))
        outcomes = await asyncio.gather(*(self._put(*pair) for pair in moved), return_exceptions=True)
        for failure in filter(None, outcomes):
            raise failure

    async def _put(self, state: WardViews, cursor: Cursor) -> None:
        await self._store.put_cursor(cursor)
        state.cursor = cursor
