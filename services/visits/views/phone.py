"""`phone/<device>`: when a phone was last heard, and what it still had to send."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from services.visits.views.sort_keys import instant_key
from shared.contracts.visits import PhoneHeard
from shared.flows.view_kinds import ViewKind
from shared.kernel.messages import Event, LedgerEvent


class PhoneDocument(msgspec.Struct, kw_only=True, omit_defaults=True):
    """`volunteer` is who last used it; `at`, `unsent`, `oldest_unsent` as last reported."""

    device: str
    volunteer: str = ""
    at: datetime | None = None
    unsent: int = 0
    oldest_unsent: datetime | None = None
    app: str | None = None


def _ids(_entry: LedgerEvent, fact: Event) -> Sequence[str]:
    return (fact.device,) if isinstance(fact, PhoneHeard) else ()


def _empty(_ward: str, device: str) -> PhoneDocument:
    return PhoneDocument(device=device)


def _fold(document: PhoneDocument, _entry: LedgerEvent, fact: Event) -> PhoneDocument:
    if not isinstance(fact, PhoneHeard):
        return document
    return PhoneDocument(
        device=fact.device,
        volunteer=fact.volunteer_id,
        at=fact.at,
        unsent=fact.unsent,
        oldest_unsent=fact.oldest_unsent,
        app=fact.app,
    )


def _tags(document: PhoneDocument) -> tuple[str, ...]:
    return (f"volunteer:{document.volunteer}",)


def _sort(document: PhoneDocument) -> str:
    return instant_key(document.at) if document.at else ""


PHONES = ViewKind(
    kind="phone",
    content=PhoneDocument,
    ids=_ids,
    empty=_empty,
    fold=_fold,
    tags=_tags,
    sort=_sort,
    types=frozenset({"PhoneHeard"}),
)
"""Listed by the last contact, longest ago first. Tags: `volunteer:<id>`."""
