"""Giving commits their ledger numbers: to each ward the next, to each stream in its order, to each commit once.

A ward's head is known before the listing is made, and a commit waits for its predecessor. So two holders who number at
once collide at the next number, and the one who loses forgets what it knew.
"""

import logging
from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec

from shared.kernel.messages import Commit
from shared.ports.clock import Clock
from shared.ports.event_store import EventStore, Numbering

KNOWN_STREAMS = 50_000

_LONG_AGO = datetime.fromtimestamp(0, UTC)
_log = logging.getLogger(__name__)


class LedgerNumbers:
    """What one holder knows of the ledgers' heads and of the streams' last numbered commits."""

    def __init__(self, source: str, store: EventStore, clock: Clock) -> None:
        self._source = source
        self._store = store
        self._clock = clock
        self._heads: dict[str, tuple[int, datetime]] = {}
        self._numbered: dict[str, int] = {}

    def forget(self) -> None:
        """Somebody else numbers too, or a write may or may not have happened: trust no head."""
        self._heads.clear()

    async def listing(self, limit: int) -> Sequence[Commit]:
        """Pending commits: the numbered, then the new of wards whose head was known before they were listed."""
        listing = await self._store.unpublished(limit)
        unknown = {commit.ward for commit in listing if not commit.first_number} - self._heads.keys()
        if unknown:
            heads = await self._store.last_numbers(sorted(unknown))
            self._heads.update({ward: heads.get(ward, (0, _LONG_AGO)) for ward in unknown})
            again = await self._store.unpublished(limit)
            listing = [commit for commit in again if commit.first_number or commit.ward in self._heads]
        return listing

    async def give(self, new: Sequence[Commit]) -> list[Commit]:
        """Give numbers to those of `new` whose turn it is, until one is lost to another holder; return these."""
        if not new:
            return []
        ready = await self._ready(new)
        numbered = [self._with_numbers(commit) for commit in ready]
        written = await self._store.number([_numbering(commit) for commit in numbered]) if numbered else 0
        if written < len(numbered):
            _log.warning("relay of %s lost a number to another holder", self._source)
            self.forget()
        done = numbered[:written]
        if len(self._numbered) > KNOWN_STREAMS:
            self._numbered.clear()
        self._numbered.update((commit.stream, commit.version) for commit in done)
        return done

    def _with_numbers(self, commit: Commit) -> Commit:
        number, numbered_at = self._heads[commit.ward]
        numbered_at = max(numbered_at, self._clock.now())
        self._heads[commit.ward] = (number + len(commit.events), numbered_at)
        return msgspec.structs.replace(commit, first_number=number + 1, numbered_at=numbered_at)

    async def _ready(self, new: Sequence[Commit]) -> list[Commit]:
        """Those of `new` whose predecessor in the stream has its numbers, or gets them just before."""
        listed = {(commit.stream, commit.version) for commit in new}
        in_doubt = [
            commit
            for commit in new
            if not self._follows_known(commit) and (commit.stream, commit.version - 1) not in listed
        ]
        allowed = await self._store.numbered_predecessors(in_doubt) if in_doubt else frozenset()
        ready: list[Commit] = []
        given: set[tuple[str, int]] = set()
        for commit in new:
            before = (commit.stream, commit.version - 1)
            if self._follows_known(commit) or before in given or (allowed and commit.id in allowed):
                given.add((commit.stream, commit.version))
                ready.append(commit)
        return ready

    def _follows_known(self, commit: Commit) -> bool:
        return self._numbered.get(commit.stream, 0) >= commit.version - 1


def _numbering(commit: Commit) -> Numbering:
    if commit.numbered_at is None:
        raise ValueError(f"commit {commit.id} has no numbers")
    return Numbering(
        commit_id=commit.id,
        ward=commit.ward,
        rev=commit.rev,
        first_number=commit.first_number,
        numbered_at=commit.numbered_at,
    )
