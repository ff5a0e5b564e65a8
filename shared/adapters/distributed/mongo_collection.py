"""One collection as the stores use it: the few calls they need, the same on both drivers, each guarded by its filter.

A collection makes its indexes at its first call, and again after a failure; making what exists changes nothing.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from inspect import isawaitable
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel, InsertOne, ReplaceOne, UpdateOne
from pymongo.errors import BulkWriteError

from shared.adapters.distributed.mongo_failures import DUPLICATE_KEY, translated

Found = dict[str, Any]
Query = Mapping[str, Any]
Change = tuple[Query, Mapping[str, Any]]
"""What to change, and how; or what to replace, and by what."""


@dataclass(frozen=True, slots=True)
class Index:
    """An index over `fields`, in this order. A sparse one leaves out documents that lack its field."""

    fields: tuple[str, ...]
    unique: bool = False
    sparse: bool = False


class Calls:
    """The calls under way, so that closing waits for what was accepted."""

    def __init__(self) -> None:
        self._count = 0
        self._none = asyncio.Event()
        self._none.set()

    @contextmanager
    def one(self) -> Iterator[None]:
        """One call from its beginning to its end."""
        self._count += 1
        self._none.clear()
        try:
            yield
        finally:
            self._count -= 1
            if not self._count:
                self._none.set()

    async def finished(self) -> None:
        """Wait until no call is under way."""
        while self._count:
            await self._none.wait()


class MongoCollection:
    """A collection of either driver. Raises DuplicateKey, Unavailable; a lost guard is told by what is returned."""

    def __init__(self, collection: Any, calls: Calls, indexes: Sequence[Index] = ()) -> None:
        self._collection = collection
        self._calls = calls
        self._indexes = indexes
        self._indexed = not indexes
        self._indexing = asyncio.Lock()

    async def find(
        self,
        query: Query,
        *,
        fields: Sequence[str] = (),
        order: Sequence[str] = (),
        descending: bool = False,
        limit: int = 0,
        last: Callable[[Found], bool] = lambda _: False,
    ) -> list[Found]:
        """Documents in the order of the fields named, until `last` says of one that it is enough."""
        async with self._call():
            cursor = self._collection.find(query, list(fields) or None, limit=limit)
            if order:
                cursor = cursor.sort([(name, DESCENDING if descending else ASCENDING) for name in order])
            found: list[Found] = []
            async for document in cursor:
                found.append(document)
                if last(document):
                    break
            await cursor.close()
            return found

    async def find_one(self, query: Query, fields: Sequence[str] = ()) -> Found | None:
        """The only document that fits, or None."""
        async with self._call():
            found: Found | None = await self._collection.find_one(query, list(fields) or None)
            return found

    async def aggregate(self, pipeline: Sequence[Mapping[str, Any]]) -> list[Found]:
        """The answer to a pipeline."""
        async with self._call():
            cursor = self._collection.aggregate(list(pipeline))
            if isawaitable(cursor):
                cursor = await cursor
            return [document async for document in cursor]

    async def insert(self, document: Query) -> None:
        """Write a new document, or raise DuplicateKey."""
        async with self._call():
            await self._collection.insert_one(document)

    async def insert_each(self, documents: Sequence[Query]) -> frozenset[int]:
        """Write new documents, each for itself. Returns which of them lost to a unique index."""
        if not documents:
            return frozenset()
        async with self._call():
            errors = await self._bulk([InsertOne(document) for document in documents], ordered=False)
            return frozenset(error["index"] for error in errors)

    async def update(self, query: Query, change: Query, *, upsert: bool = False) -> bool:
        """Change the document that fits; False when there is none."""
        async with self._call():
            done = await self._collection.update_one(query, change, upsert=upsert)
            return bool(done.matched_count or done.upserted_id is not None)

    async def update_all(self, query: Query, change: Query) -> None:
        """Change every document that fits."""
        async with self._call():
            await self._collection.update_many(query, change)

    async def update_in_order(self, changes: Sequence[Change]) -> int:
        """Change documents that exist, one after the other, and stop at the first that loses its guard or a unique
        index. Returns how many were changed.

        A bulk of changes goes on behind one that found nothing. So each is an upsert: where its guard fits nothing
        the server tries to insert, and the `_id`, which is there already, refuses that and ends the bulk.
        """
        async with self._call():
            errors = await self._bulk([UpdateOne(*change, upsert=True) for change in changes], ordered=True)
            return int(errors[0]["index"]) if errors else len(changes)

    async def upsert_each(self, changes: Sequence[Change]) -> None:
        """Make or change documents, each for itself; a repetition must change nothing."""
        async with self._call():
            errors = await self._bulk([UpdateOne(*change, upsert=True) for change in changes], ordered=False)
            again = [UpdateOne(*changes[error["index"]], upsert=True) for error in errors]
            if again:
                await self._bulk(again, ordered=False)

    async def replace_each(self, replacements: Sequence[Change]) -> int:
        """Replace documents, each for itself. Returns how many kept their guard."""
        if not replacements:
            return 0
        async with self._call():
            done = await self._collection.bulk_write([ReplaceOne(*each) for each in replacements], ordered=False)
            return int(done.matched_count)

    async def delete(self, query: Query) -> int:
        """Remove every document that fits. Returns how many they were."""
        async with self._call():
            return int((await self._collection.delete_many(query)).deleted_count)

    async def _bulk(self, operations: Sequence[Any], *, ordered: bool) -> list[Found]:
        """Write them. Returns the errors of those that lost to a unique index; raises any other."""
        try:
            await self._collection.bulk_write(operations, ordered=ordered)
        except BulkWriteError as error:
            errors: list[Found] = error.details["writeErrors"]
            if error.details.get("writeConcernErrors") or any(each["code"] != DUPLICATE_KEY for each in errors):
                raise
            return errors
        return []

    @contextmanager
    def accepted(self) -> Iterator[None]:
        """Something that closing waits for, though its call may begin later."""
        with self._calls.one():
            yield

    @asynccontextmanager
    async def _call(self) -> AsyncIterator[None]:
        with self._calls.one(), translated():
            if not self._indexed:
                await self._make_indexes()
            yield

    async def _make_indexes(self) -> None:
        async with self._indexing:
            if not self._indexed:
                models = [
                    IndexModel([(name, ASCENDING) for name in index.fields], unique=index.unique, sparse=index.sparse)
                    for index in self._indexes
                ]
                await self._collection.create_indexes(models)
                self._indexed = True
