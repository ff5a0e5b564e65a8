"""Households that may be the same one registered twice: same village, and same head's name, phone or code.

Names are sealed, so a village is opened once and kept as keyed fingerprints, which confirm a guess to nobody without
the key. They are a hint with an age: what another process registered meanwhile shows when they are made anew.
"""

import hmac
import re
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from services.assignment.api.answers import household_texts
from services.assignment.api.reading import village_key_of
from services.assignment.api.searching import plain
from services.assignment.views.household import HOUSEHOLDS, HouseholdDocument
from shared.flows.openings import Opening
from shared.flows.sealing import ERASED
from shared.http.ward_documents import WardDocuments
from shared.ports.clock import Clock

MOST_VILLAGES = 500
"""Villages whose fingerprints are kept."""
MOST_ANSWERED = 10
"""Possible duplicates that one answer names."""
_MAX_AGE_SECONDS = 600.0
_COMPARED = ("head_name", "phone")


@dataclass(slots=True)
class _Village:
    made_at: float
    households: dict[bytes, dict[str, None]] = field(default_factory=dict)


class Duplicates:
    """Looks for possible duplicates. `key` is a secret of the installation."""

    def __init__(self, clock: Clock, key: bytes) -> None:
        self._clock = clock
        self._key = key
        self._villages: OrderedDict[tuple[str, str], _Village] = OrderedDict()
        self._keys: OrderedDict[tuple[str, str], tuple[float, str]] = OrderedDict()

    async def village_key(self, documents: WardDocuments, name: str) -> str:
        """The key of the village of that name, as old as fingerprints may be: a ward's list names each many times."""
        place, now = (documents.ward, name), self._clock.monotonic()
        found_at, key = self._keys.get(place, (now - 2 * _MAX_AGE_SECONDS, ""))
        if now - found_at > _MAX_AGE_SECONDS:
            key = await village_key_of(documents, name)
            self._keys[place] = now, key
            if len(self._keys) > MOST_VILLAGES:
                self._keys.popitem(last=False)
        return key

    async def of_new(
        self,
        documents: WardDocuments,
        opening: Opening,
        household_id: str,
        village: str,
        code: str | None,
        texts: Mapping[str, str],
    ) -> list[str]:
        """Ids of listed households that may be the one just registered; it is remembered for the next."""
        known = await self._known(documents, opening, village)
        prints = list(self._prints(code, texts))
        found = {one: None for each in prints for one in known.households.get(each, ())}
        self._remember(known, household_id, prints)
        return await self._still_there(documents, household_id, village, found)

    async def of_document(self, documents: WardDocuments, opening: Opening, document: HouseholdDocument) -> list[str]:
        """Ids of listed households that may be this one."""
        if document.traits is None or document.situation != "listed":
            return []
        texts = await self._opened(opening, [document])
        return await self.of_new(
            documents, opening, document.id, document.traits.village, document.traits.code, texts[document.id]
        )

    async def _known(self, documents: WardDocuments, opening: Opening, village: str) -> _Village:
        place, now = (documents.ward, village), self._clock.monotonic()
        known = self._villages.get(place)
        if known is None or now - known.made_at > _MAX_AGE_SECONDS:
            known = self._villages[place] = await self._made(documents, opening, village, now)
            if len(self._villages) > MOST_VILLAGES:
                self._villages.popitem(last=False)
        self._villages.move_to_end(place)
        return known

    async def _made(self, documents: WardDocuments, opening: Opening, village: str, now: float) -> _Village:
        households = await documents.all(HOUSEHOLDS, ("is:listed", f"village:{village}"))
        texts = await self._opened(opening, households)
        made = _Village(now)
        for one in households:
            code = one.traits.code if one.traits else None
            self._remember(made, one.id, self._prints(code, texts[one.id]))
        return made

    async def _opened(self, opening: Opening, households: list[HouseholdDocument]) -> dict[str, dict[str, str]]:
        pairs = (pair for one in households for pair in household_texts(one, _COMPARED))
        opened = await opening.compared(pairs)
        return {one.id: {name: opened(one.sealed.get(name)) or "" for name in _COMPARED} for one in households}

    def _remember(self, village: _Village, household_id: str, prints: Iterable[bytes]) -> None:
        for each in prints:
            village.households.setdefault(each, {})[household_id] = None

    def _prints(self, code: str | None, texts: Mapping[str, str]) -> Iterable[bytes]:
        compared = {
            "code": re.sub(r"\W", "", plain(code or "")),
            "head_name": plain(texts.get("head_name", "")),
            "phone": re.sub(r"^(\+?84|0)", "", re.sub(r"[^0-9+]", "", texts.get("phone", ""))),
        }
        for name, value in compared.items():
            if value and value != ERASED:
                yield hmac.digest(self._key, f"{name}\x1f{value}".encode(), "sha256")[:16]

    async def _still_there(
        self, documents: WardDocuments, household_id: str, village: str, found: Iterable[str]
    ) -> list[str]:
        others = [one for one in found if one != household_id]
        known = await documents.get(HOUSEHOLDS, others)
        return [one for one in others if one not in known or _lives_in(known[one], village)][:MOST_ANSWERED]


def _lives_in(document: HouseholdDocument, village: str) -> bool:
    return document.situation == "listed" and document.traits is not None and document.traits.village == village
