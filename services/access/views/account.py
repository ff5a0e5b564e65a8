"""`account/<id>`: an account as lists show it."""

from collections.abc import Sequence
from typing import Literal

import msgspec

from shared.contracts.access import (
    AboutAccount,
    AccountClosed,
    AccountCreated,
    AccountEnded,
    AccountReopened,
    AccountRole,
    PasskeyAdded,
    PasskeyRemoved,
    SignInNameGiven,
)
from shared.flows.sealing import erased_texts, sealed_texts
from shared.flows.view_kinds import ViewKind
from shared.kernel.messages import Event, LedgerEvent, SealedText

AccountSituation = Literal["open", "closed", "ended"]


class AccountDocument(msgspec.Struct, kw_only=True, omit_defaults=True):
    """An account. `sealed`: name."""

    id: str
    role: AccountRole = "volunteer"
    volunteer_id: str | None = None
    situation: AccountSituation = "open"
    passkeys: int = 0
    sealed: dict[str, SealedText] = {}


_Told = (
    AccountCreated | SignInNameGiven | AccountClosed | AccountReopened | AccountEnded | PasskeyAdded | PasskeyRemoved
)


def _ids(_entry: LedgerEvent, fact: Event) -> Sequence[str]:
    return (fact.account_id,) if isinstance(fact, AboutAccount) else ()


def _empty(_ward: str, account_id: str) -> AccountDocument:
    return AccountDocument(id=account_id)


def _fold(document: AccountDocument, entry: LedgerEvent, fact: Event) -> AccountDocument:
    match fact:
        case AccountCreated():
            document.role, document.volunteer_id = fact.role, fact.volunteer_id
        case SignInNameGiven():
            document.sealed = sealed_texts(entry.id, fact.sealed)
        case AccountClosed():
            document.situation = "closed"
        case AccountReopened():
            document.situation = "open"
        case AccountEnded():
            document.situation, document.sealed = "ended", erased_texts(document.sealed)
        case PasskeyAdded():
            document.passkeys += 1
        case PasskeyRemoved():
            document.passkeys -= 1
        case _:
            pass
    return document


def _tags(document: AccountDocument) -> tuple[str, ...]:
    return (f"is:{document.situation}", f"role:{document.role}")


def _sort(document: AccountDocument) -> str:
    return document.id


ACCOUNTS = ViewKind(
    kind="account",
    content=AccountDocument,
    ids=_ids,
    empty=_empty,
    fold=_fold,
    tags=_tags,
    sort=_sort,
    types=frozenset(one.__name__ for one in _Told.__args__),
)
"""Tags: `is:<situation>`, `role:<role>`."""
