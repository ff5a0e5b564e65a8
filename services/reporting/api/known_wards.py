"""The sums that answers are made from, kept in memory until something newer has been written."""

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar, cast

from services.reporting.api.ward_changes import WardChanges
from services.reporting.api.ward_watch import WardWatch
from services.reporting.domain.cells import Cells
from services.reporting.domain.contact import contact_counts
from services.reporting.domain.documents import Flows, MonthFlows, WardFigures
from services.reporting.domain.periods import Span
from services.reporting.domain.totals import Totals, totals_over
from services.reporting.domain.ward_sums import flows_of
from services.reporting.views import MONTH
from shared.flows.read_views import ViewReader, WardSummary
from shared.kernel.days import Day
from shared.kernel.failures import NotCaughtUp
from shared.ports.view_store import Document, Mark, ViewStore
from shared.reference.units import units

T = TypeVar("T")
KEPT_ANSWERS = 16
"""Sums over spans that are kept of one ward."""
TRIES = 6
WAIT_SECONDS = 0.3


class KnownWard:
    """One ward's sum as it was read, with what has been computed from it."""

    def __init__(self, ward: str, figures: WardFigures, marks: Mapping[str, Mark], generation: int) -> None:
        self.ward = ward
        self.figures = figures
        self.marks = marks
        self.generation = generation
        self._answers: dict[object, object] = {}

    def kept(self, key: object, compute: Callable[[], T]) -> T:
        """What was computed before under this key, or now."""
        if key not in self._answers:
            self.keep(key, compute())
        return cast(T, self._answers[key])

    def find(self, key: object) -> object | None:
        """What was computed before under this key."""
        return self._answers.get(key)

    def keep(self, key: object, answer: object) -> None:
        """Remember an answer; the oldest is forgotten when there are too many."""
        if len(self._answers) >= KEPT_ANSWERS:
            del self._answers[next(iter(self._answers))]
        self._answers[key] = answer

    def contact(self, today: Day) -> Cells:
        """Counts of its phones, and whether it is alive."""
        return self.kept(("contact", today), lambda: contact_counts(self.figures, today))


class KnownWards:
    """All 94 units, each read again, and then another object, after it changed."""

    def __init__(self, reader: ViewReader, store: ViewStore, changes: WardChanges, watch: WardWatch) -> None:
        self._reader = reader
        self._store = store
        self._changes = changes
        self._watch = watch
        self._known = {code: KnownWard(code, WardFigures(ward=code), {}, 0) for code in units()}

    def look_again(self, ward: str) -> None:
        """Read the ward's sum again when it is next asked for."""
        self._changes.look_again(ward)

    def generation(self, ward: str) -> int | None:
        """The generation of the ward's documents as last read."""
        known = self._known.get(ward)
        return known.generation if known is not None else None

    async def ward(self, code: str) -> KnownWard:
        """One unit's sum, as new as can be read."""
        await self._watch.look()
        if code in self._changes.stale:
            await self._read(code)
        return self._known[code]

    async def all(self) -> Sequence[KnownWard]:
        """Every unit, in the order of the reference file."""
        await self._watch.look()
        for code in [code for code in self._known if code in self._changes.stale]:
            await self._read(code)
        return list(self._known.values())

    async def months(self, code: str, span: Span) -> tuple[KnownWard, list[MonthFlows]]:
        """A ward's sum and the months that a span touches, both as of the same numbers.

        Raises NotCaughtUp when months are written faster than sums can follow.
        """
        for _ in range(TRIES):
            seen = self._changes.feed.count
            known = await self.ward(code)
            wanted = [f"month/{code}/{month}" for month in known.figures.months if span.touches(month)]
            found = await self._store.get(code, known.generation, wanted) if wanted else {}
            if len(found) == len(wanted) and not any(_above(one, known.marks) for one in found.values()):
                return known, [MONTH.read(document.body) for document in found.values()]
            await self._changes.feed.beyond(seen, WAIT_SECONDS)
            self._changes.stale.add(code)
        raise NotCaughtUp(ward=code)

    async def flows(self, code: str, span: Span) -> tuple[KnownWard, Flows]:
        """A ward's sum and its flows in a span."""
        known = await self.ward(code)
        key = ("flows", span)
        kept = known.find(key)
        if isinstance(kept, Flows):
            return known, kept
        months: Sequence[MonthFlows] = ()
        if span.asked:
            known, months = await self.months(code, span)
        flows = flows_of(known.figures, span, months)
        known.keep(key, flows)
        return known, flows

    async def totals(self, code: str, today: Day, span: Span) -> tuple[KnownWard, Totals]:
        """A ward's sum and its counts as of a day."""
        known, flows = await self.flows(code, span)
        return known, known.kept(
            ("totals", today, span), lambda: totals_over(known.figures, today, flows, spanned=span.asked)
        )

    async def _read(self, code: str) -> None:
        self._changes.stale.discard(code)
        try:
            found = await self._reader.summary(code)
        except BaseException:
            self._changes.stale.add(code)
            raise
        if found is None:
            found = WardSummary(WardFigures(ward=code), {}, 0)
        known = self._known[code]
        if known.generation != found.generation or known.marks != found.marks:
            self._known[code] = KnownWard(code, found.content, found.marks, found.generation)


def _above(document: Document, marks: Mapping[str, Mark]) -> bool:
    """The document counts something that the sum with these marks does not."""
    nothing = Mark("", 0)
    return any(
        (mark.era, mark.number) > (marks.get(source, nothing).era, marks.get(source, nothing).number)
        for source, mark in document.marks.items()
    )
