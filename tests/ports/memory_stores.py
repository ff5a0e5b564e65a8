"""Event store and leases in memory, as small as the ports allow: quick enough for thousands of interleavings."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import accumulate

import msgspec

from shared.kernel.messages import Commit, LedgerEvent, ledger_events
from shared.ports.event_store import AppendRefused, LedgerHead, Numbering
from shared.ports.lease import Lease


@dataclass
class KeptCommits:
    """What lies in one service's store, whoever opens it. A restore changes `era`."""

    era: str
    commits: dict[str, Commit] = field(default_factory=dict)
    pending: set[str] = field(default_factory=set)


class MemoryEventStore:
    """EventStore of the service `source`."""

    def __init__(self, source: str, kept: KeptCommits) -> None:
        self.source = source
        self._kept = kept

    async def era(self) -> str:
        return self._kept.era

    async def append(self, commit: Commit) -> None:
        kept = self._kept
        taken = any(other.command_id == commit.command_id for other in kept.commits.values())
        if commit.id in kept.commits or taken or await self.key_owners(commit.keys):
            raise AppendRefused(commit=commit.id)
        kept.commits[commit.id] = commit
        kept.pending.add(commit.id)

    async def read_stream(self, stream: str, after: int = 0) -> Sequence[Commit]:
        return sorted(
            (commit for commit in self._all() if commit.stream == stream and commit.version > after),
            key=lambda commit: commit.version,
        )

    async def find_command(self, command_id: str) -> Commit | None:
        return next((commit for commit in self._all() if commit.command_id == command_id), None)

    async def find_commit(self, stream: str, version: int) -> Commit | None:
        return self._kept.commits.get(f"{stream}/{version:09d}")

    async def key_owners(self, keys: Sequence[str]) -> Mapping[str, str]:
        return {key: commit.stream for commit in self._all() for key in commit.keys if key in keys}

    async def unpublished(self, limit: int) -> Sequence[Commit]:
        pending = [commit for commit in self._all() if commit.id in self._kept.pending]
        numbered = [commit for commit in pending if commit.first_number]
        new = [commit for commit in pending if not commit.first_number]
        numbered.sort(key=lambda commit: (commit.ward, commit.first_number))
        new.sort(key=lambda commit: (commit.recorded_at, commit.stream, commit.version))
        pending = [*numbered, *new]
        before = accumulate((len(commit.events) for commit in pending), initial=0)
        return [commit for commit, events in zip(pending, before, strict=False) if events < limit]

    async def numbered_predecessors(self, commits: Sequence[Commit]) -> frozenset[str]:
        found = set()
        for commit in commits:
            before = await self.find_commit(commit.stream, commit.version - 1)
            if commit.version == 1 or (before is not None and before.first_number):
                found.add(commit.id)
        return frozenset(found)

    async def last_numbers(self, wards: Sequence[str]) -> Mapping[str, tuple[int, datetime]]:
        last: dict[str, tuple[int, datetime]] = {}
        for commit in self._numbered():
            if commit.ward in wards and commit.numbered_at is not None:
                last[commit.ward] = (commit.first_number + len(commit.events) - 1, commit.numbered_at)
        return last

    async def number(self, numberings: Sequence[Numbering]) -> int:
        for written, numbering in enumerate(numberings):
            commit = self._kept.commits.get(numbering.commit_id)
            place = (numbering.ward, numbering.first_number)
            taken = any((other.ward, other.first_number) == place for other in self._numbered())
            if commit is None or commit.rev != numbering.rev or commit.first_number or taken:
                return written
            self._kept.commits[commit.id] = msgspec.structs.replace(
                commit,
                first_number=numbering.first_number,
                numbered_at=numbering.numbered_at,
                rev=commit.rev + 1,
            )
        return len(numberings)

    async def clear_pending(self, commit_ids: Sequence[str]) -> None:
        self._kept.pending.difference_update(commit_ids)

    async def wards(self) -> Sequence[str]:
        return sorted({commit.ward for commit in self._numbered()})

    async def read_ledger(self, ward: str, after: int, limit: int) -> Sequence[LedgerEvent]:
        events: list[LedgerEvent] = []
        for commit in self._numbered():
            if commit.ward == ward and len(events) < limit:
                found = ledger_events(self.source, self._kept.era, commit)
                events += [event for event in found if event.sequence > after]
        return events

    async def heads(self) -> Sequence[LedgerHead]:
        wards = sorted({commit.ward for commit in self._all()})
        last = await self.last_numbers(wards)
        return [self._head(ward, last.get(ward)) for ward in wards]

    def _head(self, ward: str, last: tuple[int, datetime] | None) -> LedgerHead:
        pending = [commit for commit in self._all() if commit.ward == ward and commit.id in self._kept.pending]
        oldest = min((commit.recorded_at for commit in pending), default=None)
        time = last[1] if last is not None else oldest
        assert time is not None
        return LedgerHead(
            source=self.source,
            ward=ward,
            era=self._kept.era,
            number=last[0] if last is not None else 0,
            pending=sum(len(commit.events) for commit in pending),
            oldest_pending=oldest,
            time=time,
        )

    def _all(self) -> list[Commit]:
        return list(self._kept.commits.values())

    def _numbered(self) -> list[Commit]:
        numbered = [commit for commit in self._all() if commit.first_number]
        return sorted(numbered, key=lambda commit: (commit.ward, commit.first_number))


class MemoryLeases:
    """LeaseStore over a dictionary."""

    def __init__(self, kept: dict[str, Lease]) -> None:
        self._kept = kept

    async def acquire(self, name: str, holder: str, now: datetime, seconds: float) -> Lease | None:
        known = self._kept.get(name)
        expires = now + timedelta(seconds=seconds)
        if known is None:
            taken = Lease(name=name, holder=holder, epoch=1, expires=expires)
        elif known.holder == holder and known.expires > now:
            taken = msgspec.structs.replace(known, expires=expires)
        elif known.holder in ("", holder) or known.expires <= now:
            taken = Lease(name=name, holder=holder, epoch=known.epoch + 1, expires=expires)
        else:
            return None
        self._kept[name] = taken
        return taken

    async def release(self, lease: Lease) -> None:
        known = self._kept.get(lease.name)
        if known is not None and (known.holder, known.epoch) == (lease.holder, lease.epoch):
            self._kept[lease.name] = msgspec.structs.replace(known, holder="")
