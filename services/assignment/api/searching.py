"""Finding households and volunteers by what is sealed: opened for the search, compared, and forgotten."""

import unicodedata
from collections.abc import Collection, Sequence

from services.assignment.api.answers import household_texts, volunteer_texts
from services.assignment.views.household import HouseholdDocument
from services.assignment.views.volunteer import VolunteerDocument
from shared.flows.openings import OpenedTexts, Opening
from shared.http.ward_documents import Keep

_SEARCHED = ("head_name", "address")


def plain(text: str) -> str:
    """`text` as it is compared: without case, marks and spaces at the ends, so `nguyen` finds `Nguyễn`."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def households_with(opening: Opening, q: str) -> Keep[HouseholdDocument]:
    """Keeps households whose code, head's name or address holds `q`."""
    wanted = plain(q)

    async def keep(documents: Sequence[HouseholdDocument]) -> Collection[int]:
        opened = await opening.compared(one for doc in documents for one in household_texts(doc, _SEARCHED))
        return [
            place
            for place, document in enumerate(documents)
            if any(wanted in plain(text) for text in _told(document, opened))
        ]

    return keep


def _told(document: HouseholdDocument, opened: OpenedTexts) -> list[str]:
    texts = [opened(document.sealed.get(field)) for field in _SEARCHED]
    code = document.traits.code if document.traits else None
    return [text for text in (code, *texts) if text]


def volunteers_with(opening: Opening, q: str) -> Keep[VolunteerDocument]:
    """Keeps volunteers whose name or phone holds `q`."""
    wanted = plain(q)

    async def keep(documents: Sequence[VolunteerDocument]) -> Collection[int]:
        opened = await opening.compared(one for doc in documents for one in volunteer_texts(doc))
        return [
            place
            for place, document in enumerate(documents)
            if any(wanted in plain(opened(document.sealed.get(field)) or "") for field in ("name", "phone"))
        ]

    return keep
