"""Documents as answers: every field by the name that its call took it in, sealed texts opened."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from services.assignment.views.household import DatedAssignment, HouseholdDocument
from services.assignment.views.village import VillageDocument
from services.assignment.views.volunteer import VolunteerDocument
from shared.flows.openings import OpenedTexts
from shared.flows.sealing import ERASED
from shared.kernel.days import Day, day_of
from shared.kernel.messages import SealedText

Answer = dict[str, object]

HOUSEHOLD_TEXTS = ("head_name", "phone", "address", "location", "language")
VOLUNTEER_TEXTS = ("name", "phone", "languages", "guardian_consent")


def household_texts(
    document: HouseholdDocument, fields: Collection[str] = HOUSEHOLD_TEXTS
) -> Iterator[tuple[str, SealedText]]:
    """What of a household is sealed and stands in its answer."""
    subject = f"household/{document.id}"
    yield from ((subject, text) for field, text in document.sealed.items() if field in fields)


def history_texts(document: HouseholdDocument) -> Iterator[tuple[str, SealedText]]:
    """The reasons in a household's history."""
    reasons = [document.removal_reason]
    reasons += [reason for one in document.assignments for reason in (one.reason, one.end_reason)]
    yield from ((f"household/{document.id}", reason) for reason in reasons if reason is not None)


def volunteer_texts(document: VolunteerDocument) -> Iterator[tuple[str, SealedText]]:
    """What of a volunteer is sealed."""
    subject = f"volunteer/{document.id}"
    yield from ((subject, text) for text in document.sealed.values())
    if document.retirement_reason is not None:
        yield subject, document.retirement_reason


def household_answer(document: HouseholdDocument, villages: Mapping[str, str], opened: OpenedTexts) -> Answer:
    """A household as lists show it. `village` is the village's key, `villages` the names."""
    traits, current = document.traits, document.current
    village = traits.village if traits else None
    return {
        "id": document.id,
        "state": document.situation,
        "code": traits.code if traits else None,
        "village": village,
        "village_name": villages.get(village) if village else None,
        "priority": traits.priority if traits else (),
        "signal": traits.signal if traits else None,
        "adults": traits.adults if traits else None,
        "no_contact": document.no_contact,
        "volunteer_id": current.volunteer if current else None,
        "assigned_on": current.from_day if current else None,
        "registered_on": _day(document.registered_at),
        "erased": document.situation == ERASED,
        **{field: opened(document.sealed.get(field)) for field in HOUSEHOLD_TEXTS},
    }


_NOT_AT_THE_DOOR = frozenset({"state", "no_contact", "volunteer_id", "registered_on", "erased"})


def caseload_answer(document: HouseholdDocument, villages: Mapping[str, str], opened: OpenedTexts) -> Answer:
    """A household as its volunteer's phone keeps it: without what is the same for all of a caseload."""
    answer = household_answer(document, villages, opened)
    return {name: value for name, value in answer.items() if name not in _NOT_AT_THE_DOOR}


def household_history(document: HouseholdDocument, opened: OpenedTexts) -> Answer:
    """What a single household's answer has beside: how it changed hands, and whether it was removed."""
    return {
        "assignments": [_assignment(one, opened) for one in document.assignments],
        "removed_on": _day(document.removed_at),
        "removal_reason": opened(document.removal_reason),
    }


def _assignment(one: DatedAssignment, opened: OpenedTexts) -> Answer:
    return {
        "volunteer_id": one.volunteer,
        "from_day": one.from_day,
        "until_day": one.until_day,
        "cause": one.cause,
        "reason": opened(one.reason),
        "end_reason": opened(one.end_reason),
    }


def volunteer_answer(
    document: VolunteerDocument, villages: Mapping[str, str], opened: OpenedTexts, today: Day
) -> Answer:
    """A volunteer with everything; see `shown_to_volunteer` for what they may see of themselves."""
    traits = document.traits
    personal = {field: opened(document.sealed.get(field)) for field in VOLUNTEER_TEXTS}
    return {
        "id": document.id,
        "state": document.situation,
        "kind": traits.kind,
        "capacity": traits.capacity,
        "caseload": len(document.households),
        "free_places": document.free_places,
        "village": traits.village,
        "village_name": villages.get(traits.village) if traits.village else None,
        "minor_until": traits.minor_until,
        "minor": document.minor_on(today),
        "enrolled_on": _day(document.enrolled_at),
        "retired_on": _day(document.retired_at),
        "retirement_reason": opened(document.retirement_reason),
        "name": personal["name"],
        "phone": personal["phone"],
        "languages": _languages(personal["languages"]),
        "guardian_consent": _consent(personal["guardian_consent"]),
        "erased": document.situation == ERASED,
        "households": document.households,
    }


def shown_to_volunteer(answer: Answer) -> Answer:
    """A volunteer's own record as they see it: a minor's name and phone are for coordinators alone (domain.md)."""
    hidden = ("name", "phone", "guardian_consent") if answer["minor"] else ()
    return {**answer, "retirement_reason": None, **dict.fromkeys(hidden)}


def village_answer(document: VillageDocument) -> Answer:
    """A village."""
    return {
        "village": document.key,
        "name": document.name,
        "confirmed": document.confirmed,
        "households_total": document.households_total,
        "counted_on": document.counted_on,
        "source": document.source,
    }


def _languages(text: str | None) -> list[str]:
    return [] if text is None or text == ERASED else text.split(",")


def _consent(text: str | None) -> Answer | None:
    if text is None or text == ERASED:
        return None
    given_on, _, slip = text.partition(" ")
    return {"given_on": given_on, "slip": slip}


def _day(instant: datetime | None) -> Day | None:
    return day_of(instant) if instant is not None else None
