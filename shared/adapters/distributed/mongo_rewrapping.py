"""Putting another master key in the place of a vault's in MongoDB, beside running processes that know both.

The vault is told to wrap new keys with the new one; what is there is wrapped anew, page by page, each document only
where it still is what was read; at last the vault knows itself by the new one. Begun again at any point, it goes on.
"""

from collections.abc import Callable

from shared.adapters.distributed.mongo_collection import Change, Found
from shared.adapters.distributed.mongo_connection import MongoConnection
from shared.adapters.distributed.mongo_key_vault import (
    WRAPS_WITH,
    MasterKeyRefused,
    MongoKeyVault,
    check_of,
    met,
    vault_collections,
)
from shared.adapters.distributed.vault_keys import VaultKeys
from shared.adapters.master_key import WrongKey

_AT_ONCE = 500
Advance = Callable[[int], None]
"""Told how many more keys are wrapped anew."""


class MongoRewrapping:
    """The change of one service's master key from `keys.present` to `keys.following`."""

    def __init__(self, service: str, connection: MongoConnection, keys: VaultKeys) -> None:
        self._service = service
        self._vault = MongoKeyVault(service, connection, keys)
        self._subjects, self._meta = vault_collections(service, connection)
        self._keys = keys
        self._following = keys.following or keys.present

    async def known_to_processes(self) -> bool:
        """Whether any process of the service was ever given the new key."""
        return await self._meta.find_one({"_id": met(self._following)}) is not None

    async def count(self) -> int:
        """How many keys there are, those of the erased among them."""
        found = await self._subjects.aggregate([{"$group": {"_id": None, "count": {"$sum": 1}}}])
        return int(found[0]["count"]) if found else 0

    async def run(self, advance: Advance = lambda _keys: None) -> int:
        """Wrap everything anew; how many keys were. A pass that finds nothing is the last: what was made meanwhile
        has been seen, too. Raises MasterKeyRefused for keys that are not the vault's."""
        await self._vault.check(announce=False)
        await self._meta.update({"_id": WRAPS_WITH}, {"$set": {"value": self._following.id}}, upsert=True)
        count = 0
        while wrapped := await self._pass(advance):
            count += wrapped
        await self._meta.update({"_id": "check"}, {"$set": {"value": check_of(self._following)}})
        return count

    async def _pass(self, advance: Advance) -> int:
        count, last = 0, ""
        while page := await self._subjects.find({"_id": {"$gt": last}}, order=["_id"], limit=_AT_ONCE):
            last = page[-1]["_id"]
            older = [one for one in page if "wrapped" in one and one.get("wrapped_by") != self._following.id]
            wrapped = await self._replace(older)
            count += wrapped
            advance(wrapped)
        return count

    async def _replace(self, older: list[Found]) -> int:
        return await self._subjects.replace_each([self._anew(one) for one in older])

    def _anew(self, found: Found) -> Change:
        subject, wrapped = found["_id"], found["wrapped"]
        try:
            key = self._keys.unwrap(wrapped, subject)
        except WrongKey:
            raise MasterKeyRefused("master_key", "does not open every key of", self._service) from None
        fresh = {"_id": subject, "wrapped": self._following.wrap(key, subject), "wrapped_by": self._following.id}
        return {"_id": subject, "wrapped": wrapped}, fresh
