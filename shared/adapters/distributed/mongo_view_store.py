"""A set of views in a service's MongoDB database: documents, cursors and parked events.

A document's `_id` is "<ward>/<generation>/<name>". It is found by `place` ("<ward>/<generation>/<kind>"), by tags, and
in the order of `order`: its `sort` and its `name` with a NUL between them, which sorts below everything else.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from shared.adapters.distributed.mongo_collection import Found, Index
from shared.adapters.distributed.mongo_connection import MongoConnection
from shared.adapters.packed_bodies import packed, unpacked
from shared.kernel.failures import Conflict
from shared.ports.view_store import Cursor, Document, Mark, Parked

_INDEXES = (Index(("place", "tags", "order")), Index(("place", "order")))
_ENCODER = msgspec.json.Encoder()
_MARKS = msgspec.json.Decoder(dict[str, Mark])
_CURSOR = msgspec.json.Decoder(Cursor)
_PARKED = msgspec.json.Decoder(Parked)


class MongoViewStore:
    """ViewStore of one service, or of one set of its views: sets of other names are apart from it."""

    def __init__(self, service: str, connection: MongoConnection, name: str = "views") -> None:
        self._documents = connection.collection(service, name, _INDEXES)
        self._cursors = connection.collection(service, f"{name}_cursors")
        self._parked = connection.collection(service, f"{name}_parked")

    async def get(self, ward: str, generation: int, names: Sequence[str]) -> Mapping[str, Document]:
        ids = [f"{ward}/{generation}/{name}" for name in names]
        found = await self._documents.find({"_id": {"$in": ids}}) if ids else []
        return {document.name: document for document in map(_document, found)}

    async def put(self, documents: Sequence[Document]) -> None:
        if any(document.rev < 1 for document in documents):
            raise Conflict(what="document")
        new = [_stored(document) for document in documents if document.rev == 1]
        changed = [_guarded(_stored(document)) for document in documents if document.rev > 1]
        lost = await self._documents.insert_each(new)
        if await self._documents.replace_each(changed) < len(changed) or lost:
            raise Conflict(what="document")

    async def find(
        self,
        ward: str,
        generation: int,
        kind: str,
        *,
        tags: Sequence[str] = (),
        after: tuple[str, str] | None = None,
        descending: bool = False,
        limit: int = 200,
    ) -> Sequence[Document]:
        query: dict[str, Any] = {"place": f"{ward}/{generation}/{kind}"}
        if tags:
            query["tags"] = {"$all": list(tags)}
        if after is not None:
            query["order"] = {"$lt" if descending else "$gt": _order(*after)}
        found = await self._documents.find(query, order=["order"], descending=descending, limit=limit)
        return [_document(each) for each in found]

    async def names(self, ward: str, generation: int) -> Sequence[str]:
        prefix = f"{ward}/{generation}/"
        found = await self._documents.find(_beginning_with(prefix), fields=["_id"], order=["_id"])
        return [str(each["_id"]).removeprefix(prefix) for each in found]

    async def cursor(self, ward: str) -> Cursor | None:
        found = await self._cursors.find_one({"_id": ward})
        return _CURSOR.decode(found["body"]) if found else None

    async def cursors(self) -> Sequence[Cursor]:
        found = await self._cursors.find({}, order=["_id"])
        return [_CURSOR.decode(each["body"]) for each in found]

    async def put_cursor(self, cursor: Cursor) -> None:
        stored = {"_id": cursor.ward, "rev": cursor.rev, "body": _ENCODER.encode(cursor)}
        if cursor.rev == 1:
            written = not await self._cursors.insert_each([stored])
        else:
            written = await self._cursors.replace_each([_guarded(stored)]) == 1
        if not written:
            raise Conflict(what="cursor")

    async def park(self, parked: Sequence[Parked]) -> None:
        await self._parked.insert_each([{"_id": _parked_id(each), "body": _ENCODER.encode(each)} for each in parked])

    async def parked(self) -> Sequence[Parked]:
        found = [_PARKED.decode(each["body"]) for each in await self._parked.find({})]
        return sorted(found, key=lambda each: (each.ward, each.generation, each.source, each.sequence, each.event_id))

    async def drop_generation(self, ward: str, generation: int) -> None:
        for collection in (self._documents, self._parked):
            await collection.delete(_beginning_with(f"{ward}/{generation}/"))


def _document(found: Found) -> Document:
    ward, generation, name = found["_id"].split("/", 2)
    return Document(
        kind=found["place"].split("/", 2)[2],
        ward=ward,
        name=name,
        generation=int(generation),
        rev=found["rev"],
        marks=_MARKS.decode(found["marks"]),
        body=unpacked(found["body"]),
        tags=tuple(found["tags"]),
        sort=found["order"].split("\0", 1)[0],
    )


def _stored(document: Document) -> dict[str, Any]:
    place = f"{document.ward}/{document.generation}"
    return {
        "_id": f"{place}/{document.name}",
        "rev": document.rev,
        "place": f"{place}/{document.kind}",
        "tags": list(document.tags),
        "order": _order(document.sort, document.name),
        "marks": _ENCODER.encode(document.marks),
        "body": packed(document.body),
    }


def _guarded(stored: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"_id": stored["_id"], "rev": stored["rev"] - 1}, stored


def _order(sort: str, name: str) -> str:
    return f"{sort}\0{name}"


def _beginning_with(prefix: str) -> dict[str, Any]:
    """The `_id`s that begin with `prefix`, which ends with a slash; "0" comes next to it."""
    return {"_id": {"$gt": prefix, "$lt": f"{prefix[:-1]}0"}}


def _parked_id(parked: Parked) -> str:
    return f"{parked.ward}/{parked.generation}/{parked.source}/{parked.sequence}/{parked.event_id}"
