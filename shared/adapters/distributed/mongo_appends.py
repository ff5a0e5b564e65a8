"""Appending commits: those that wait are written together, so that one confirmation of the server serves many."""

import asyncio
from collections.abc import Sequence

from shared.adapters.distributed.commit_documents import document_of
from shared.adapters.distributed.mongo_collection import MongoCollection
from shared.kernel.messages import Commit
from shared.ports.event_store import AppendRefused

_AT_ONCE = 2
"""Batches under way: while one is being confirmed, the next is on its way."""
_MOST = 200


class MongoAppends:
    """Writes commits into a collection. A caller that stops waiting takes nothing back."""

    def __init__(self, commits: MongoCollection) -> None:
        self._commits = commits
        self._waiting: list[tuple[Commit, asyncio.Future[None]]] = []
        self._writing: set[asyncio.Task[None]] = set()

    async def append(self, commit: Commit) -> None:
        """Return once the commit is stored for good. Raises AppendRefused, Unavailable."""
        written: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((commit, written))
        with self._commits.accepted():
            if len(self._writing) < _AT_ONCE:
                writing = asyncio.create_task(self._write())
                self._writing.add(writing)
                writing.add_done_callback(self._writing.discard)
            await written

    async def _write(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
            outcomes = await self._outcomes([commit for commit, _ in batch])
            for (_, written), failure in zip(batch, outcomes, strict=True):
                if written.done():
                    continue
                if failure is None:
                    written.set_result(None)
                else:
                    written.set_exception(failure)

    async def _outcomes(self, commits: Sequence[Commit]) -> Sequence[Exception | None]:
        try:
            refused = await self._commits.insert_each([document_of(commit) for commit in commits])
        except Exception as failure:
            return [failure] * len(commits)
        return [
            AppendRefused(stream=commit.stream, version=commit.version) if index in refused else None
            for index, commit in enumerate(commits)
        ]
