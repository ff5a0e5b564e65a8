"""`opening/<day>/<actor>/<part>`: what one account opened on one day, in every service that opens sealed data.

The same call for the same people again, as a phone makes it all day, adds to its entry and not to the document's size.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import blake2b

import msgspec

from shared.contracts.openings import SealedDataOpened
from shared.flows.view_kinds import ViewKind
from shared.kernel.days import Day, day_of
from shared.kernel.messages import Event, LedgerEvent

MOST_TOGETHER = 25
"""People whom a call may open to stand among the others of its day; larger ones have a document for themselves, or one
account's day would be written anew with thousands of names for every page of a list."""


class OpenedTogether(msgspec.Struct, kw_only=True, omit_defaults=True):
    """The same call that opened the same people, `times` times between `first_at` and `last_at`."""

    call: str
    households: tuple[str, ...] = ()
    volunteers: tuple[str, ...] = ()
    incidents: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    compared: int = 0
    times: int = 0
    first_at: datetime
    last_at: datetime


class OpeningDocument(msgspec.Struct, kw_only=True, omit_defaults=True):
    """An account's openings of a day, in the order in which they first occurred."""

    id: str
    day: Day = ""
    actor: str = ""
    role: str = ""
    opened: tuple[OpenedTogether, ...] = ()


def _ids(_entry: LedgerEvent, fact: Event) -> Sequence[str]:
    if not isinstance(fact, SealedDataOpened):
        return ()
    people = len(fact.households) + len(fact.volunteers) + len(fact.incidents) + len(fact.accounts)
    part = "" if people <= MOST_TOGETHER else blake2b(msgspec.json.encode(_what(fact)), digest_size=8).hexdigest()
    return (f"{day_of(fact.at)}/{fact.opened_by}/{part}",)


def _what(opened: SealedDataOpened | OpenedTogether) -> tuple[str | tuple[str, ...], ...]:
    return opened.call, opened.households, opened.volunteers, opened.incidents, opened.accounts


def _empty(_ward: str, document_id: str) -> OpeningDocument:
    return OpeningDocument(id=document_id)


def _fold(document: OpeningDocument, _entry: LedgerEvent, fact: Event) -> OpeningDocument:
    if not isinstance(fact, SealedDataOpened):
        return document
    document.day, document.actor, document.role = day_of(fact.at), fact.opened_by, fact.role
    known = next((one for one in document.opened if _what(one) == _what(fact)), None)
    if known is None:
        known = OpenedTogether(
            call=fact.call,
            households=fact.households,
            volunteers=fact.volunteers,
            incidents=fact.incidents,
            accounts=fact.accounts,
            first_at=fact.at,
            last_at=fact.at,
        )
        document.opened = (*document.opened, known)
    known.times += 1
    known.compared = max(known.compared, fact.compared)
    known.first_at, known.last_at = min(known.first_at, fact.at), max(known.last_at, fact.at)
    return document


def _tags(document: OpeningDocument) -> tuple[str, ...]:
    households = {one for opened in document.opened for one in opened.households}
    volunteers = {one for opened in document.opened for one in opened.volunteers}
    named = (*(f"household:{one}" for one in households), *(f"volunteer:{one}" for one in volunteers))
    return (f"actor:{document.actor}", *sorted(named))


def _sort(document: OpeningDocument) -> str:
    return document.day


OPENINGS = ViewKind(
    kind="opening",
    content=OpeningDocument,
    ids=_ids,
    empty=_empty,
    fold=_fold,
    tags=_tags,
    sort=_sort,
    types=frozenset({"SealedDataOpened"}),
)
"""Listed by day. Tags: `actor:<account>`, `household:<id>`, `volunteer:<id>`."""
