"""Which wards' views have fallen behind: below their ledgers, of an older era, or switched by somebody else."""

import logging
from collections.abc import Mapping, Sequence

from shared.flows.held_wards import HeldWards
from shared.flows.open_wards import WardOpening
from shared.kernel.failures import Unavailable
from shared.kernel.messages import LedgerEvent
from shared.ports.event_store import Ledger
from shared.ports.view_store import Cursor, Mark, ViewStore

_log = logging.getLogger(__name__)


class WardSurvey:
    """Looks at the wards that this process owns or holds, and tells what is to be mended. Methods that only tell may
    raise Unavailable."""

    def __init__(self, opening: WardOpening, store: ViewStore, ledgers: Mapping[str, Ledger], held: HeldWards) -> None:
        self._opening = opening
        self._store = store
        self._ledgers = ledgers
        self._held = held

    async def below_ledgers(self) -> set[str]:
        """Wards that stand below a ledger or in an older era, or whose sum stands below their documents. What is
        held in memory counts as far as it is folded there."""
        cursors = {cursor.ward: cursor for cursor in await self._store.cursors()}
        reached = {ward: {s: mark.number for s, mark in cursor.numbers.items()} for ward, cursor in cursors.items()}
        reached |= {ward: state.numbers for ward, state in self._held.open.items()}
        found: set[str] = set()
        for source, ledger in self._ledgers.items():
            await self._opening.learn_era(source)
            heads = await ledger.heads()
            behind = {head.ward for head in heads if head.number > reached.get(head.ward, {}).get(source, 0)}
            found |= {ward for ward in behind if self._held.owns(ward)}
        for ward, cursor in cursors.items():
            if self._held.owns(ward) and await self._unsound(cursor):
                found.add(ward)
        return found

    async def overtaken(self) -> set[str]:
        """Wards whose cursor another process moved (it switched them, or is their writer now), and those of an older
        era."""
        found: set[str] = set()
        for cursor in await self._store.cursors():
            state = self._held.open.get(cursor.ward)
            if state is None and not self._held.owns(cursor.ward):
                continue
            if self._opening.outdated(cursor) or (state is not None and state.cursor.rev < cursor.rev):
                found.add(cursor.ward)
        return found

    async def begin_era(self, source: str) -> None:
        """Learn the source's era; wards that were folded from an older one are dropped, to be made anew."""
        try:
            await self._opening.learn_era(source)
            cursors = await self._store.cursors()
        except Unavailable as away:
            _log.warning("views wait for the ledger of %s: %s", source, away)
            return
        self._held.drop_all({cursor.ward for cursor in cursors if self._opening.outdated(cursor)})

    async def of_this_era(self, events: Sequence[LedgerEvent]) -> Sequence[LedgerEvent]:
        """`events` without those of an older era; those of a newer one begin it."""
        eras = self._opening.eras
        if all(event.era == eras.get(event.source) for event in events):
            return events
        known = [event for event in events if event.source in self._ledgers]
        for source, era in sorted({(event.source, event.era) for event in known}):
            if era > eras.get(source, ""):
                await self.begin_era(source)
        for ward, entries in by_ward([e for e in known if e.era > eras.get(e.source, "")]).items():
            self._held.drop(ward, last_marks(entries))
        return [event for event in known if event.era == eras.get(event.source)]

    async def _unsound(self, cursor: Cursor) -> bool:
        if self._opening.outdated(cursor):
            return True
        return cursor.ward not in self._held.open and not await self._opening.summed(cursor)


def by_ward(events: Sequence[LedgerEvent]) -> Mapping[str, list[LedgerEvent]]:
    """Events by ward, in their order."""
    wards: dict[str, list[LedgerEvent]] = {}
    for event in events:
        wards.setdefault(event.ward, []).append(event)
    return wards


def last_marks(events: Sequence[LedgerEvent]) -> dict[str, Mark]:
    """The highest mark of each source among events of one era."""
    marks: dict[str, Mark] = {}
    for event in events:
        before = marks.get(event.source)
        if before is None or before.number < event.sequence:
            marks[event.source] = Mark(event.era, event.sequence)
    return marks
