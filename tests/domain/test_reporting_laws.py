"""The laws of views, for the documents of reporting: any order of sources, any batches, any repetition, the same."""

from collections.abc import Iterable

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.domain.cells import Cells, summed
from services.reporting.domain.documents import NOTHING, MonthFlows, WardFacts
from services.reporting.domain.ward_facts import count
from services.reporting.domain.ward_sums import part_of, whole
from services.reporting.views import MONTH, WARD, Folded, fold_all
from shared.flows.view_kinds import canonical_body
from shared.kernel.messages import LedgerEvent
from tests.domain.reporting_histories import WARD as CODE
from tests.domain.reporting_histories import History, histories

LAWS = settings(max_examples=60, deadline=None)
turns = st.lists(st.booleans(), max_size=80)


def bodies(folded: Folded) -> dict[str, bytes]:
    return {name: canonical_body(document) for name, document in folded.documents.get(CODE, {}).items()}


def in_order(history: History) -> Folded:
    return fold_all([*history.assignment, *history.visits])


@LAWS
@given(histories(), turns)
def test_the_order_in_which_sources_arrive_does_not_matter(history: History, taken: list[bool]) -> None:
    folded = fold_all(history.merged(taken))
    assert bodies(folded) == bodies(in_order(history))
    assert canonical_body(folded.figures(CODE)) == canonical_body(in_order(history).figures(CODE))


@LAWS
@given(histories(), turns, st.lists(st.integers(0, 60), max_size=4))
def test_what_is_delivered_again_changes_nothing(history: History, taken: list[bool], again: list[int]) -> None:
    events = history.merged(taken)
    folded = Folded()
    for place in sorted(again):
        fold_all(events[:place], folded)
        fold_all(events[max(0, place - 5) : place], folded)
    assert bodies(fold_all(events, folded)) == bodies(in_order(history))


@LAWS
@given(histories(), turns)
def test_documents_may_be_written_and_read_between_any_two_events(history: History, taken: list[bool]) -> None:
    folded = Folded()
    for event in history.merged(taken):
        fold_all([event], folded)
        for name, document in folded.documents[CODE].items():
            kind = WARD if isinstance(document, WardFacts) else MONTH
            folded.documents[CODE][name] = kind.read(msgspec.json.encode(document))
    assert bodies(folded) == bodies(in_order(history))


@LAWS
@given(histories())
def test_moved_stocks_are_the_stocks_counted_anew(history: History) -> None:
    for document in in_order(history).documents.get(CODE, {}).values():
        if isinstance(document, WardFacts):
            anew = WardFacts(ward=CODE)
            for household in document.households.values():
                count(anew, household, 1)
            assert anew.stocks == document.stocks
            assert anew.caseloads == document.caseloads
            assert anew.in_signal == document.in_signal


@LAWS
@given(histories())
def test_a_month_is_the_sum_of_its_days_and_keeps_no_zeros(history: History) -> None:
    for month in in_order(history).months(CODE):
        assert month.cells == summed(month.days.values())
        assert all(cells and _positive(cells) for cells in month.days.values())
        assert _positive(month.cells)
        for volunteer in month.volunteers.values():
            assert NOTHING not in volunteer.days.values()
            assert volunteer.made.visits == sum(made.visits for made in volunteer.days.values())
            assert volunteer.active.bit_count() == sum(1 for made in volunteer.days.values() if made.visits)


def _positive(cells: Cells) -> bool:
    return all(count > 0 for count in cells.values())


@LAWS
@given(histories())
def test_a_sum_does_not_depend_on_the_order_of_its_parts(history: History) -> None:
    documents = in_order(history).documents.get(CODE, {})
    parts = [(name, part_of(name, document)) for name, document in documents.items()]
    assert canonical_body(whole(CODE, dict(parts))) == canonical_body(whole(CODE, dict(reversed(parts))))


@LAWS
@given(histories(), st.integers(0, 60))
def test_a_part_does_not_change_with_its_document(history: History, place: int) -> None:
    events = [*history.assignment, *history.visits]
    folded = fold_all(events[:place])
    parts = {name: part_of(name, document) for name, document in folded.documents.get(CODE, {}).items()}
    before = canonical_body(whole(CODE, parts))
    fold_all(events[place:], folded)
    assert canonical_body(whole(CODE, parts)) == before


@LAWS
@given(histories())
def test_an_event_concerns_only_months_in_which_it_changes_a_count(history: History) -> None:
    folded = Folded()
    for event in history.visits:
        before = _months(folded)
        fold_all([event], folded)
        touched = {month.month for month in folded.months(CODE) if _is_marked(folded, month, event)}
        changed = {name for name, body in _months(folded).items() if before.get(name) != body}
        assert changed <= touched
        if event.type == "ProcedureReturned":
            assert touched == set() or changed == touched


def _months(folded: Folded) -> dict[str, bytes]:
    return {month.month: canonical_body(month) for month in folded.months(CODE)}


def _is_marked(folded: Folded, month: MonthFlows, event: LedgerEvent) -> bool:
    return folded.marks.get((CODE, f"month/{CODE}/{month.month}", event.source)) == (event.era, event.sequence)


def test_nothing_at_all_sums_to_nothing() -> None:
    empty: Iterable[LedgerEvent] = ()
    assert fold_all(empty).figures(CODE) == whole(CODE, {})
