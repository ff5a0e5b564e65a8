"""Credentials in a MongoDB database of their own, which backups of the ledgers leave out."""

from collections.abc import Sequence
from datetime import datetime

from shared.adapters.distributed.mongo_collection import Found, Index, Query
from shared.adapters.distributed.mongo_connection import MongoConnection
from shared.adapters.distributed.mongo_failures import DuplicateKey
from shared.adapters.instants import from_micros, to_micros
from shared.kernel.failures import Conflict
from shared.ports.credential_store import Credential, CredentialKind

_INDEXES = (Index(("kind", "moment")), Index(("account_id", "kind")))
_STAY_WITH_AN_ENDED_ACCOUNT = ["session", "ended"]


class MongoCredentials:
    """CredentialStore for any number of processes."""

    def __init__(self, connection: MongoConnection) -> None:
        self._records = connection.collection("access_credentials", "records", _INDEXES)

    async def get(self, kind: CredentialKind, name: str) -> Credential | None:
        found = await self._records.find_one({"_id": _id(kind, name)})
        return _credential(found) if found is not None else None

    async def of_account(self, kind: CredentialKind, account_id: str) -> Sequence[Credential]:
        return await self._found({"account_id": account_id, "kind": kind})

    async def since(self, kind: CredentialKind, moment: datetime) -> Sequence[Credential]:
        return await self._found({"kind": kind, "moment": {"$gte": to_micros(moment)}})

    async def put(self, credential: Credential) -> None:
        if not await self._written(_id(credential.kind, credential.id), _content(credential), credential.rev):
            raise Conflict(what=credential.kind)

    async def import_all(self, credentials: Sequence[Credential]) -> None:
        """Copy records of another store as they are; those that are here already stay."""
        await self._records.insert_each([{"_id": _id(one.kind, one.id), **_content(one)} for one in credentials])

    async def remove(self, kind: CredentialKind, name: str) -> bool:
        return await self._records.delete({"_id": _id(kind, name)}) > 0

    async def remove_account(self, account_id: str) -> None:
        await self._records.delete({"account_id": account_id, "kind": {"$nin": _STAY_WITH_AN_ENDED_ACCOUNT}})

    async def forget(self, kind: CredentialKind, before: datetime) -> int:
        return await self._records.delete({"kind": kind, "moment": {"$lt": to_micros(before)}})

    async def _written(self, place: str, content: Query, rev: int) -> bool:
        if rev > 1:
            return await self._records.update({"_id": place, "rev": rev - 1}, {"$set": content})
        try:
            await self._records.insert({"_id": place, **content})
        except DuplicateKey:
            return False
        return True

    async def _found(self, query: Query) -> list[Credential]:
        return [_credential(found) for found in await self._records.find(query, order=["moment", "_id"])]


def _id(kind: CredentialKind, name: str) -> str:
    return f"{kind}/{name}"


def _content(credential: Credential) -> dict[str, object]:
    return {
        "kind": credential.kind,
        "account_id": credential.account_id,
        "moment": to_micros(credential.moment),
        "body": credential.body,
        "rev": credential.rev,
    }


def _credential(found: Found) -> Credential:
    kind: CredentialKind = found["kind"]
    return Credential(
        kind=kind,
        id=found["_id"].removeprefix(f"{kind}/"),
        account_id=found["account_id"],
        moment=from_micros(found["moment"]),
        body=bytes(found["body"]),
        rev=found["rev"],
    )
