"""From commits to numbered, published events: nothing missing, nothing twice.

A commit is appended, then numbered, then published. Work is found by state, never by a place in a list, so a commit
that becomes visible late is still found. What carries a number goes first; a new commit gets its numbers only when its
predecessor in the stream has them, and only in a ward whose head was known before the listing was made. So two holders
collide at the next number, and a crash repeats messages with the same numbers.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

import msgspec

from shared.flows.beside_rounds import BesideRounds
from shared.flows.hold_lease import HeldLease
from shared.flows.ledger_numbers import LedgerNumbers
from shared.flows.tracing import publishing
from shared.kernel.failures import Unavailable
from shared.kernel.messages import Commit, LedgerEvent, ledger_events
from shared.ports.clock import Clock
from shared.ports.event_bus import EventBus
from shared.ports.event_store import EventStore
from shared.ports.lease import LeaseStore

BATCH_EVENTS = 2_000
POLL_SECONDS = 0.25
"""How long a commit of another process may wait before it is seen."""
RETRY_SECONDS = 0.5
"""Between two tries to become the holder, or to reach what is away."""
BREATH_SECONDS, LONG_BREATH_SECONDS = 0.02, 0.05
"""Pause after a round that found work, so that batches grow with the load; the long one after BUSY_EVENTS, none
after a full batch."""
BUSY_EVENTS = 100
HEADS_SECONDS = 2.0
PATIENCE = 0.3
"""Seconds that a round waits for the bus; numbering and the own views go on without it."""
LAST_PATIENCE = 15.0
"""Seconds that the last round waits for it, and one that is asked for by itself."""

_log = logging.getLogger(__name__)

Numbered = Callable[[Sequence[LedgerEvent]], Awaitable[None]]


async def _nothing() -> None:
    return None


class Relay:
    """Numbers and publishes the commits of one service while it holds the lease.

    `on_numbered` gets every batch once it is in the ledger, while it is being published: what is folded from it waits
    for no bus. `on_lease_taken` is awaited whenever this holder begins, for whoever has to catch up with what an
    earlier holder left; `on_lease_lost` is called when it no longer is one.
    """

    def __init__(
        self,
        source: str,
        store: EventStore,
        bus: EventBus,
        leases: LeaseStore,
        clock: Clock,
        on_numbered: Numbered,
        holder_id: str,
        on_lease_taken: Callable[[], Awaitable[None]] = _nothing,
        on_lease_lost: Callable[[], None] = lambda: None,
    ) -> None:
        self._source = source
        self._store = store
        self._bus = bus
        self._clock = clock
        self._on_numbered = on_numbered
        self._on_lease_taken = on_lease_taken
        self._on_lease_lost = on_lease_lost
        self._lease = HeldLease(leases, clock, f"relay/{source}", holder_id)
        self._term = 0
        self._heads_at = 0.0
        self._era = ""
        self._numbers = LedgerNumbers(source, store, clock)
        self._nudged = asyncio.Event()
        self._stopping = asyncio.Event()
        self._waits_for: str | None = None
        self._publication = BesideRounds(self.nudge)
        self._heads = BesideRounds(lambda: None)

    @property
    def holds_lease(self) -> bool:
        """Whether this relay believes that it is the one that numbers."""
        return self._lease.held

    async def ready(self) -> str | None:
        """What the last round waited for, as a full disk; None when it went well."""
        return self._waits_for

    def nudge(self) -> None:
        """Something was appended: look at once."""
        self._nudged.set()

    def stop(self) -> None:
        """Ask `run` to publish what is left and to end."""
        self._stopping.set()
        self._nudged.set()

    async def run(self) -> None:
        """Relay until stopped or cancelled."""
        keeping = asyncio.create_task(self._lease.keep())
        try:
            while not self._stopping.is_set():
                self._nudged.clear()
                await self._pause(await self._guarded_round())
            self._heads_at = 0.0
            while await self._guarded_round(LAST_PATIENCE) > 0:
                self._heads_at = 0.0
        finally:
            await self._publication.drop()
            await self._heads.drop()
            keeping.cancel()
            await self._lease.give_up()

    async def run_once(self, patience: float = LAST_PATIENCE) -> int:
        """One round. Returns the number of events published; 0 when there is no work, another holder relays, or the bus
        takes longer than `patience`: then what is new is numbered and folded all the same, and published later."""
        if not await self._hold_lease():
            return 0
        try:
            published = await self._round(patience)
        except BaseException:
            self._forget()
            raise
        await self._publish_heads(patience)
        return published

    async def _guarded_round(self, patience: float = PATIENCE) -> int:
        try:
            published = await self.run_once(patience)
            self._waits_for = None
            return published
        except Unavailable as away:
            _log.warning("relay of %s waits: %s", self._source, away.in_words)
            self._waits_for = away.in_words
            return -1

    async def _pause(self, published: int) -> None:
        if published > 0:
            if published < BATCH_EVENTS:
                await asyncio.sleep(BREATH_SECONDS if published < BUSY_EVENTS else LONG_BREATH_SECONDS)
            return
        works = published == 0 and self._lease.held
        try:
            async with asyncio.timeout(POLL_SECONDS if works else RETRY_SECONDS):
                await (self._nudged if works else self._stopping).wait()
        except TimeoutError:
            return

    async def _hold_lease(self) -> bool:
        term = await self._lease.hold()
        if self._term not in (0, term):
            self._term = 0
            self._on_lease_lost()
        if term and not self._term:
            self._numbers.forget()
            self._era = await self._store.era()
            await self._on_lease_taken()
            self._term = term
        return term > 0

    def _forget(self) -> None:
        """Somebody else numbers too, or a write may or may not have happened: trust no head, ask for the lease."""
        self._numbers.forget()
        self._lease.doubt()

    async def _round(self, patience: float) -> int:
        await self._publication.settle(0)
        listing = await self._numbers.listing(BATCH_EVENTS)
        known = [commit for commit in listing if commit.first_number]
        new = [commit for commit in listing if not commit.first_number]
        fresh = await self._numbers.give(new)
        if len(fresh) < len(new):  # perhaps because somebody else gives numbers
            self._lease.doubt()
        commits = known + fresh
        if not commits or not self._lease.held:  # who was paused leaves the rest to the holder
            return 0
        events = [event for commit in commits for event in ledger_events(self._source, self._era, commit)]
        with publishing(self._source, events):
            if not self._publication.busy:
                self._publication.begin(self._publish(commits, events))
            await self._on_numbered(events)
        return len(events) if await self._publication.settle(patience) else 0

    async def _publish(self, commits: Sequence[Commit], events: Sequence[LedgerEvent]) -> None:
        await self._bus.publish(self._source, events)
        await self._store.clear_pending([commit.id for commit in commits])

    async def _publish_heads(self, patience: float) -> None:
        moment = self._clock.monotonic()
        if not await self._heads.settle(0) or moment < self._heads_at or not self._lease.held:
            return
        self._heads_at = moment + HEADS_SECONDS
        self._heads.begin(self._tell_heads())
        await self._heads.settle(patience)

    async def _tell_heads(self) -> None:
        now = self._clock.now()
        heads = await self._store.heads()
        await self._bus.publish_heads([msgspec.structs.replace(head, time=now) for head in heads])
