"""A service's commits and ledgers in its MongoDB database."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import takewhile

from shared.adapters.distributed.commit_documents import (
    INDEXES,
    PENDING,
    commit_id,
    commit_of,
    document_of,
    first_number_of,
    is_copy,
    numbering_change,
)
from shared.adapters.distributed.mongo_appends import MongoAppends
from shared.adapters.distributed.mongo_collection import Found
from shared.adapters.distributed.mongo_connection import MongoConnection
from shared.adapters.distributed.mongo_era import MongoEra
from shared.adapters.distributed.mongo_ledgers import MongoLedgers
from shared.adapters.distributed.restored_ledgers import cut_behind_gaps, queue_all
from shared.adapters.instants import from_micros
from shared.kernel.messages import Commit, LedgerEvent, ledger_events
from shared.ports.clock import Clock
from shared.ports.event_store import AppendRefused, LedgerHead, Numbering

_SHORT_STREAM, _LONG_PAGE = 16, 1024
"""How many versions of a stream are asked for at first, and at most."""

_PENDING_BY_WARD = (
    {"$match": PENDING},
    {"$group": {"_id": "$ward", "events": {"$sum": "$events"}, "oldest": {"$min": "$recorded_at"}}},
)


class MongoEventStore:
    """EventStore of the service `source`, for any number of processes."""

    def __init__(self, source: str, connection: MongoConnection, clock: Clock) -> None:
        self.source = source
        self._commits = connection.collection(source, "commits", INDEXES)
        self._appends = MongoAppends(self._commits)
        self._ledgers = MongoLedgers(self._commits, connection.collection(source, "ledgers"))
        self._era = MongoEra(connection.collection(source, "meta"), clock)

    async def era(self) -> str:
        return await self._era.known()

    async def begin_era(self) -> str:
        """After a restore, with every process stopped: a new era, and every ledger's end found anew."""
        await self._ledgers.survey()
        return await self._era.begin()

    async def survey(self) -> None:
        """Find every ledger's end anew, after a restore that may have brought hints of another time."""
        await self._ledgers.survey()

    async def make_whole(self) -> tuple[int, int]:
        """After a restore: how many commits lose their numbers, for they stand behind a gap; and how many keep theirs
        and are published again."""
        cut = await cut_behind_gaps(self._commits, await self.wards())
        return cut, await queue_all(self._commits)

    async def append(self, commit: Commit) -> None:
        await self._appends.append(commit)

    async def import_commits(self, commits: Sequence[Commit]) -> None:
        """Copy commits of another store of this service as they are, with the numbers that they have there; all wait
        to be published. Repeating it changes nothing; AppendRefused where another one stands in a commit's place."""
        await self._ledgers.know(commit.ward for commit in commits)
        refused = await self._commits.insert_each([document_of(commit) for commit in commits])
        for commit in (commits[index] for index in sorted(refused)):
            stored = await self.find_commit(commit.stream, commit.version)
            if stored is None or not is_copy(stored, commit):
                raise AppendRefused(stream=commit.stream, version=commit.version)
        firsts: dict[str, int] = {}
        for commit in commits:
            firsts[commit.ward] = max(firsts.get(commit.ward, 0), commit.first_number)
        await self._ledgers.reached(firsts)

    async def import_era(self, era: str) -> None:
        """Take over the era of the store that is copied; Conflict when this one has begun another."""
        await self._era.take_over(era)

    async def number(self, numberings: Sequence[Numbering]) -> int:
        fit = list(takewhile(lambda numbering: numbering.rev == 0, numberings))
        if not fit:
            return 0
        await self._ledgers.know(numbering.ward for numbering in fit)
        written = await self._commits.update_in_order([numbering_change(numbering) for numbering in fit])
        await self._ledgers.reached({numbering.ward: numbering.first_number for numbering in fit[:written]})
        return written

    async def clear_pending(self, commit_ids: Sequence[str]) -> None:
        if commit_ids:
            await self._commits.update_all({"_id": {"$in": list(commit_ids)}}, {"$unset": {"pending": ""}})

    async def read_stream(self, stream: str, after: int = 0) -> Sequence[Commit]:
        commits: list[Commit] = []
        page = _SHORT_STREAM
        while True:
            last = after + page
            ids = [commit_id(stream, version) for version in range(after + 1, last + 1)]
            found = sorted(await self._commits.find({"_id": {"$in": ids}}), key=lambda each: int(each["n"]))
            commits += map(commit_of, found)
            if not found or found[-1]["n"] < last:
                return commits
            after, page = last, min(page * 4, _LONG_PAGE)

    async def find_command(self, command_id: str) -> Commit | None:
        found = await self._commits.find_one({"command_id": command_id})
        return commit_of(found) if found else None

    async def find_commit(self, stream: str, version: int) -> Commit | None:
        found = await self._commits.find_one({"_id": commit_id(stream, version)})
        return commit_of(found) if found else None

    async def key_owners(self, keys: Sequence[str]) -> Mapping[str, str]:
        found = await self._commits.find({"keys": {"$in": list(keys)}}, fields=["keys", "stream"]) if keys else []
        owners = {key: commit["stream"] for commit in found for key in commit["keys"]}
        return {key: owners[key] for key in keys if key in owners}

    async def unpublished(self, limit: int) -> Sequence[Commit]:
        events = 0

        def enough(commit: Found) -> bool:
            nonlocal events
            events += commit["events"]
            return bool(events >= limit)

        found = await self._commits.find(PENDING, order=["pending"], limit=limit, last=enough)
        return [commit_of(commit) for commit in found]

    async def numbered_predecessors(self, commits: Sequence[Commit]) -> frozenset[str]:
        later = {commit_id(commit.stream, commit.version - 1): commit.id for commit in commits if commit.version > 1}
        found = await self._commits.find({"_id": {"$in": list(later)}}, fields=["ledger"]) if later else []
        first = (commit.id for commit in commits if commit.version == 1)
        return frozenset((*first, *(later[commit["_id"]] for commit in found if "ledger" in commit)))

    async def last_numbers(self, wards: Sequence[str]) -> Mapping[str, tuple[int, datetime]]:
        return await self._ledgers.last_numbers(wards) if wards else {}

    async def wards(self) -> Sequence[str]:
        return list(await self._ledgers.last_numbers())

    async def read_ledger(self, ward: str, after: int, limit: int) -> Sequence[LedgerEvent]:
        era = await self.era()
        events: list[LedgerEvent] = []
        number, reaches_end = after + 1, False
        while len(events) < limit and not reaches_end:
            asked = number + min(limit - len(events), _LONG_PAGE)
            commits = await self._commits_between(ward, number, asked)
            read = [event for commit in commits for event in ledger_events(self.source, era, commit_of(commit))]
            events += [event for event in read if event.sequence > after]
            number = events[-1].sequence + 1 if events else number
            reaches_end = number < asked
        return events

    async def heads(self) -> Sequence[LedgerHead]:
        era = await self.era()
        pending = {each["_id"]: each for each in await self._commits.aggregate(_PENDING_BY_WARD)}
        numbers = await self._ledgers.last_numbers()
        return [self._head(ward, era, numbers.get(ward), pending.get(ward)) for ward in sorted({*pending, *numbers})]

    def _head(self, ward: str, era: str, last: tuple[int, datetime] | None, pending: Found | None) -> LedgerHead:
        oldest = from_micros(pending["oldest"]) if pending else None
        number, numbered_at = last or (0, oldest)
        if numbered_at is None:
            raise LookupError(f"ward {ward} has no commit")
        return LedgerHead(
            source=self.source,
            ward=ward,
            era=era,
            number=number,
            pending=pending["events"] if pending else 0,
            oldest_pending=oldest,
            time=numbered_at,
        )

    async def _commits_between(self, ward: str, number: int, end: int) -> list[Found]:
        """Commits from the one that holds `number` on, up to those that begin before `end`."""
        found = await self._ledgers.commits_from(ward, number, end - number)
        if found and first_number_of(found[0]) == number:
            return found
        within = await self._ledgers.commit_with(ward, number)
        return [within, *found] if within else []
