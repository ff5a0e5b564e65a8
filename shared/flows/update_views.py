"""From events to documents: folded in memory, written after the batch, the ward's cursor last.

A number that does not follow means loss: its ward stops, is filled from the ledger, and goes on. Whoever loses a guard,
or does not know whether a write happened, drops the whole ward and reads on from the stored cursor. Nothing here needs
a transaction: every document knows where it stands, so what is folded again changes nothing.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping, Sequence

from shared.contracts.codec import Codec
from shared.flows.folding import Folding
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
        self._survey = WardSurvey(self._opening, store, self._ledgers)
        self._mending = WardMending(self._opening, self._writer, store, self._ledgers, clock)
        self._wards: OrderedDict[str, WardViews] = OrderedDict()
        self._dropped: set[str] = set()
        self._turn = asyncio.Lock()
        self._surveyed = False
        self._looked_at = float("-inf")
        self._tending = RegularTending(self.tend)

    @property
    def behind(self) -> frozenset[str]:
        """Wards that wait to be filled from a ledger."""
        return frozenset(self._mending.behind)

    def loaded(self, ward: str) -> WardViews | None:
        """The ward as this process keeps it; None when it is not open here, or behind."""
        return self._wards.get(ward)

    def folded(self, ward: str) -> Mapping[str, Mark]:
        """Up to where the ward has been folded here; empty when it is not open."""
        state = self._wards.get(ward)
        return state.marks() if state is not None else {}

    async def wait_until(self, ward: str, reached: Callable[[WardViews], bool], seconds: float) -> bool:
        """Wait until the ward is open here and `reached` says yes of it, `seconds` at most; whether it does."""

        def seen() -> bool:
            state = self._wards.get(ward)
            return state is not None and reached(state)

        return await self._waits.until(ward, seen, seconds)

    async def apply(self, events: Sequence[LedgerEvent]) -> None:
        """Fold events that follow, skip what was folded, fill what is missing. Written when it returns, but for
        large documents and sums that were written a moment ago."""
        if not events:
            return
        self._start_tending()
        async with self._turn:
            entries_by_ward = by_ward(await self._of_this_era(events))
            folded = [await self._fold(ward, entries) for ward, entries in entries_by_ward.items()]
            states = [state for state in folded if state is not None]
            await self._write(states)
        await self._mend_dropped()
        if self._writer.next_due(states) is not None:
            self._tending.wake()

    async def catch_up(self) -> None:
        """Read every ward on to the end of the ledgers; what is away is tried again later."""
        self._start_tending()
        try:
            async with self._turn:
                self._drop_all(await self._survey.below_ledgers(self._wards))
            self._surveyed = True
        except Unavailable as away:
            self._surveyed = False
            _log.warning("views wait for a ledger: %s", away)
        await self._mend_dropped()

    async def fill(self, ward: str, source: str, mark: Mark) -> None:
        """Something up to `mark` is known to exist and did not arrive: read it from the ledger."""
        async with self._turn:
            if mark.era > self._opening.eras.get(source, ""):
                await self._begin_era(source)
            state = self._wards.get(ward)
            if state is None or state.numbers[source] < mark.number or mark.era > state.eras[source]:
                self._drop(ward, {source: mark})
        await self._mend_dropped()

    async def flush(self) -> None:
        """Write everything that is folded, large documents too."""
        async with self._turn:
            await self._write(list(self._wards.values()), everything=True)
        await self._mend_dropped()

    async def release(self, wards: Collection[str]) -> None:
        """Another process takes these wards over: write them and forget them."""
        async with self._turn:
            await self._write([self._wards[ward] for ward in wards if ward in self._wards], everything=True)
            for ward in wards:
                self._wards.pop(ward, None)
                self._mending.behind.pop(ward, None)

    async def close(self) -> None:
        """Write everything and tend no more."""
        self._tends = False
        await self._tending.stop()
        await self.flush()

    async def tend(self) -> float:
        """Do what is due: sums that had to wait, large documents, wards behind, generations that others switched.
        Returns the seconds until something may be due again."""
        if not self._surveyed:
            await self.catch_up()
        async with self._turn:
            if self._clock.monotonic() >= self._looked_at + TEND_SECONDS:
                self._looked_at = self._clock.monotonic()
                self._drop_all(await self._survey.overtaken(self._wards))
            await self._write(list(self._wards.values()))
        self._dropped |= self.behind
        await self._mend_dropped()
        due = self._writer.next_due(list(self._wards.values()))
        return TEND_SECONDS if due is None else max(0.0, min(TEND_SECONDS, due - self._clock.monotonic()))

    def _start_tending(self) -> None:
        if self._tends:
            self._tending.start()

    def _drop_all(self, wards: Collection[str]) -> None:
        for ward in wards:
            self._drop(ward, {})

    def _drop(self, ward: str, missed: Mapping[str, Mark]) -> None:
        """Trust nothing that is in memory of this ward; it is behind until it has been read anew."""
        self._wards.pop(ward, None)
        self._mending.miss(ward, missed)
        self._dropped.add(ward)

    async def _fold(self, ward: str, entries: Sequence[LedgerEvent]) -> WardViews | None:
        """The ward with these events; None when it is behind."""
        if ward in self._mending.behind:
            self._mending.miss(ward, last_marks(entries))
            return None
        state = self._wards.get(ward)
        try:
            if state is None:
                state = self._wards[ward] = await self._opening.open(ward)
            self._wards.move_to_end(ward)
            of_this_era = all(entry.era == state.eras[entry.source] for entry in entries)
            if of_this_era and await self._opening.fold(state, entries, self._clock.monotonic()):
                return state
        except Unfoldable as unfoldable:
            await self._park(unfoldable, ward)
        except (Conflict, Unavailable) as failure:
            _log.warning("ward %s is read anew: %s", ward, failure)
        self._drop(ward, last_marks(entries))
        return None

    async def _park(self, unfoldable: Unfoldable, ward: str) -> None:
        """When this cannot be remembered now, the event is met again."""
        _log.error("event %s cannot be folded: %s", unfoldable.entry.id, unfoldable.reason)
        try:
            await self._mending.park(self._wards[ward], unfoldable)
        except Unavailable as away:
            _log.warning("ward %s is read anew: %s", ward, away)

    async def _write(self, states: Sequence[WardViews], everything: bool = False) -> None:
        try:
            await self._writer.write(states, everything)
        except (Conflict, Unavailable) as failure:
            for state in states:
                _log.warning("ward %s is read anew: %s", state.ward, failure)
                self._drop(state.ward, state.marks())
        close_documents(self._wards.values(), self._cache_bytes)

    async def _mend_dropped(self) -> None:
        wards, self._dropped = sorted(self._dropped), set()
        for ward in wards:
            try:
                state = await self._mending.mend(ward)
            except (Conflict, Unavailable) as failure:
                _log.warning("ward %s stays behind: %s", ward, failure)
                continue
            if state is not None:
                self._wards[ward] = state

    async def _of_this_era(self, events: Sequence[LedgerEvent]) -> Sequence[LedgerEvent]:
        """`events` without those of an older era; those of a newer one begin it."""
        eras = self._opening.eras
        if all(event.era == eras.get(event.source) for event in events):
            return events
        known = [event for event in events if event.source in self._ledgers]
        for source, era in sorted({(event.source, event.era) for event in known}):
            if era > eras.get(source, ""):
                await self._begin_era(source)
        for ward, entries in by_ward([e for e in known if e.era > eras.get(e.source, "")]).items():
            self._drop(ward, last_marks(entries))
        return [event for event in known if event.era == eras.get(event.source)]

    async def _begin_era(self, source: str) -> None:
        try:
            found = await self._survey.begin_era(source)
        except Unavailable as away:
            _log.warning("views wait for the ledger of %s: %s", source, away)
            return
        self._drop_all(found)
