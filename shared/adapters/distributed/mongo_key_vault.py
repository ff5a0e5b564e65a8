"""A service's vault in a MongoDB database of its own: data keys, wrapped by the master key and bound to their subjects.

`{_id: subject, wrapped, wrapped_by}` holds a key; `{_id: subject, erased: true}` is what is left of one. No process
keeps a key: another one may destroy it. What the server's own journals still hold of a destroyed key is worth nothing
without the master key, and passes with them. The vault knows its own keys by `meta`: `check` is wrapped by the master
key, `wraps_with` names the one that new keys are wrapped with, `derives_from` the root of derived secrets.
"""

from collections.abc import Mapping, Sequence

from shared.adapters.distributed.mongo_collection import Found, Index, MongoCollection
from shared.adapters.distributed.mongo_connection import MongoConnection
from shared.adapters.distributed.vault_keys import VaultKeys
from shared.adapters.master_key import MasterKey, WrongKey, new_data_key
from shared.ports.key_vault import KeyState
from shared.settings import SettingsRefused, variable

WrappedKey = tuple[str, bytes | None]
"""A subject and its wrapped key, None where that was destroyed."""

WRAPS_WITH = "wraps_with"
_DERIVES_FROM = "derives_from"
_CHECK = "onetwenty vault"
_ERASE = {"$set": {"erased": True}, "$unset": {"wrapped": "", "wrapped_by": ""}}
_ITS_OWN = "Give every process that key"
_ROOT_KEPT = "Give every process the derivation.key that `onetwenty keys rewrap` wrote when the first master key went"
_TAKES_OVER = "Give it to every process beside the old one, until `onetwenty keys rewrap` has ended"


class MasterKeyRefused(SettingsRefused):
    """A key given is not the one of this vault: nothing may be sealed or opened with it.

    Not a Failure: no caller can wait for it. A process that starts says it and ends with 1.
    """

    def __init__(self, setting: str, what: str, service: str, remedy: str = _ITS_OWN) -> None:
        super().__init__(variable(setting), f"{what} the vault of {service}", remedy)


def vault_collections(service: str, connection: MongoConnection) -> tuple[MongoCollection, MongoCollection]:
    """Where the keys lie, and what the vault knows its own keys by."""
    database = f"{service}_vault"
    subjects = connection.collection(database, "subjects", [Index(("erased",), sparse=True)])
    return subjects, connection.collection(database, "meta")


def check_of(master_key: MasterKey) -> bytes:
    """What a vault knows its master key by."""
    return master_key.wrap(_CHECK.encode(), _CHECK)


def met(master_key: MasterKey) -> str:
    """What says that a process was given a key that may take over."""
    return f"met/{master_key.id}"


class MongoKeyVault:
    """KeyVault of one service. An opened key is handed out and never kept."""

    def __init__(self, service: str, connection: MongoConnection, keys: VaultKeys) -> None:
        self.service = service
        self._subjects, self._meta = vault_collections(service, connection)
        self._keys = keys
        self._checked = False

    async def check(self, *, announce: bool = True) -> None:
        """Raise MasterKeyRefused unless the keys are the vault's; those that come first become it.

        `announce`: let it be known that a process can open what the following master key wraps.
        """
        if self._checked:
            return
        first = {"check": check_of(self._keys.present), _DERIVES_FROM: self._keys.derives_from}
        found = await self._begun_with()
        if not first.keys() <= found.keys():
            await self._meta.insert_each([{"_id": name, "value": first[name]} for name in first if name not in found])
            found = await self._begun_with()
        self._compare(found)
        if announce and self._keys.following is not None:
            await self._meta.insert_each([{"_id": met(self._keys.following)}])
        self._checked = True

    async def _begun_with(self) -> Found:
        found = await self._meta.find({"_id": {"$in": ["check", WRAPS_WITH, _DERIVES_FROM]}})
        return {each["_id"]: each["value"] for each in found}

    def _compare(self, found: Found) -> None:
        wraps_with = found.get(WRAPS_WITH, self._keys.present.id)
        if not self._is_ours(found["check"]):
            only_next = found.get(WRAPS_WITH) == self._keys.present.id
            what, remedy = ("is only taking over in", _TAKES_OVER) if only_next else ("is not the key of", _ITS_OWN)
            raise MasterKeyRefused("master_key", what, self.service, remedy)
        if not self._keys.knows(wraps_with):
            raise self._not_met()
        if found[_DERIVES_FROM] != self._keys.derives_from:
            what = "is not what secrets were derived from in"
            raise MasterKeyRefused("derivation_key", what, self.service, _ROOT_KEPT)

    def _not_met(self) -> MasterKeyRefused:
        return MasterKeyRefused("next_master_key", "is not the key that is taking over in", self.service, _TAKES_OVER)

    async def key_for_sealing(self, subject: str) -> bytes | None:
        await self.check()
        known = await self._subjects.find_one({"_id": subject})
        if known is None:
            key = new_data_key()
            if await self._made(subject, key):
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
        by = self._keys.present.id
        await self._subjects.insert_each(
            [{"_id": subject, "wrapped": wrapped, "wrapped_by": by} for subject, wrapped in keys if wrapped is not None]
        )
        gone = [({"_id": subject}, _ERASE) for subject, wrapped in keys if wrapped is None]
        if gone:
            await self._subjects.upsert_each(gone)

    async def _made(self, subject: str, key: bytes) -> bool:
        """Keep a new key; False when the subject has one already. While another master key may be taking over, look
        again afterwards: the pass that wraps everything anew may have gone by before this one was there."""
        master_key = await self._wraps_with()
        made = _wrapped(subject, key, master_key)
        if await self._subjects.insert_each([made]):
            return False
        now = await self._wraps_with()
        if now is not master_key:
            await self._subjects.replace_each(
                [({"_id": subject, "wrapped": made["wrapped"]}, _wrapped(subject, key, now))]
            )
        return True

    async def _wraps_with(self) -> MasterKey:
        following = self._keys.following
        if following is None:
            return self._keys.present
        found = await self._meta.find_one({"_id": WRAPS_WITH})
        return following if found is not None and found["value"] == following.id else self._keys.present

    def _unwrapped(self, found: Found) -> bytes | None:
        if "erased" in found:
            return None
        if not self._keys.knows(found.get("wrapped_by", self._keys.present.id)):
            raise self._not_met()
        return self._keys.unwrap(found["wrapped"], found["_id"])

    def _is_ours(self, check: bytes) -> bool:
        try:
            return self._keys.unwrap(check, _CHECK) == _CHECK.encode()
        except WrongKey:
            return False


def _wrapped(subject: str, key: bytes, master_key: MasterKey) -> Found:
    return {"_id": subject, "wrapped": master_key.wrap(key, subject), "wrapped_by": master_key.id}
