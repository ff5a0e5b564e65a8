"""The password of each account: its hash, and which change of the account it belongs to."""

from datetime import datetime

import msgspec

from services.access.credentials.hashing import PasswordHashing
from services.access.credentials.shelves import Shelf
from shared.ports.credential_store import CredentialStore


class Password(msgspec.Struct, frozen=True, kw_only=True):
    """`version` is that of the account's commit which set it: a repeated command never puts an older one back."""

    hash: str
    version: int
    set_at: datetime
    one_time: bool = False


class Passwords:
    """The passwords of one installation."""

    def __init__(self, store: CredentialStore, hashing: PasswordHashing) -> None:
        self._shelf = Shelf(store, "password", Password, lambda one: one.set_at)
        self.hashing = hashing

    async def right(self, account_id: str | None, password: str) -> Password | None:
        """The account's password, if this is it. It takes the same time for an account that has none, or for none."""
        known = await self._shelf.get(account_id) if account_id is not None else None
        is_right = await self.hashing.verify(known.hash if known else None, password)
        return known if is_right else None

    async def keep(self, account_id: str, password: Password) -> None:
        """Let this be the password, unless a later one is known."""
        await self._shelf.put(account_id, account_id, password, lambda known: known.version < password.version)
