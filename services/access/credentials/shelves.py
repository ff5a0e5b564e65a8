"""Records of one kind in the store of credentials, as the types they are."""

from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar

import msgspec

from shared.kernel.failures import Busy, Conflict
from shared.ports.credential_store import Credential, CredentialKind, CredentialStore

T = TypeVar("T", bound=msgspec.Struct)
_ATTEMPTS = 20


class Shelf(Generic[T]):
    """All records of a kind. `moment` is what they are ordered and forgotten by."""

    def __init__(
        self, store: CredentialStore, kind: CredentialKind, content: type[T], moment: Callable[[T], datetime]
    ) -> None:
        self._store = store
        self._kind: CredentialKind = kind
        self._moment = moment
        self._decoder = msgspec.json.Decoder(content)

    async def get(self, name: str) -> T | None:
        """The record, if there is one."""
        found = await self._store.get(self._kind, name)
        return self._decoder.decode(found.body) if found else None

    async def owner(self, name: str) -> str | None:
        """Whose record it is."""
        found = await self._store.get(self._kind, name)
        return found.account_id if found else None

    async def of_account(self, account_id: str) -> dict[str, T]:
        """An account's records by id, in order of their moments."""
        found = await self._store.of_account(self._kind, account_id)
        return {one.id: self._decoder.decode(one.body) for one in found}

    async def since(self, moment: datetime) -> dict[str, T]:
        """Records from a moment on, by id, in order."""
        return {one.id: self._decoder.decode(one.body) for one in await self._store.since(self._kind, moment)}

    async def add(self, name: str, account_id: str, content: T) -> bool:
        """Keep a new record; whether there was none of that id."""
        try:
            await self._store.put(self._credential(name, account_id, content, 1))
        except Conflict:
            return False
        return True

    async def change(self, name: str, change: Callable[[T], T | None]) -> T | None:
        """The record after `change`, or None when there is none. `change` sees the record as nobody else changes it
        meanwhile, perhaps several times, and gives None to leave it as it is. Raises Busy."""
        for _ in range(_ATTEMPTS):
            found = await self._store.get(self._kind, name)
            if found is None:
                return None
            known = self._decoder.decode(found.body)
            changed = change(known)
            if changed is None:
                return known
            try:
                await self._store.put(self._credential(name, found.account_id, changed, found.rev + 1))
            except Conflict:
                continue
            return changed
        raise Busy(retry_after=1)

    async def put(self, name: str, account_id: str, content: T, replaces: Callable[[T], bool]) -> None:
        """Keep a record, over one that is there only where that may be replaced."""
        if not await self.add(name, account_id, content):
            await self.change(name, lambda known: content if replaces(known) else None)

    async def take(self, name: str) -> T | None:
        """The record, gone from the shelf: one caller gets it."""
        found = await self._store.get(self._kind, name)
        if found is None or not await self._store.remove(self._kind, name):
            return None
        return self._decoder.decode(found.body)

    async def forget(self, before: datetime) -> int:
        """Let go of what is older."""
        return await self._store.forget(self._kind, before)

    def _credential(self, name: str, account_id: str, content: T, rev: int) -> Credential:
        body = msgspec.json.encode(content)
        return Credential(
            kind=self._kind, id=name, account_id=account_id, moment=self._moment(content), body=body, rev=rev
        )
