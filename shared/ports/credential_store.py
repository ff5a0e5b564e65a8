"""What people prove themselves with: small guarded records of access alone, never in an event, a view or a log.

A record is written whole where the stored `rev` is one below its own, so whatever may be used once is used once.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal, Protocol

import msgspec

CredentialKind = Literal["password", "session", "ended", "invitation", "passkey", "challenge", "elsewhere"]


class Credential(msgspec.Struct, frozen=True, kw_only=True):
    """One record, unique by (kind, id). `account_id` is whose it is, empty for nobody's. `moment` is what records of
    the kind are kept in order and forgotten by. A new record has rev 1, a changed one the rev read plus 1."""

    kind: CredentialKind
    id: str
    account_id: str
    moment: datetime
    body: bytes
    rev: int = 1


class CredentialStore(Protocol):
    """The credentials of one installation. Every method may raise Unavailable."""

    async def get(self, kind: CredentialKind, name: str) -> Credential | None:
        """The record, if there is one."""
        ...

    async def of_account(self, kind: CredentialKind, account_id: str) -> Sequence[Credential]:
        """An account's records of a kind, by `moment`, then id."""
        ...

    async def since(self, kind: CredentialKind, moment: datetime) -> Sequence[Credential]:
        """Records of a kind whose `moment` is not before the one given, by `moment`, then id."""
        ...

    async def put(self, credential: Credential) -> None:
        """Write durably where the stored rev is one below (absent counts as 0). Raises Conflict otherwise."""
        ...

    async def remove(self, kind: CredentialKind, name: str) -> bool:
        """Take a record away, durably; whether it was this call that did."""
        ...

    async def remove_account(self, account_id: str) -> None:
        """Take away everything of an account but its sessions and their ends."""
        ...

    async def forget(self, kind: CredentialKind, before: datetime) -> int:
        """Take away the records of a kind whose `moment` lies before; how many they were."""
        ...
