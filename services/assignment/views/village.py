"""`village/<key>`: a village with every name it was ever called."""

from collections.abc import Sequence

import msgspec

from shared.contracts.assignment import VillageConfirmed, VillageNoted
from shared.flows.view_kinds import ViewKind
from shared.kernel.days import Day
from shared.kernel.messages import Event, LedgerEvent
from shared.kernel.village_names import village_key


class VillageDocument(msgspec.Struct, kw_only=True, omit_defaults=True):
    """A village. Unconfirmed while only households named it."""

    key: str
    name: str = ""
    confirmed: bool = False
    households_total: int | None = None
    counted_on: Day | None = None
    source: str | None = None
    name_keys: tuple[str, ...] = ()


def _ids(_entry: LedgerEvent, fact: Event) -> Sequence[str]:
    return (fact.village,) if isinstance(fact, VillageNoted | VillageConfirmed) else ()


def _empty(_ward: str, key: str) -> VillageDocument:
    return VillageDocument(key=key, name_keys=(key,))


def _fold(document: VillageDocument, _entry: LedgerEvent, fact: Event) -> VillageDocument:
    match fact:
        case VillageNoted():
            document.name = fact.name
        case VillageConfirmed():
            document.name, document.confirmed, document.source = fact.name, True, fact.source
            document.households_total, document.counted_on = fact.households_total, fact.counted_on
    document.name_keys = tuple(dict.fromkeys((*document.name_keys, village_key(document.name))))
    return document


def _tags(document: VillageDocument) -> tuple[str, ...]:
    standing = "confirmed" if document.confirmed else "unconfirmed"
    return (standing, *(f"name:{key}" for key in document.name_keys))


def _sort(document: VillageDocument) -> str:
    return document.key


VILLAGES = ViewKind(
    kind="village",
    content=VillageDocument,
    ids=_ids,
    empty=_empty,
    fold=_fold,
    tags=_tags,
    sort=_sort,
    types=frozenset({"VillageNoted", "VillageConfirmed"}),
)
"""Tags: `confirmed` or `unconfirmed`; `name:<key>` for every name."""
