"""The era of a service's ledgers, in one document that the first process makes."""

from shared.adapters.distributed.mongo_collection import MongoCollection
from shared.adapters.distributed.mongo_failures import DuplicateKey
from shared.kernel.failures import Conflict
from shared.ports.clock import Clock

_ERA = "era"


class MongoEra:
    """A UUIDv7. It changes only while every process is stopped, so each reads it once."""

    def __init__(self, meta: MongoCollection, clock: Clock) -> None:
        self._meta = meta
        self._clock = clock
        self._known = ""

    async def known(self) -> str:
        """The era, made at the first start."""
        if not self._known:
            self._known = await self._stored() or await self._made(self._clock.new_id())
        return self._known

    async def begin(self) -> str:
        """A new era."""
        era = self._clock.new_id()
        await self._meta.update({"_id": _ERA}, {"$set": {"value": era}}, upsert=True)
        self._known = era
        return era

    async def take_over(self, era: str) -> None:
        """Make `era` the first one; Conflict when there is another."""
        stored = await self._stored() or await self._made(era)
        if stored != era:
            raise Conflict(what="era", stored=stored)
        self._known = stored

    async def _stored(self) -> str | None:
        found = await self._meta.find_one({"_id": _ERA})
        return str(found["value"]) if found else None

    async def _made(self, era: str) -> str:
        try:
            await self._meta.insert({"_id": _ERA, "value": era})
        except DuplicateKey:
            return await self._stored() or era
        return era
