"""One number everywhere: whatever happens and however it arrives, reporting answers what the verifier works out."""

from dataclasses import dataclass
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.domain.contact import contact_counts, contact_figures
from services.reporting.domain.figures import province_figures, ward_figures
from services.reporting.domain.periods import FIRST_DAY, LAST_DAY, Period, Span, days_of, months_of
from services.reporting.domain.tables import procedure_rows, village_rows, visit_spread, volunteer_rows, ward_rows
from services.reporting.domain.totals import ward_totals
from services.reporting.domain.trend import trend_part, trend_rows
from services.reporting.domain.ward_sums import flows_of
from services.reporting.domain.withholding import for_others
from services.reporting.views import Folded, fold_all
from shared.kernel.days import add_days, day_of
from shared.reference.units import units
from tests.domain.test_reporting_withholding import tables
from tests.ledgers import as_json, reference
from tests.random_history import RandomHistory, histories
from tests.random_world import BEGIN, WARDS
from verifier import figures
from verifier.figures.withholding import hide_small

REFERENCE = reference()
chances = st.randoms(use_true_random=False)


@dataclass(frozen=True)
class Asked:
    """One history as reporting has folded it, and as the verifier reads it, with a span to ask for."""

    history: RandomHistory
    folded: Folded
    span: Span

    @property
    def events(self) -> list[dict[str, Any]]:
        return [as_json(event) for event in self.history.events]

    @property
    def bounds(self) -> dict[str, str]:
        """The span as the verifier takes it."""
        given = {"from_day": self.span.first, "to_day": self.span.last}
        return {name: day for name, day in given.items() if day not in (FIRST_DAY, LAST_DAY)}


def spans() -> st.SearchStrategy[Span]:
    """All time, and spans of some days or months, open on either side or not."""
    days = st.integers(-40, 80).map(lambda after: add_days(day_of(BEGIN), after))
    lengths = st.sampled_from((0, 1, 6, 29, 60))
    bounded = st.builds(lambda first, length: Span(first, add_days(first, length)), days, lengths)
    return st.one_of(st.just(Span()), bounded, bounded, days.map(Span), days.map(lambda last: Span(last=last)))


@st.composite
def questions(draw: st.DrawFn) -> Asked:
    """A history that arrives in some order, in two parts of which the second repeats some of the first."""
    history, chance = draw(histories()), draw(chances)
    arriving = history.interleaved(chance)
    cut = chance.randint(0, len(arriving))
    folded = fold_all(arriving[max(0, cut - 9) :], fold_all(arriving[:cut]))
    return Asked(history, folded, draw(spans()))


@settings(max_examples=60, deadline=None)
@given(questions())
def test_wards_and_province(asked: Asked) -> None:
    today, span, events = asked.history.today, asked.span, asked.events
    totals = {}
    for ward in WARDS:
        known, months = asked.folded.figures(ward), asked.folded.months(ward)
        expected = figures.ward(events, ward, today, REFERENCE, **asked.bounds)
        assert ward_figures(known, today, span, months) == expected
        totals[ward] = ward_totals(known, today, span, months)
    assert province_figures(totals.values()) == figures.province(events, today, REFERENCE, **asked.bounds)
    assert ward_rows(units().values(), totals, span) == figures.wards(events, today, REFERENCE, **asked.bounds)


@settings(max_examples=40, deadline=None)
@given(questions())
def test_rows_of_villages_volunteers_and_procedures(asked: Asked) -> None:
    events, bounds = asked.events, asked.bounds
    both = []
    for ward in WARDS:
        known, months = asked.folded.figures(ward), asked.folded.months(ward)
        flows = flows_of(known, asked.span, months)
        both.append((known, flows))
        assert village_rows(known) == figures.villages(events, ward)
        assert volunteer_rows(known, flows) == figures.volunteers(events, ward, **bounds)
        assert procedure_rows(flows.cells) == figures.procedures(events, REFERENCE, ward, **bounds)
        assert visit_spread([(known, flows)]) == figures.visit_spread(events, ward, **bounds)
    assert visit_spread(both) == figures.visit_spread(events, None, **bounds)


@settings(max_examples=40, deadline=None)
@given(questions(), st.sampled_from(["day", "month"]), st.sampled_from([1, 15]))
def test_trends(asked: Asked, by: str, month_start: int) -> None:
    first = max(asked.span.first, add_days(day_of(BEGIN), -40))
    span = Span(first, min(asked.span.last, add_days(first, 100)))
    periods: tuple[Period, ...] = tuple(days_of(span) if by == "day" else months_of(span, month_start))
    parts = {ward: trend_part(asked.folded.months(ward), periods, month_start) for ward in WARDS}
    for ward in WARDS:
        expected = figures.trend(asked.events, ward, span.first, span.last, by, month_start)
        assert trend_rows([parts[ward]], periods) == expected
    expected = figures.trend(asked.events, None, span.first, span.last, by, month_start)
    assert trend_rows(parts.values(), periods) == expected


@settings(max_examples=40, deadline=None)
@given(questions(), st.sampled_from(WARDS))
def test_every_day_on_which_something_turns(asked: Asked, ward: str) -> None:
    """What is asked in terms of today: overdue, waiting, active, silent."""
    events = [one for one in asked.events if one["ward"] == ward]
    known = asked.folded.figures(ward)
    for today in asked.history.telling_days:
        assert ward_figures(known, today) == figures.ward(events, ward, today, REFERENCE)
        counts = figures.as_of_counts(events, today, REFERENCE, ward)
        answer = contact_figures([contact_counts(known, today)])
        assert answer == {"phones": counts["phones"], "wards": counts["wards"]}


@settings(max_examples=40, deadline=None)
@given(histories(), chances)
def test_no_order_of_arrival_leaves_a_trace(history: RandomHistory, chance: Random) -> None:
    one = fold_all(history.interleaved(chance))
    other = fold_all(history.events)
    assert one.documents == other.documents


@settings(max_examples=100, deadline=None)
@given(tables())
def test_what_small_numbers_withhold(rows: list[dict[str, Any]]) -> None:
    assert for_others(rows) == hide_small(rows)
