"""From commits to numbered, published events: nothing missing, nothing twice.

A commit is appended, then numbered, then published. Work is found by state, never by a place in a list, so a commit
that becomes visible late is still found. What carries a number goes first; a new commit gets its numbers only when its
predecessor in the stream has them, and only in a ward whose head was known before the listing was made. So two holders
collide at the next number, and a crash repeats messages with the same numbers.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

import msgspec

from shared.flows.hold_lease import HeldLease
from shared.flows.tracing import publishing
from shared.kernel.failures import Unavailable
from shared.kernel.messages import Commit, LedgerEvent, ledger_events
from shared.ports.clock import Clock
from shared.ports.event_bus import EventBus
from shared.ports.event_store import EventStore, Numbering
from shared.ports.lease import LeaseStore

BATCH_EVENTS = 2_000
POLL_SECONDS = 0.5
"""How long a commit of another process may wait before it is seen."""
BREATH_SECONDS, LONG_BREATH_SECONDS = 0.02, 0.05
"""Pause after a round that found work, so that batches grow with the load; the long one after BUSY_EVENTS, none
after a full batch."""
BUSY_EVENTS = 100
HEADS_SECONDS = 2.0
KNOWN_STREAMS = 50_000

_LONG_AGO = datetime.fromtimestamp(0, UTC)
_log = logging.getLogger(__name__)

Published = Callable[[Sequence[LedgerEvent]], Awaitable[None]]


async def _nothing() -> None:
    return None


class Relay:
    """Numbers and publishes the commits of one service while it holds the lease.

    `on_published` gets every batch once it is on the bus; `on_lease_taken` is awaited whenever this holder begins a
    new epoch, for whoever has to catch up with what an earlier holder left.
    """

    def __init__(
        self,
        source: str,
        store: EventStore,
        bus: EventBus,
        leases: LeaseStore,
        clock: Clock,
        on_published: Published,
        holder_id: str,
        on_lease_taken: Callable[[], Awaitable[None]] = _nothing,
    ) -> None:
        self._source = source
        self._store = store
        self._bus = bus
        self._clock = clock
        self._on_published = on_published
        self._on_lease_taken = on_lease_taken
        self._lease = HeldLease(leases, clock, f"relay/{source}", holder_id)
        self._epoch = 0
        self._heads_at = 0.0
        self._era = ""
        self._heads: dict[str, tuple[int, datetime]] = {}
        self._numbered: dict[str, int] = {}
        self._nudged = asyncio.Event()
        self._stopping = False
        self._waits_for: str | None = None

    @property
    def holds_lease(self) -> bool:
        """Whether this relay believes that it is the one that numbers."""
        return self._lease.epoch > 0

    async def ready(self) -> str | None:
        """What the last round waited for, as a full disk; None when it went well."""
        return self._waits_for

    def nudge(self) -> None:
        """Something was appended: look at once."""
        self._nudged.set()

    def stop(self) -> None:
        """Ask `run` to publish what is left and to end."""
        self._stopping = True
        self._nudged.set()

    async def run(self) -> None:
        """Relay until stopped or cancelled."""
        try:
            while not self._stopping:
                self._nudged.clear()
                await self._pause(await self._guarded_round())
            self._heads_at = 0.0
            while await self._guarded_round() > 0:
                self._heads_at = 0.0
        finally:
            await self._lease.give_up()

    async def run_once(self) -> int:
        """One round. Returns the number of events published; 0 when there is no work or another holder relays."""
        if not await self._hold_lease():
            return 0
        try:
            published = await self._round()
        except BaseException:
            self._forget()
            raise
        await self._publish_heads()
        return published

    async def _guarded_round(self) -> int:
        try:
            published = await self.run_once()
            self._waits_for = None
            return published
        except Unavailable as away:
            _log.warning("relay of %s waits: %s", self._source, away)
            self._waits_for = str(away)
            return -1

    async def _pause(self, published: int) -> None:
        if published > 0:
            if published < BATCH_EVENTS:
                await asyncio.sleep(BREATH_SECONDS if published < BUSY_EVENTS else LONG_BREATH_SECONDS)
            return
        try:
            async with asyncio.timeout(POLL_SECONDS):
                await self._nudged.wait()
        except TimeoutError:
            return

    async def _hold_lease(self) -> bool:
        epoch = await self._lease.hold()
        if epoch and epoch != self._epoch:
            self._heads.clear()
            self._era = await self._store.era()
            await self._on_lease_taken()
        self._epoch = epoch
        return epoch > 0

    def _forget(self) -> None:
        """Somebody else numbers too, or a write may or may not have happened: trust no head, ask for the lease."""
        self._heads.clear()
        self._lease.doubt()

    async def _round(self) -> int:
        listing = await self._listing()
        known = [commit for commit in listing if commit.first_number]
        fresh = await self._number([commit for commit in listing if not commit.first_number])
        commits = known + fresh
        if not commits:
            return 0
        events = [event for commit in commits for event in ledger_events(self._source, self._era, commit)]
        with publishing(self._source, events):
            await self._bus.publish(self._source, events)
            # Side by side, so that a store with group commit writes both at once.
            outcomes = await asyncio.gather(
                self._store.clear_pending([commit.id for commit in commits]),
                self._on_published(events),
                return_exceptions=True,
            )
        for failure in filter(None, outcomes):
            raise failure
        return len(events)

    async def _listing(self) -> Sequence[Commit]:
        listing = await self._store.unpublished(BATCH_EVENTS)
        unknown = {commit.ward for commit in listing if not commit.first_number} - self._heads.keys()
        if unknown:
            heads = await self._store.last_numbers(sorted(unknown))
            self._heads.update({ward: heads.get(ward, (0, _LONG_AGO)) for ward in unknown})
            again = await self._store.unpublished(BATCH_EVENTS)
            listing = [commit for commit in again if commit.first_number or commit.ward in self._heads]
        return listing

    async def _number(self, new: Sequence[Commit]) -> list[Commit]:
        if not new:
            return []
        ready = await self._ready(new)
        numbered = [self._with_numbers(commit) for commit in ready]
        written = await self._store.number([_numbering(commit) for commit in numbered]) if numbered else 0
        if written < len(numbered):
            _log.warning("relay of %s lost a number to another holder", self._source)
            self._forget()
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

    async def _publish_heads(self) -> None:
        moment = self._clock.monotonic()
        if moment < self._heads_at:
            return
        now = self._clock.now()
        heads = await self._store.heads()
        await self._bus.publish_heads([msgspec.structs.replace(head, time=now) for head in heads])
        self._heads_at = moment + HEADS_SECONDS


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
