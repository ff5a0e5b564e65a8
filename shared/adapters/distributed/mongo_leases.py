"""Leases of a service in its MongoDB database."""

from datetime import datetime, timedelta

from shared.adapters.distributed.mongo_collection import Found, MongoCollection
from shared.adapters.distributed.mongo_connection import MongoConnection
from shared.adapters.distributed.mongo_failures import DuplicateKey
from shared.adapters.instants import from_micros, to_micros
from shared.ports.lease import Lease


class MongoLeases:
    """LeaseStore of one service. A free lease keeps its document (with an empty holder): its epoch goes on growing."""

    def __init__(self, service: str, connection: MongoConnection) -> None:
        self._leases: MongoCollection = connection.collection(service, "leases")

    async def acquire(self, name: str, holder: str, now: datetime, seconds: float) -> Lease | None:
        while True:
            stored = await self._leases.find_one({"_id": name})
            if stored is not None and not _may_take(stored, holder, now):
                return None
            wish = Lease(name=name, holder=holder, epoch=_epoch(stored, holder, now), expires=_after(now, seconds))
            if await self._written(wish, stored):
                return wish

    async def release(self, lease: Lease) -> None:
        stored = await self._leases.find_one({"_id": lease.name})
        if stored is not None and (stored["holder"], stored["epoch"]) == (lease.holder, lease.epoch):
            freed = {"$set": {"holder": "", "expires": 0}, "$inc": {"rev": 1}}
            await self._leases.update({"_id": lease.name, "rev": stored["rev"]}, freed)

    async def _written(self, wish: Lease, stored: Found | None) -> bool:
        wanted = {"holder": wish.holder, "epoch": wish.epoch, "expires": to_micros(wish.expires)}
        if stored is not None:
            change = {"$set": wanted, "$inc": {"rev": 1}}
            return await self._leases.update({"_id": wish.name, "rev": stored["rev"]}, change)
        try:
            await self._leases.insert({"_id": wish.name, "rev": 1, **wanted})
        except DuplicateKey:
            return False
        return True


def _may_take(stored: Found, holder: str, now: datetime) -> bool:
    return stored["holder"] in ("", holder) or stored["expires"] <= to_micros(now)


def _epoch(stored: Found | None, holder: str, now: datetime) -> int:
    if stored is None:
        return 1
    held = stored["holder"] == holder and stored["expires"] > to_micros(now)
    epoch: int = stored["epoch"]
    return epoch if held else epoch + 1


def _after(now: datetime, seconds: float) -> datetime:
    return from_micros(to_micros(now + timedelta(seconds=seconds)))
