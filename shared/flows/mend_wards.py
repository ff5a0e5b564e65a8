"""Wards that lost their place: read anew from the stored cursor, filled from the ledgers, and handed back whole."""

import asyncio
from collections.abc import Mapping

from shared.flows.held_wards import HeldWards
from shared.flows.open_wards import WardOpening
from shared.flows.ward_views import Unfoldable, WardViews
from shared.flows.write_views import ViewWriter
from shared.kernel.failures import Conflict, Unavailable
from shared.ports.clock import Clock
from shared.ports.event_store import Ledger
from shared.ports.view_store import ViewStore

BATCH_EVENTS = 2_000
ATTEMPTS = 4
"""How often a ward is read anew at once when its guards are lost; then it waits for the next look."""


class LedgerBehind(Unavailable):
    """The ledger does not have yet what was seen elsewhere already."""


class NotNow(Unavailable):
    """The ward is about to move to another process, or has moved."""


class WardMending:
    """Mends what is behind, and asks between batches whether a ward is still to be mended here."""

    def __init__(
        self,
        opening: WardOpening,
        writer: ViewWriter,
        store: ViewStore,
        ledgers: Mapping[str, Ledger],
        clock: Clock,
        held: HeldWards,
    ) -> None:
        self._opening = opening
        self._writer = writer
        self._store = store
        self._ledgers = ledgers
        self._clock = clock
        self._held = held
        self._under_way: set[str] = set()

    async def mend(self, ward: str) -> WardViews | None:
        """The ward, whole again and no longer behind; None when somebody mends it already or nothing is behind.

        Raises Conflict or Unavailable; it is then behind still.
        """
        if ward not in self._held.behind or ward in self._under_way:
            return None
        self._under_way.add(ward)
        try:
            return await self._mend(ward)
        finally:
            self._under_way.discard(ward)

    async def park(self, state: WardViews, unfoldable: Unfoldable) -> None:
        """Remember the event that stopped a fold, so that the ward is read anew without it."""
        await self._store.park([state.park(unfoldable.entry, unfoldable.reason)])

    async def _mend(self, ward: str) -> WardViews | None:
        lost = 0
        while True:
            state = await self._opening.open(ward)
            try:
                await self._read_to_the_end(state)
            except Unfoldable as unfoldable:
                await self.park(state, unfoldable)
            except Conflict:
                lost += 1
                if lost == ATTEMPTS:
                    raise
            else:
                return state if self._held.behind.pop(ward, None) is not None else None

    async def _read_to_the_end(self, state: WardViews) -> None:
        while True:
            if not self._held.goes_on(state.ward):
                raise NotNow(ward=state.ward)
            before = dict(state.numbers)
            for source, ledger in self._ledgers.items():
                await self._read_on(state, source, ledger)
            if self._complete(state):
                await self._writer.write([state])
            # Looked at again, for more may have been missed while this was being written.
            if self._complete(state):
                return
            if state.numbers == before:
                raise LedgerBehind(ward=state.ward)

    async def _read_on(self, state: WardViews, source: str, ledger: Ledger) -> None:
        while entries := await ledger.read_ledger(state.ward, state.numbers[source], BATCH_EVENTS):
            if entries[0].era != state.eras[source]:
                await self._opening.learn_era(source)
                raise LedgerBehind(ward=state.ward, source=source)
            if not self._held.goes_on(state.ward):
                raise NotNow(ward=state.ward)
            if not await self._opening.fold(state, entries, self._clock.monotonic()):
                raise LedgerBehind(ward=state.ward, source=source)
            await self._writer.write([state])
            await asyncio.sleep(0)

    def _complete(self, state: WardViews) -> bool:
        """Whether nothing is missing. A mark of an older era asks for nothing any more."""
        return all(
            mark.era < state.eras[source] or (mark.era == state.eras[source] and mark.number <= state.numbers[source])
            for source, mark in self._held.behind.get(state.ward, {}).items()
        )
