"""Answers that join documents with the roster: flags derived, texts opened, all of one answer at once."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from services.visits.api.answers import (
    Answer,
    case_answer,
    case_texts,
    follow_up_answer,
    follow_up_texts,
    visit_answer,
    visit_texts,
)
from services.visits.api.derived_flags import RESULTS, flags_of_visit, not_responsible
from services.visits.views.case import CASES, CaseDocument
from services.visits.views.follow_up import FollowUpDocument
from services.visits.views.roster import ROSTER_HOUSEHOLDS, ROSTER_VOLUNTEERS
from services.visits.views.visit import VISITS, VisitDocument
from shared.flows.openings import Opening
from shared.http.languages import Language
from shared.http.ward_documents import WardDocuments


class FromRoster(NamedTuple):
    """What the roster adds to a visit."""

    flags: Sequence[str]
    household_known: bool


async def from_roster(documents: WardDocuments, visits: Sequence[VisitDocument]) -> list[FromRoster]:
    """What the roster adds to each of these visits, in the order given."""
    households = await documents.get(ROSTER_HOUSEHOLDS, (visit.household for visit in visits))
    volunteers = await documents.get(ROSTER_VOLUNTEERS, (one for visit in visits for one in people_of(visit)))
    cases = await documents.get(CASES, (one for visit in visits for one in _results(visit)))
    added = []
    for visit in visits:
        household = households.get(visit.household)
        flags = flags_of_visit(visit, household, volunteers, cases)
        added.append(FromRoster(flags, household is not None and household.registered))
    return added


async def visit_answers(
    documents: WardDocuments, opening: Opening, visits: Sequence[VisitDocument], language: Language
) -> list[Answer]:
    """Visits with their flags, in the order given, explained in `language`."""
    added = await from_roster(documents, visits)
    opened = await opening.texts(pair for visit in visits for pair in visit_texts(visit))
    return [visit_answer(visit, *more, opened, language) for visit, more in zip(visits, added, strict=True)]


def people_of(visit: VisitDocument) -> Iterable[str]:
    """Who stood at the door."""
    return (*((visit.volunteer,) if visit.volunteer else ()), *visit.companions)


def _results(visit: VisitDocument) -> Iterable[str]:
    return (line.case_id for line in visit.lines if line.step in RESULTS)


async def case_answers(documents: WardDocuments, opening: Opening, cases: Sequence[CaseDocument]) -> list[Answer]:
    """Cases with the flags of their steps, in the order given; those of which nothing is left are left out.

    Steps of visits that were taken back are marked, lines of such visits in other households left out.
    """
    households = await documents.get(ROSTER_HOUSEHOLDS, (one.household for one in cases if one.household))
    visits = await documents.get(VISITS, (visit for one in cases for visit in _visits_of(one)))
    voided = frozenset(visit.id for visit in visits.values() if visit.voided is not None)
    opened = await opening.texts(pair for one in cases for pair in case_texts(one, voided))
    answers = []
    for one in cases:
        if one.case is None:
            continue
        household = households.get(one.household) if one.household else None
        flags = [not_responsible(one, step, household) for step in one.steps]
        lines = [line for line in one.elsewhere if line.visit in visits and line.visit not in voided]
        answer = case_answer(one, one.case, flags, lines, voided, opened)
        answers.append({**answer, "village": household.village if household else None})
    return answers


def _visits_of(case: CaseDocument) -> Iterable[str]:
    """Visits in which the case was spoken of; among them ids of commands from the desk, which are no visit's."""
    yield from (step.record for step in case.steps if step.record is not None)
    yield from (line.visit for line in case.elsewhere)


async def follow_up_answers(
    documents: WardDocuments, opening: Opening, follow_ups: Sequence[FollowUpDocument]
) -> list[Answer]:
    """Follow-ups in the order given."""
    households = await documents.get(ROSTER_HOUSEHOLDS, (one.household for one in follow_ups))
    opened = await opening.texts(pair for one in follow_ups for pair in follow_up_texts(one))
    return [follow_up_answer(one, households.get(one.household), opened) for one in follow_ups]
