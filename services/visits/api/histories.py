"""The history of households as it is read at a door: bounded, newest first, for whoever may see it today."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from services.visits.api.answers import Answer, consent_answer, consent_texts
from services.visits.api.caseloads import own_households
from services.visits.api.joins import case_answers, follow_up_answers, visit_answers
from services.visits.views.case import CASES
from services.visits.views.follow_up import FOLLOW_UPS
from services.visits.views.household import HOUSEHOLDS, HouseholdDocument
from services.visits.views.roster import ROSTER_HOUSEHOLDS, RosterHousehold
from services.visits.views.visit import VISITS
from shared.flows.openings import Opening
from shared.http.languages import Language
from shared.http.ward_documents import WardDocuments
from shared.kernel.failures import NotFound
from shared.kernel.scope import Role, Scope

HISTORY = timedelta(days=366)
"""How far back a history goes; and no further than the visits that a household's document names."""


class Told(NamedTuple):
    """When a history is told, and in which language flags are explained."""

    at: datetime
    language: Language


class HouseholdUnknown(NotFound):
    """No household of this ward has the id, or it is not the caller's."""


async def household_history(
    documents: WardDocuments, opening: Opening, scope: Scope, household_id: str, told: Told
) -> Answer:
    """One household's history. Raises HouseholdUnknown; to a volunteer also for one that is not theirs today."""
    if scope.role is Role.VOLUNTEER and household_id not in await own_households(documents, scope):
        raise HouseholdUnknown()
    found = await histories(documents, opening, [household_id], told)
    if not found:
        raise HouseholdUnknown()
    return found[0]


async def histories(documents: WardDocuments, opening: Opening, ids: Sequence[str], told: Told) -> list[Answer]:
    """The histories of those of these households that the roster or a visit knows, in the order given."""
    rosters = await documents.get(ROSTER_HOUSEHOLDS, ids)
    households = await documents.get(HOUSEHOLDS, ids)
    known = [
        (rosters.get(one) or RosterHousehold(id=one), households.get(one) or HouseholdDocument(id=one))
        for one in ids
        if one in households or (one in rosters and rosters[one].registered)
    ]
    parts = [
        await _visits(documents, opening, [household for _, household in known], told),
        await _cases(documents, opening, [household for _, household in known]),
        await _follow_ups(documents, opening, [household for _, household in known]),
        await _consents(opening, [household for _, household in known]),
    ]
    return [
        summary(roster, household) | {name: answers[household.id] for part in parts for name, answers in part.items()}
        for roster, household in known
    ]


def summary(roster: RosterHousehold, household: HouseholdDocument) -> Answer:
    """What a household's history says before its lists."""
    standing = household.standing
    return {
        "id": household.id,
        "household_known": roster.registered,
        "removed": roster.removed,
        "village": roster.village,
        "volunteer_id": roster.volunteer,
        "standing": {
            "first_met_on": standing.first_met_on,
            "helped": standing.helped,
            "self_reliant": standing.self_reliant,
            "able_already": standing.able_already,
            "no_contact": standing.no_contact,
        },
        "visits_counted": household.visits_counted,
        "last_visit_on": household.last_visit_on,
    }


_Part = dict[str, dict[str, list[Answer]]]
"""Under the name it has in a history: answers by household, of every household asked for."""


async def _visits(
    documents: WardDocuments, opening: Opening, households: Sequence[HouseholdDocument], told: Told
) -> _Part:
    since = told.at - HISTORY
    ids = [place.id for one in households for place in reversed(one.visits) if place.at >= since]
    found = await documents.get(VISITS, ids)
    answers = await visit_answers(documents, opening, [found[one] for one in ids if one in found], told.language)
    return {"visits": _by_household(households, answers)}


async def _cases(documents: WardDocuments, opening: Opening, households: Sequence[HouseholdDocument]) -> _Part:
    ids = [one for household in households for one in (*household.open_cases, *reversed(household.closed_cases))]
    found = await documents.get(CASES, ids)
    answers = await case_answers(documents, opening, [found[one] for one in ids if one in found])
    return {"cases": _by_household(households, answers)}


async def _follow_ups(documents: WardDocuments, opening: Opening, households: Sequence[HouseholdDocument]) -> _Part:
    found = await documents.get(FOLLOW_UPS, (one for household in households for one in household.open_follow_ups))
    due = sorted(found.values(), key=lambda one: (one.due, one.id))
    return {"follow_ups": _by_household(households, await follow_up_answers(documents, opening, due))}


async def _consents(opening: Opening, households: Sequence[HouseholdDocument]) -> _Part:
    sealed = (pair for household in households for pair in consent_texts(household))
    opened = await opening.texts(sealed)
    return {
        "consents": {one.id: [consent_answer(held, opened) for held in reversed(one.consents)] for one in households}
    }


def _by_household(households: Sequence[HouseholdDocument], answers: Sequence[Answer]) -> dict[str, list[Answer]]:
    by_household: dict[str, list[Answer]] = {household.id: [] for household in households}
    for answer in answers:
        by_household[str(answer["household_id"])].append(answer)
    return by_household
