"""Which wards' views have fallen behind: below their ledgers, of an older era, or switched by somebody else."""

from collections.abc import Mapping, Sequence

from shared.flows.open_wards import WardOpening
from shared.flows.ward_views import WardViews
from shared.kernel.messages import LedgerEvent
from shared.ports.event_store import Ledger
from shared.ports.view_store import Mark, ViewStore


class WardSurvey:
    """Looks and tells; what it finds is for others to mend. Every method may raise Unavailable."""

    def __init__(self, opening: WardOpening, store: ViewStore, ledgers: Mapping[str, Ledger]) -> None:
        self._opening = opening
        self._store = store
        self._ledgers = ledgers

    async def below_ledgers(self, held: Mapping[str, WardViews]) -> set[str]:
        """Wards that stand below a ledger or in an older era, or whose sum stands below their documents. What is
        `held` in memory counts as far as it is folded there."""
        cursors = {cursor.ward: cursor for cursor in await self._store.cursors()}
        reached = {ward: {s: mark.number for s, mark in cursor.numbers.items()} for ward, cursor in cursors.items()}
        reached |= {ward: state.numbers for ward, state in held.items()}
        found: set[str] = set()
        for source, ledger in self._ledgers.items():
            await self._opening.learn_era(source)
            heads = await ledger.heads()
            found |= {head.ward for head in heads if head.number > reached.get(head.ward, {}).get(source, 0)}
        for ward, cursor in cursors.items():
            if self._opening.outdated(cursor) or (ward not in held and not await self._opening.summed(cursor)):
                found.add(ward)
        return found

    async def begin_era(self, source: str) -> set[str]:
        """Learn the source's era; wards that were folded from an older one are to be made anew."""
        await self._opening.learn_era(source)
        return {cursor.ward for cursor in await self._store.cursors() if self._opening.outdated(cursor)}

    async def overtaken(self, held: Mapping[str, WardViews]) -> set[str]:
        """Wards whose cursor another process moved (it switched them, or is their writer now), and those of an older
        era."""
        return {
            cursor.ward
            for cursor in await self._store.cursors()
            if self._opening.outdated(cursor) or (cursor.ward in held and held[cursor.ward].cursor.rev < cursor.rev)
        }


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
