"""As of when a figure stands, and how much is still on the way (design.md 7)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from services.reporting.api.known_wards import KnownWard
from services.reporting.domain.contact import contact_figures
from shared.kernel.days import Day
from shared.ports.event_store import LedgerHead
from shared.ports.view_store import Mark

SOURCES = ("assignment", "visits")


class SourceState(msgspec.Struct, frozen=True):
    """One source as folded. `events` counts what has been folded; `time` is None while nothing is known of it.

    `since`: since when something waits, as far as that is known.
    """

    events: int
    time: datetime | None
    waiting: int
    since: datetime | None = None


class Heads:
    """The last heads of all ledgers. Relays publish theirs at the same moment for every ward, so a ward that has none
    had nothing at that moment."""

    def __init__(self, heads: Sequence[LedgerHead]) -> None:
        self._heads = {(head.source, head.ward): head for head in heads}
        self._newest: dict[str, datetime] = {}
        for head in heads:
            self._newest[head.source] = max(head.time, self._newest.get(head.source, head.time))

    def state(self, source: str, ward: str, mark: Mark | None, numbered_at: datetime | None) -> SourceState:
        """A ward's source: its time is the head's when nothing waits, else when the last folded got its number."""
        head = self._heads.get((source, ward))
        folded = mark.number if mark is not None else 0
        waiting = _waiting(head, mark)
        if waiting and head is not None:
            return SourceState(folded, numbered_at, waiting, head.oldest_pending or numbered_at)
        times = [time for time in (head.time if head else self._newest.get(source), numbered_at) if time is not None]
        return SourceState(folded, max(times, default=None), 0)


def _waiting(head: LedgerHead | None, mark: Mark | None) -> int:
    """Events not yet folded. A newer era begins from nothing; a head of an older one says nothing."""
    if head is None:
        return 0
    if mark is not None and mark.era > head.era:
        return 0
    folded = mark.number if mark is not None and mark.era == head.era else 0
    return max(0, head.number + head.pending - folded)


def states_of(heads: Heads, known: KnownWard) -> dict[str, SourceState]:
    """Both sources of one ward."""
    return {
        source: heads.state(source, known.ward, known.marks.get(source), known.figures.numbered_at.get(source))
        for source in SOURCES
    }


def together(wards: Iterable[Mapping[str, SourceState]]) -> dict[str, SourceState]:
    """Both sources of several wards: events and what waits are summed, the time is the oldest."""
    states = list(wards)
    return {source: _sum([one[source] for one in states]) for source in SOURCES}


def _sum(states: Sequence[SourceState]) -> SourceState:
    times = [one.time for one in states if one.time is not None]
    waits = [one.since for one in states if one.since is not None]
    return SourceState(
        events=sum(one.events for one in states),
        time=min(times, default=None),
        waiting=sum(one.waiting for one in states),
        since=min(waits, default=None),
    )


def as_of(heads: Heads, wards: Sequence[KnownWard], parked: Mapping[str, int], today: Day) -> dict[str, object]:
    """`as_of` of a figure over these wards."""
    sources = together(states_of(heads, known) for known in wards)
    return {
        "time": oldest(sources),
        **{
            source: {"events": state.events, "time": state.time, "waiting": state.waiting}
            for source, state in sources.items()
        },
        "parked": sum(parked.get(known.ward, 0) for known in wards),
        **contact_figures(known.contact(today) for known in wards),
    }


def brief(sources: Mapping[str, SourceState], parked: int) -> dict[str, object]:
    """One ward among others: its time, what waits, and how many of its events could not be folded."""
    waiting = sum(state.waiting for state in sources.values())
    return {"time": oldest(sources), "waiting": waiting, "parked": parked}


def oldest(sources: Mapping[str, SourceState]) -> datetime | None:
    """The time of a figure: the older one of its sources'."""
    return min((state.time for state in sources.values() if state.time is not None), default=None)
