"""A service's vault in a MongoDB database of its own: data keys, wrapped by the master key and bound to their subjects.

`{_id: subject, wrapped}` holds a key; `{_id: subject, erased: true}` is what is left of one. No process keeps a key:
another one may destroy it. What the server's own journals still hold of a destroyed key is worth nothing without the
master key, and passes with them.
"""

from collections.abc import Mapping, Sequence

from shared.adapters.distributed.mongo_collection import Found, Index
from shared.adapters.distributed.mongo_connection import MongoConnection
from shared.adapters.distributed.mongo_failures import DuplicateKey
from shared.adapters.master_key import MasterKey, WrongKey, new_data_key
from shared.ports.key_vault import KeyState

WrappedKey = tuple[str, bytes | None]
"""A subject and its wrapped key, None where that was destroyed."""

_CHECK = "onetwenty vault"
_ERASE = {"$set": {"erased": True}, "$unset": {"wrapped": ""}}


class MasterKeyRefused(Exception):
    """The master key given is not the one of this vault: nothing may be sealed or opened with it.

    Not a Failure: no caller can wait for it. A process that starts says it and ends with 1.
    """

    def __init__(self, service: str) -> None:
        super().__init__(
            f"the master key is not the one that {service}'s vault was begun with. Give every process that key"
        )
        self.service = service


class MongoKeyVault:
    """KeyVault of one service. An opened key is handed out and never kept."""

    def __init__(self, service: str, connection: MongoConnection, master_key: MasterKey) -> None:
        self.service = service
        self._subjects = connection.collection(f"{service}_vault", "subjects", [Index(("erased",), sparse=True)])
        self._meta = connection.collection(f"{service}_vault", "meta")
        self._master_key = master_key
        self._checked = False

    async def check(self) -> None:
        """Raise MasterKeyRefused unless the master key is the vault's; the first key that comes becomes it."""
        if self._checked:
            return
        found = await self._meta.find_one({"_id": "check"})
        if found is None:
            try:
                await self._meta.insert({"_id": "check", "value": self._master_key.wrap(_CHECK.encode(), _CHECK)})
            except DuplicateKey:
                found = await self._meta.find_one({"_id": "check"})
        if found is not None and not self._is_ours(found["value"]):
            raise MasterKeyRefused(self.service)
        self._checked = True

    async def key_for_sealing(self, subject: str) -> bytes | None:
        await self.check()
        known = await self._subjects.find_one({"_id": subject})
        if known is None:
            key = new_data_key()
            if not await self._add([(subject, self._master_key.wrap(key, subject))]):
                return key
            known = await self._subjects.find_one({"_id": subject})
        if known is None:
            raise LookupError(f"{subject} has no key, though another one has just made it")
        return self._unwrapped(known)

    async def keys_for_opening(self, subjects: Sequence[str]) -> Mapping[str, bytes | None]:
        await self.check()
        found = await self._subjects.find({"_id": {"$in": list(subjects)}}) if subjects else []
        return {each["_id"]: self._unwrapped(each) for each in found}

    async def state(self, subject: str) -> KeyState:
        found = await self._subjects.find_one({"_id": subject}, fields=["erased"])
        if found is None:
            return KeyState.NEVER
        return KeyState.ERASED if "erased" in found else KeyState.ACTIVE

    async def destroy(self, subject: str) -> None:
        await self._subjects.upsert_each([({"_id": subject}, _ERASE)])

    async def erased(self) -> Sequence[str]:
        found = await self._subjects.find({"erased": True}, fields=["_id"])
        return sorted(str(each["_id"]) for each in found)

    async def import_keys(self, keys: Sequence[WrappedKey]) -> None:
        """Copy keys of another vault that the same master key has wrapped, as they are. Repeating it changes nothing;
        what was destroyed in either stays so."""
        await self.check()
        await self._add([(subject, wrapped) for subject, wrapped in keys if wrapped is not None])
        gone = [({"_id": subject}, _ERASE) for subject, wrapped in keys if wrapped is None]
        if gone:
            await self._subjects.upsert_each(gone)

    async def _add(self, keys: Sequence[WrappedKey]) -> frozenset[int]:
        """A subject that is known already keeps what it has. Returns which were."""
        return await self._subjects.insert_each([{"_id": subject, "wrapped": wrapped} for subject, wrapped in keys])

    def _unwrapped(self, found: Found) -> bytes | None:
        if "erased" in found:
            return None
        return self._master_key.unwrap(found["wrapped"], found["_id"])

    def _is_ours(self, check: bytes) -> bool:
        try:
            return self._master_key.unwrap(check, _CHECK) == _CHECK.encode()
        except WrongKey:
            return False
