"""A service's commits: appended once, numbered once, published at least once, never changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from shared.kernel.failures import Conflict
from shared.kernel.messages import Commit, LedgerEvent


class AppendRefused(Conflict):
    """The version, the command id or a key is taken. Which one is found by reading, not from the driver's words."""


class LedgerHead(msgspec.Struct, frozen=True, kw_only=True):
    """Where a ledger stands. `number` is the last number given, `pending` counts events not yet published."""

    source: str
    ward: str
    era: str
    number: int
    pending: int
    oldest_pending: datetime | None
    time: datetime


class Numbering(msgspec.Struct, frozen=True, kw_only=True):
    """What the relay writes onto one commit: its first ledger number, guarded by the commit's `rev`."""

    commit_id: str
    ward: str
    rev: int
    first_number: int
    numbered_at: datetime


class Ledger(Protocol):
    """Reading a service's ledgers; also what another process reads over HTTP."""

    source: str

    async def era(self) -> str:
        """The era of this service's ledgers: a UUIDv7 made at the first start and at each restore."""
        ...

    async def wards(self) -> Sequence[str]:
        """Wards that have at least one numbered event, sorted."""
        ...

    async def read_ledger(self, ward: str, after: int, limit: int) -> Sequence[LedgerEvent]:
        """Up to about `limit` events (whole commits) with numbers above `after`, in order. Numbered is enough:
        an event may be read here before it has been published."""
        ...

    async def heads(self) -> Sequence[LedgerHead]:
        """The head of every ward that has any commit. `time` is left to the caller's clock to judge."""
        ...


class EventStore(Ledger, Protocol):
    """Commits of one service. Every method may raise Unavailable."""

    async def append(self, commit: Commit) -> None:
        """Store `commit` durably, pending and unnumbered, or raise AppendRefused and store nothing of it."""
        ...

    async def read_stream(self, stream: str, after: int = 0) -> Sequence[Commit]:
        """Commits of a stream with versions above `after`, in order."""
        ...

    async def find_command(self, command_id: str) -> Commit | None:
        """The commit that a command made, wherever it lies."""
        ...

    async def find_commit(self, stream: str, version: int) -> Commit | None:
        """One commit, with its numbers if it has them."""
        ...

    async def key_owners(self, keys: Sequence[str]) -> Mapping[str, str]:
        """The stream that owns each known key, by key; unknown keys are absent."""
        ...

    async def unpublished(self, limit: int) -> Sequence[Commit]:
        """Pending commits: first the numbered, by (ward, number); then the new, by (recorded_at, stream, version);
        whole ones, as long as fewer than `limit` events stand before them."""
        ...

    async def numbered_predecessors(self, commits: Sequence[Commit]) -> frozenset[str]:
        """Ids among `commits` whose predecessor in the stream is numbered, or that are the first of theirs."""
        ...

    async def last_numbers(self, wards: Sequence[str]) -> Mapping[str, tuple[int, datetime]]:
        """For each ward with numbers: the last number given and its `numbered_at`."""
        ...

    async def number(self, numberings: Sequence[Numbering]) -> int:
        """Write numbers in the order given; stop at the first that loses (its `rev` moved, or its number is taken)
        and return how many were written. A commit is numbered at most once, a number given at most once."""
        ...

    async def clear_pending(self, commit_ids: Sequence[str]) -> None:
        """Mark commits as published. Repeating it changes nothing."""
        ...
