"""What the ward's roster says now of whom a list may name: its rules' own state, and the texts that only views hold."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from services.assignment.api.answers import HOUSEHOLD_TEXTS, VOLUNTEER_TEXTS, household_texts, volunteer_texts
from services.assignment.api.searching import plain
from services.assignment.domain.state import Roster
from services.assignment.views.household import HOUSEHOLDS, HouseholdDocument
from services.assignment.views.volunteer import VOLUNTEERS, VolunteerDocument
from shared.flows.openings import Opening
from shared.http.ward_documents import WardDocuments

Texts = Mapping[str, str]


@dataclass(slots=True)
class Known:
    """`texts` by id; `alike` leads from what two registrations of one household have in common to its code."""

    roster: Roster
    texts: dict[str, Texts] = field(default_factory=dict)
    alike: dict[tuple[str, ...], str] = field(default_factory=dict)

    def note_household(self, village: str, code: str | None, texts: Texts) -> None:
        """From now on, another household like this one is noticed."""
        for mark in marks_of(village, texts):
            self.alike.setdefault(mark, code or "–")


def marks_of(village: str, texts: Texts) -> Iterator[tuple[str, ...]]:
    """What two registrations of one household would have in common: its village, and head's name or phone."""
    if name := plain(texts.get("head_name", "")):
        yield village, "head_name", name
    if phone := re.sub(r"\D", "", texts.get("phone", "")):
        yield village, "phone", phone


async def known_households(documents: WardDocuments, opening: Opening, roster: Roster) -> Known:
    """The ward's list of households, opened to be compared."""
    known = Known(roster)
    listed = await documents.all(HOUSEHOLDS, ("is:listed",))
    opened = await opening.compared(pair for one in listed for pair in household_texts(one))
    for one in listed:
        texts = {name: opened(one.sealed.get(name)) or "" for name in HOUSEHOLD_TEXTS}
        known.texts[one.id] = texts
        _note(known, one, texts)
    return known


def _note(known: Known, one: HouseholdDocument, texts: Texts) -> None:
    if one.traits is not None:
        known.note_household(one.traits.village, one.traits.code, texts)


async def known_volunteers(documents: WardDocuments, opening: Opening, roster: Roster, ids: Iterable[str]) -> Known:
    """The volunteers of these ids that exist, opened to be compared."""
    found: dict[str, VolunteerDocument] = await documents.get(VOLUNTEERS, ids)
    opened = await opening.compared(pair for one in found.values() for pair in volunteer_texts(one))
    texts = {
        name: {field: opened(one.sealed.get(field)) or "" for field in VOLUNTEER_TEXTS} for name, one in found.items()
    }
    return Known(roster, dict(texts))
