"""What reporting folds: a ward's present facts, a month's flows, and the sum of both."""

from collections.abc import Iterable, Mapping

import msgspec

from services.reporting.domain.documents import MonthFlows, WardFacts, WardFigures
from services.reporting.domain.month_flows import MONTH_EVENTS, empty_month, fold_month, months_concerned
from services.reporting.domain.ward_facts import empty_ward, fold_ward
from services.reporting.domain.ward_sums import MonthPart, WardPart, part_of, whole
from shared.contracts.codec import CODECS
from shared.flows.view_kinds import Summary, ViewKind, ViewSet
from shared.kernel.messages import Event, LedgerEvent


def _its_ward(entry: LedgerEvent, _fact: Event) -> tuple[str, ...]:
    return (entry.ward,)


WARD = ViewKind(kind="ward", content=WardFacts, ids=_its_ward, empty=empty_ward, fold=fold_ward, large=True)
MONTH = ViewKind(
    kind="month", content=MonthFlows, ids=months_concerned, empty=empty_month, fold=fold_month, types=MONTH_EVENTS
)
FIGURES: Summary[WardPart | MonthPart, WardFigures] = Summary(
    kind="figures", content=WardFigures, part=part_of, whole=whole
)

REPORTING_VIEWS = ViewSet(
    name="reporting", kinds=(WARD, MONTH), sources=frozenset({"assignment", "visits"}), summary=FIGURES
)


class Folded(msgspec.Struct):
    """Documents by ward and name, with how far each has been folded, without any store."""

    documents: dict[str, dict[str, WardFacts | MonthFlows]] = {}
    marks: dict[tuple[str, str, str], tuple[str, int]] = {}

    def figures(self, ward: str) -> WardFigures:
        """The ward's sum; that of nothing for a ward without events."""
        documents: Mapping[str, WardFacts | MonthFlows] = self.documents.get(ward, {})
        return whole(ward, {name: part_of(name, document) for name, document in documents.items()})

    def months(self, ward: str) -> list[MonthFlows]:
        """The ward's months, in any order."""
        return [one for one in self.documents.get(ward, {}).values() if isinstance(one, MonthFlows)]


def fold_all(events: Iterable[LedgerEvent], folded: Folded | None = None) -> Folded:
    """Fold numbered events into documents, each source of a ward in its order; what came before is skipped."""
    folded = Folded() if folded is None else folded
    for entry in events:
        fact = CODECS[entry.source].decode(entry.type, entry.version, entry.data)
        for kind in REPORTING_VIEWS.kinds:
            if not kind.types or entry.type in kind.types:
                _fold_into(folded, kind, entry, fact)
    return folded


def _fold_into(
    folded: Folded, kind: ViewKind[WardFacts] | ViewKind[MonthFlows], entry: LedgerEvent, fact: Event
) -> None:
    documents = folded.documents.setdefault(entry.ward, {})
    for id_ in kind.ids(entry, fact):
        name = f"{kind.kind}/{id_}"
        place = (entry.ward, name, entry.source)
        if (entry.era, entry.sequence) <= folded.marks.get(place, ("", 0)):
            continue
        folded.marks[place] = (entry.era, entry.sequence)
        document = documents.get(name) or kind.empty(entry.ward, id_)
        documents[name] = kind.fold(document, entry, fact)  # type: ignore[arg-type] # the kind of its own name
