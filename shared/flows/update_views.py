"""From events to documents: folded in memory, written after the batch, the ward's cursor last.

A number that does not follow means loss: its ward stops, is filled from the ledger, and goes on. Whoever loses a guard,
or does not know whether a write happened, drops the whole ward and reads on from the stored cursor. Nothing here needs
a transaction: every document knows where it stands, so what is folded again changes nothing.

Of several processes each folds the wards it owns. Two that fold the same ward for a moment do no harm; who loses a
guard and does not own the ward lets it go.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence

from shared.contracts.codec import Codec
from shared.flows.folding import Folding
from shared.flows.held_wards import HeldWards, Owns
from shared.flows.mend_wards import WardMending
from shared.flows.open_wards import WardOpening
from shared.flows.survey_wards import WardSurvey, by_ward, last_marks
from shared.flows.tend_regularly import RegularTending
from shared.flows.view_kinds import ViewSet
from shared.flows.view_waits import ViewWaits
from shared.flows.ward_sums import WardSums
from shared.flows.ward_views import Unfoldable, WardViews, close_documents
from shared.flows.write_views import Changed, ViewWriter
from shared.kernel.failures import Conflict, Unavailable
from shared.kernel.messages import LedgerEvent
from shared.ports.clock import Clock
from shared.ports.event_store import Ledger
from shared.ports.view_store import Mark, ViewStore

CACHE_BYTES = 96 * 1024 * 1024
"""Bytes of document bodies that one updater keeps open."""
TEND_SECONDS = 1.0

_log = logging.getLogger(__name__)


class ViewUpdater:
    """Keeps the views of one service. `ledgers` are at least those of the view set's sources.

    `apply` never raises for what can be mended later: such a ward stays behind and is tried again every second, by a
    task of the updater's own unless `tends` is false (then call `tend`).
    """

    def __init__(
        self,
        view_set: ViewSet,
        store: ViewStore,
        ledgers: Mapping[str, Ledger],
        codecs: Mapping[str, Codec],
        clock: Clock,
        on_changed: Changed = lambda _ward: None,
        *,
        cache_bytes: int = CACHE_BYTES,
        tends: bool = True,
    ) -> None:
        self._ledgers = {source: ledgers[source] for source in sorted(view_set.sources)}
        self._clock = clock
        self._cache_bytes = cache_bytes
        self._tends = tends
        folding = Folding(view_set, codecs)
        sums = WardSums(view_set.summary, folding, store) if view_set.summary is not None else None
        self._waits = ViewWaits()
        self._opening = WardOpening(folding, store, self._ledgers, sums)
        self._writer = ViewWriter(store, sums, clock, self._waits, on_changed)
        self._held = HeldWards()
        self._survey = WardSurvey(self._opening, store, self._ledgers, self._held)
        self._mending = WardMending(self._opening, self._writer, store, self._ledgers, clock, self._held)
        self._turn = asyncio.Lock()
        self._surveyed = False
        self._moved = False
        self._looked_at = float("-inf")
        self._tending = RegularTending(self.tend)

    def owned_by(self, owns: Owns) -> None:
        """Fold those wards alone of which `owns` says yes, asked again at every step."""
        self._held.owns = owns

    @property
    def behind(self) -> frozenset[str]:
        """Wards that wait to be filled from a ledger."""
        return frozenset(self._held.behind)

    def loaded(self, ward: str) -> WardViews | None:
        """The ward as this process keeps it; None when it is not open here, or behind."""
        return self._held.open.get(ward) if self._held.owns(ward) else None

    def folded(self, ward: str) -> Mapping[str, Mark]:
        """Up to where the ward has been folded here; empty when it is not open."""
        state = self.loaded(ward)
        return state.marks() if state is not None else {}

    async def wait_until(self, ward: str, reached: Callable[[WardViews], bool], seconds: float) -> bool:
        """Wait until the ward is open here and `reached` says yes of it, `seconds` at most; whether it does."""

        def seen() -> bool:
            state = self.loaded(ward)
            return state is not None and reached(state)

        return await self._waits.until(ward, seen, seconds)

    async def apply(self, events: Sequence[LedgerEvent]) -> None:
        """Fold events that follow, skip what was folded, fill what is missing. Written when it returns, but for
        large documents and sums that were written a moment ago."""
        if not events:
            return
        self._start_tending()
        async with self._turn:
            entries_by_ward = by_ward(await self._survey.of_this_era(events))
            folded = await asyncio.gather(*(self._fold(ward, entries) for ward, entries in entries_by_ward.items()))
            states = [state for state in folded if state is not None]
            await self._write(states)
        await self._mend_dropped()
        if self._writer.next_due(states) is not None:
            self._tending.wake()

    async def catch_up(self) -> None:
        """Read every ward on to the end of the ledgers; what is away is tried again later."""
        self._start_tending()
        self._surveyed = True
        try:
            async with self._turn:
                self._held.drop_all(await self._survey.below_ledgers())
        except Unavailable as away:
            self._surveyed = False
            _log.warning("views wait for a ledger: %s", away)
        await self._mend_dropped()

    async def fill(self, ward: str, source: str, mark: Mark) -> None:
        """Something up to `mark` is known to exist and did not arrive: read it from the ledger."""
        async with self._turn:
            if not self._held.owns(ward):
                return
            if mark.era > self._opening.eras.get(source, ""):
                await self._survey.begin_era(source)
            state = self._held.open.get(ward)
            if state is None or state.numbers[source] < mark.number or mark.era > state.eras[source]:
                self._held.drop(ward, {source: mark})
        await self._mend_dropped()

    async def flush(self) -> None:
        """Write everything that is folded, large documents too."""
        async with self._turn:
            await self._write(list(self._held.open.values()), everything=True)
        await self._mend_dropped()

    def interrupt(self) -> None:
        """Wards are about to move, and others wait for it: stop filling any until they have `moved`."""
        self._held.interrupted = True

    def moved(self) -> None:
        """Other wards are owned than before: forget those that are not, look at those that are."""
        self._held.interrupted = False
        self._moved = True
        self._tending.wake()

    async def close(self) -> None:
        """Write everything and tend no more."""
        self._tends = False
        await self._tending.stop()
        await self.flush()

    async def tend(self) -> float:
        """Do what is due: sums that had to wait, large documents, wards behind, generations that others switched.
        Returns the seconds until something may be due again."""
        if self._moved:
            await self._after_move()
        if not self._surveyed:
            await self.catch_up()
        async with self._turn:
            if self._clock.monotonic() >= self._looked_at + TEND_SECONDS:
                self._looked_at = self._clock.monotonic()
                self._held.drop_all(await self._survey.overtaken())
            await self._write(list(self._held.open.values()))
        self._held.mend_all()
        await self._mend_dropped()
        due = self._writer.next_due(list(self._held.open.values()))
        return TEND_SECONDS if due is None else max(0.0, min(TEND_SECONDS, due - self._clock.monotonic()))

    def _start_tending(self) -> None:
        if self._tends:
            self._tending.start()

    async def _after_move(self) -> None:
        """What was written of other wards is theirs now; what is held goes on, the rest is looked at."""
        async with self._turn:
            self._moved = False
            self._held.forget_others()
            try:
                found = await self._survey.below_ledgers()
            except Unavailable:
                self._moved = True
                raise
            self._held.drop_all(found - self._held.open.keys())
        await self._mend_dropped()

    async def _fold(self, ward: str, entries: Sequence[LedgerEvent]) -> WardViews | None:
        """The ward with these events; None when it is behind, or another's."""
        if not self._held.owns(ward):
            self._held.drop(ward, {})
            return None
        if ward in self._held.behind:
            self._held.miss(ward, last_marks(entries))
            return None
        state = self._held.open.get(ward)
        try:
            if state is None:
                state = self._held.open[ward] = await self._opening.open(ward)
            self._held.open.move_to_end(ward)
            of_this_era = all(entry.era == state.eras[entry.source] for entry in entries)
            if of_this_era and await self._opening.fold(state, entries, self._clock.monotonic()):
                return state
        except Unfoldable as unfoldable:
            await self._park(unfoldable, ward)
        except (Conflict, Unavailable) as failure:
            _log.warning("ward %s is read anew: %s", ward, failure)
        self._held.drop(ward, last_marks(entries))
        return None

    async def _park(self, unfoldable: Unfoldable, ward: str) -> None:
        """When this cannot be remembered now, the event is met again."""
        _log.error("event %s cannot be folded: %s", unfoldable.entry.id, unfoldable.reason)
        try:
            await self._mending.park(self._held.open[ward], unfoldable)
        except Unavailable as away:
            _log.warning("ward %s is read anew: %s", ward, away)

    async def _write(self, states: Sequence[WardViews], everything: bool = False) -> None:
        try:
            await self._writer.write(states, everything)
        except (Conflict, Unavailable) as failure:
            for state in states:
                _log.warning("ward %s is read anew: %s", state.ward, failure)
                self._held.drop(state.ward, state.marks())
        close_documents(self._held.open.values(), self._cache_bytes)

    async def _mend_dropped(self) -> None:
        for ward in self._held.to_mend():
            try:
                state = await self._mending.mend(ward) if self._held.owns(ward) else None
            except (Conflict, Unavailable) as failure:
                _log.warning("ward %s stays behind: %s", ward, failure)
                continue
            if state is not None:
                self._held.open[ward] = state
